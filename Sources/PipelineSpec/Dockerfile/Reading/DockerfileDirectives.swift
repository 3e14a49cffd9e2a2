/// `# escape=`, `# syntax=` and `# check=` at the very start of a Dockerfile.
struct DockerfileDirectives {
  /// What escapes a character and continues a line.
  private(set) var escape = UInt8(ascii: "\\")
  private var isDone = false
  private var seen: [[UInt8]] = []

  /// Takes one line, trimmed; the first that is no directive ends them.
  mutating func take(_ line: ArraySlice<UInt8>) -> String? {
    guard !isDone else { return nil }
    guard line.first == UInt8(ascii: "#"),
      let (key, value) = Self.parts(of: line.dropFirst().trimmedAtStart),
      [Array("escape".utf8), Array("syntax".utf8), Array("check".utf8)].contains(key)
    else {
      isDone = true
      return nil
    }
    guard !seen.contains(key) else {
      return "only one \(key.text) parser directive can be used"
    }
    seen.append(key)
    return key.count == 6 && key[0] == UInt8(ascii: "e") ? setEscape(to: value) : nil
  }

  private mutating func setEscape(to value: ArraySlice<UInt8>) -> String? {
    guard let byte = value.first, value.count == 1, byte == 0x60 || byte == 0x5C else {
      return "invalid escape token '\(value.text)' does not match ` or \\"
    }
    escape = byte
    return nil
  }

  private static func parts(
    of text: ArraySlice<UInt8>
  ) -> (key: [UInt8], value: ArraySlice<UInt8>)? {
    guard let first = text.first, isLetter(first) else { return nil }
    let key = text.prefix { isLetter($0) || (0x30...0x39).contains($0) }
    let rest = text[key.endIndex...].drop(while: isBlank)
    guard rest.first == UInt8(ascii: "=") else { return nil }
    let behind = rest.dropFirst()
    let value = behind.drop(while: isBlank)
    guard let last = value.lastIndex(where: { !isBlank($0) }) else {
      // A value must be; where only blanks follow, it is the last of them.
      return behind.isEmpty ? nil : (Array(key).lowercased, behind.suffix(1))
    }
    return (Array(key).lowercased, value[...last])
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
  }
}
