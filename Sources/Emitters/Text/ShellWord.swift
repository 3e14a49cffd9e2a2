import PipelinePlan
import PipelineSpec

/// The quoting of words for POSIX shells: over bytes, as `'` and a combining accent are one
/// Character.
extension TextBuffer {
  /// Appends `text` as one shell word that expands to exactly its bytes.
  ///
  /// Bare where nothing in it means anything to a shell, else in single quotes; what Azure would
  /// read as live is broken: `'$''(x)'`, and so is `~/`, which shellcheck takes for a mistake.
  /// `text` holds no NUL.
  package mutating func appendShellWord(_ text: String) {
    let utf8 = text.utf8
    let bytes = utf8.span
    appendShellWord(bytes, ByteKinds(of: bytes))
  }

  /// The same of a text, whose kinds of bytes are known.
  @inline(__always)
  mutating func appendShellWord(_ text: Text) {
    // As most are.
    if text.kinds.has(.bare), text.count > Self.longestReserved, text.utf8[0] != UInt8(ascii: "=") {
      append(text)
    } else {
      appendUnlikely(text)
    }
  }

  /// As many bytes as a reserved word has at most.
  fileprivate static let longestReserved = 5

  @inline(never)
  private mutating func appendUnlikely(_ text: Text) {
    text.withSpan { appendShellWord($0, text.kinds) }
  }

  @inline(__always)
  private mutating func appendShellWord(_ text: Span<UInt8>, _ kinds: ByteKinds) {
    if kinds.has(.bare), !text.mustBeQuoted { return append(text) }
    isPrintable = isPrintable && kinds.has(.printable)
    guard kinds.has(.staysInSingleQuotes) else { return appendSingleQuoted(text.array[...]) }
    append(byte: UInt8(ascii: "'"))
    append(text)
    append(byte: UInt8(ascii: "'"))
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
  ///
  /// In double quotes as a whole where every literal stands for itself there, else piece by piece.
  @inline(__always)
  mutating func appendShellWord(_ word: Word, names: inout ShellNames) {
    if word.tail.isEmpty { appendShellWord(word.head) } else { appendHoles(of: word, &names) }
  }

  private mutating func appendHoles(of word: Word, _ names: inout ShellNames) {
    let start = count
    if appendDoubleQuoted(word, names: &names) { return }
    truncate(to: start)
    isPrintable = false
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

  /// Yields whether double quotes could hold it; where not, what was appended is of no use.
  private mutating func appendDoubleQuoted(_ word: Word, names: inout ShellNames) -> Bool {
    append(byte: UInt8(ascii: "\""))
    guard appendQuiet(word.head) else { return false }
    let tail = word.tail
    let end = tail.endIndex
    for index in 0..<end {
      switch tail[index] {
      case .literal(let text): guard appendQuiet(text) else { return false }
      case .variable(let variable):
        let isBraced = index + 1 < end && tail[index + 1].continuesName
        appendExpansion(of: names[variable], isBraced: isBraced)
      }
    }
    append(byte: UInt8(ascii: "\""))
    return true
  }

  /// Yields whether `text` stands for itself between double quotes.
  private mutating func appendQuiet(_ text: Text) -> Bool {
    guard text.kinds.has(.quietInShellQuotes) else { return false }
    append(text)
    return true
  }

  private mutating func appendExpansion(of name: Text, isBraced: Bool) {
    append(byte: UInt8(ascii: "$"))
    if isBraced { append(byte: UInt8(ascii: "{")) }
    append(name)
    if isBraced { append(byte: UInt8(ascii: "}")) }
  }
}

extension Span<UInt8> {
  /// Whether bare bytes still cannot stand bare: none at all; a reserved word, which ends a `case`
  /// and elsewhere looks like a mistake; what begins with `=`, a command's path in zsh.
  @inline(__always)
  fileprivate var mustBeQuoted: Bool {
    guard !isEmpty, self[0] != UInt8(ascii: "=") else { return true }
    return count <= TextBuffer.longestReserved && isReserved
  }

  /// Whether it begins or ends a statement.
  private var isReserved: Bool {
    switch self[0] {
    case UInt8(ascii: "i"): equals("if") || equals("in")
    case UInt8(ascii: "f"): equals("fi") || equals("for")
    case UInt8(ascii: "t"): equals("then")
    case UInt8(ascii: "e"): equals("else") || equals("elif") || equals("esac")
    case UInt8(ascii: "w"): equals("while")
    case UInt8(ascii: "u"): equals("until")
    case UInt8(ascii: "d"): equals("do") || equals("done")
    case UInt8(ascii: "c"): equals("case")
    case _: false
    }
  }

  private func equals(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { text in
      guard count == text.count else { return false }
      for index in indices where unsafe self[index] != text[index] { return false }
      return true
    }
  }

  /// The same bytes.
  fileprivate var array: [UInt8] { unsafe withUnsafeBufferPointer { unsafe Array($0) } }
}

extension ArraySlice<UInt8> {
  /// Whether `~/` begins it and stands at `index`.
  fileprivate func looksLikeHome(at index: Int) -> Bool {
    index == startIndex && self[index] == UInt8(ascii: "~")
      && index + 1 < endIndex && self[index + 1] == UInt8(ascii: "/")
  }
}

extension ByteKinds {
  /// As `contains`, which for a set of another module is a call.
  @inline(__always)
  fileprivate func has(_ kind: ByteKinds) -> Bool { rawValue & kind.rawValue != 0 }
}

extension UInt8 {
  /// Whether it means nothing to any shell, wherever it stands in an argument.
  var isBareInShell: Bool { ByteKinds(of: self).contains(.bare) }

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
  /// Whether `$NAME` before it would be read as a longer name, or as an array's element.
  fileprivate var continuesName: Bool {
    switch self {
    case .literal(let text):
      text.utf8.first.map { $0.isInShellName || $0 == UInt8(ascii: "[") } ?? false
    case .variable: false
    }
  }
}
