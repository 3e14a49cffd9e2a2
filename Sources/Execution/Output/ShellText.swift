import PipelineSpec

/// Words as a shell takes them; for people to read and to paste, never run by pipegen.
public enum ShellText {
  /// One line with nothing invisible in it, for bash, zsh, ksh and busybox: a word that holds a
  /// control or another invisible character is `$'…'`.
  public static func of(_ words: [String]) -> String {
    words.map { isVisible($0) ? quoted($0) : spelled($0) }.joined(separator: " ")
  }

  /// For every POSIX shell, byte for byte; a line feed in a word is one in the text.
  public static func exact(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  private static func isVisible(_ text: String) -> Bool { DisplayText.escaped(text) == text }

  private static func quoted(_ word: String) -> String {
    if !word.isEmpty, word.utf8.allSatisfy(isPlain) { return word }
    var text = "'"
    for scalar in word.unicodeScalars {
      if scalar == "'" { text += #"'\''"# } else { text.unicodeScalars.append(scalar) }
    }
    return text + "'"
  }

  /// `$'…'` with every invisible character as its bytes in octal digits.
  private static func spelled(_ word: String) -> String {
    var text = "$'"
    for scalar in word.unicodeScalars {
      switch scalar {
      case "'", #"\"#: text += "\\" + String(scalar)
      case "\n": text += #"\n"#
      case "\t": text += #"\t"#
      case _ where isVisible(String(scalar)): text.unicodeScalars.append(scalar)
      case _:
        for byte in String(scalar).utf8 {
          let digits = String(byte, radix: 8)
          text += "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
        }
      }
    }
    return text + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "_./:=@%+,-".utf8.contains(byte)
    }
  }
}
