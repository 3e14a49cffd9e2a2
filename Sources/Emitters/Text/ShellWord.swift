import PipelinePlan

/// The quoting of words for POSIX shells: over bytes, as `'` and a combining accent are one
/// Character.
extension TextBuffer {
  /// Appends `text` as one shell word that expands to exactly its bytes.
  ///
  /// Bare where nothing in it means anything to a shell, else in single quotes; what Azure would
  /// read as live is broken: `'$''(x)'`, and so is `~/`, which shellcheck takes for a mistake.
  /// `text` holds no NUL.
  package mutating func appendShellWord(_ text: String) {
    let start = count
    append(text)
    switch ShellQuoting(of: bytes, from: start) {
    case .bare: break
    case .quoted:
      insert(byte: UInt8(ascii: "'"), at: start)
      append(byte: UInt8(ascii: "'"))
    case .escaped: appendSingleQuoted(cut(from: start))
    }
  }

  /// Appends `text` in single quotes even where it could stand bare.
  mutating func appendSingleQuoted(_ text: ArraySlice<UInt8>) {
    let quote = UInt8(ascii: "'")
    append(byte: quote)
    var start = text.startIndex
    var index = start
    while index < text.endIndex {
      defer { index += 1 }
      if text[index] == quote {
        append(text[start..<index])
        append(#"'\''"#)
        start = index + 1
      } else if LiveText.isLive(text, at: index) || text.looksLikeHome(at: index) {
        append(text[start...index])
        if text[start...index].contains(UInt8(ascii: "\n")) {
          // shellcheck takes two quotes behind several lines for a forgotten one.
          index += 1
          append(#"'\"#)
          append(byte: text[index])
          append(byte: quote)
        } else {
          append("''")
        }
        start = index + 1
      }
    }
    append(text[start...])
    append(byte: quote)
  }

  /// Appends `word` as one shell word; `names` gives the variable of each hole.
  mutating func appendShellWord(_ word: Word, names: inout ShellNames) {
    if let literal = word.literal { return appendShellWord(literal) }
    if word.fragments.allSatisfy(\.isQuietInDoubleQuotes) {
      append(byte: UInt8(ascii: "\""))
      for (index, fragment) in word.fragments.enumerated() {
        switch fragment {
        case .literal(let text): append(text)
        case .variable(let variable):
          let next = index + 1 < word.fragments.count ? word.fragments[index + 1] : nil
          appendExpansion(of: names[variable], isBraced: next?.continuesName ?? false)
        }
      }
      append(byte: UInt8(ascii: "\""))
    } else {
      for fragment in word.fragments {
        switch fragment {
        case .literal(let text): appendSingleQuoted(Array(text.utf8)[...])
        case .variable(let variable):
          append(byte: UInt8(ascii: "\""))
          appendExpansion(of: names[variable], isBraced: false)
          append(byte: UInt8(ascii: "\""))
        }
      }
    }
  }

  private mutating func appendExpansion(of name: String, isBraced: Bool) {
    append(isBraced ? "${" : "$")
    append(name)
    if isBraced { append(byte: UInt8(ascii: "}")) }
  }
}

/// What a text needs to be one shell word.
private enum ShellQuoting {
  case bare
  /// Single quotes around it.
  case quoted
  /// Single quotes, and something inside that may have to leave them.
  case escaped

  static let reserved = [
    "if", "then", "elif", "else", "fi", "for", "in", "while", "until", "do", "done", "case", "esac",
  ]

  init(of bytes: [UInt8], from start: Int) {
    self = bytes[start...].mustBeQuoted ? .quoted : .bare
    for index in start..<bytes.count where !bytes[index].isBareInShell {
      switch bytes[index] {
      case UInt8(ascii: "'"), UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "~"):
        self = .escaped
        return
      case _: self = .quoted
      }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Whether text of bare bytes still cannot stand bare: an empty one; a reserved word, which ends
  /// a `case` and elsewhere looks like a mistake; what begins with `=`, a command's path in zsh.
  fileprivate var mustBeQuoted: Bool {
    guard let first, first != UInt8(ascii: "=") else { return true }
    return count <= 5 && ShellQuoting.reserved.contains { elementsEqual($0.utf8) }
  }

  /// Whether `~/` begins it and stands at `index`.
  fileprivate func looksLikeHome(at index: Int) -> Bool {
    index == startIndex && self[index] == UInt8(ascii: "~")
      && index + 1 < endIndex && self[index + 1] == UInt8(ascii: "/")
  }
}

extension UInt8 {
  /// Whether it means nothing to any shell, wherever it stands in an argument.
  @inline(__always)
  var isBareInShell: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "+")...UInt8(ascii: ":"),  // + , - . / 0-9 :
      UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "%"):
      true
    case _: false
    }
  }

  /// Whether it stands for itself between double quotes. `#` does, but two could meet.
  fileprivate var isQuietInDoubleQuotes: Bool {
    switch self {
    case UInt8(ascii: "\""), UInt8(ascii: "$"), UInt8(ascii: "`"), UInt8(ascii: "\\"),
      UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "~"):
      false
    case 0x20...0x7E: true
    case _: false
    }
  }

  /// Whether it may stand in a variable's name.
  var isInShellName: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    case _: false
    }
  }
}

extension Word.Fragment {
  fileprivate var isQuietInDoubleQuotes: Bool {
    switch self {
    case .literal(let text): text.utf8.allSatisfy(\.isQuietInDoubleQuotes)
    case .variable: true
    }
  }

  /// Whether `$NAME` before it would be read as a longer name, or as an array's element.
  fileprivate var continuesName: Bool {
    switch self {
    case .literal(let text):
      text.utf8.first.map { $0.isInShellName || $0 == UInt8(ascii: "[") } ?? false
    case .variable: false
    }
  }
}
