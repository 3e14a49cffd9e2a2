/// The ways in which programs spell a secret when they print it.
enum Spellings {
  /// All of them; of a secret of several lines also those of each line.
  static func all(of secret: [UInt8]) -> [[UInt8]] {
    let lines = secret.split { $0 == lineFeed || $0 == carriageReturn }.map(Array.init)
    return (lines.count == 1 ? lines : lines + [secret]).flatMap(forms)
  }

  private static func forms(of text: [UInt8]) -> [[UInt8]] {
    guard text.count >= Redactor.Patterns.minimum else { return [] }
    let base64 = [Base64.text(of: text)] + Base64.cores(of: text)
    return [
      text, percentEncoded(text, digits: "0123456789ABCDEF"),
      percentEncoded(text, digits: "0123456789abcdef"), shellQuoted(text),
    ] + base64 + base64.map(Base64.forURLs)
  }

  /// As in a URL: all but letters, digits and `-._~`.
  private static func percentEncoded(_ text: [UInt8], digits: StaticString) -> [UInt8] {
    let digits = Array(digits.description.utf8)
    return text.flatMap { byte -> [UInt8] in
      isUnreserved(byte)
        ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-._~".utf8.contains(byte)
    }
  }

  /// As inside single quotes: `'` as `'\''`.
  private static func shellQuoted(_ text: [UInt8]) -> [UInt8] {
    text.flatMap { $0 == UInt8(ascii: "'") ? Array(#"'\''"#.utf8) : [$0] }
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
