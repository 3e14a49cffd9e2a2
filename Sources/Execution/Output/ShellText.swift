import PipelineSpec

/// Words as a shell would take them; for people to read and to paste, never to be run by pipegen.
public enum ShellText {
  /// One line.
  public static func of(_ words: [String]) -> String {
    DisplayText.escaped(words.map(quoted).joined(separator: " "))
  }

  private static func quoted(_ word: String) -> String {
    if !word.isEmpty, word.utf8.allSatisfy(isPlain) { return word }
    var text = "'"
    for scalar in word.unicodeScalars {
      if scalar == "'" { text += #"'\''"# } else { text.unicodeScalars.append(scalar) }
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
