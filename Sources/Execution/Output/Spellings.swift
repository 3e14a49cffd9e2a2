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
    return [text] + inURLs(text) + quoted(text) + base64 + base64.map(Base64.forURLs)
      + base64.prefix(2).flatMap(wrapped)
  }

  /// What some programs keep as it is: Python, JavaScript's encodeURIComponent, Go in paths and in
  /// what stands before a host.
  private static let keptInURLs = ["", "/", "!'()*", "$&+=:@", "$&+,;="]

  /// Percent-encoded, and as of a form.
  private static func inURLs(_ text: [UInt8]) -> [[UInt8]] {
    (["0123456789ABCDEF", "0123456789abcdef"] as [StaticString]).flatMap { digits in
      keptInURLs.map { percentEncoded(text, digits: digits, kept: $0) } + [
        percentEncoded(text, digits: digits, kept: " ").map {
          $0 == UInt8(ascii: " ") ? UInt8(ascii: "+") : $0
        }
      ]
    }
  }

  /// In single quotes of a shell, in two ways; in double ones; in `$'…'`; without quotes, as bash's
  /// `printf %q` has it; in quotes of JSON and Go, which may spell `<`, `>` and `&` for HTML.
  private static func quoted(_ text: [UInt8]) -> [[UInt8]] {
    [
      replaced(text, ["'": #"'\''"#]), replaced(text, ["'": #"'"'"'"#]),
      replaced(text, ["\"": #"\""#, "$": #"\$"#, "`": #"\`"#, "\\": #"\\"#]),
      replaced(text, ["'": #"\'"#, "\\": #"\\"#]),
      text.flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] },
      replaced(text, ["\"": #"\""#, "\\": #"\\"#]),
      replaced(
        text,
        ["\"": #"\""#, "\\": #"\\"#, "<": #"\u003c"#, ">": #"\u003e"#, "&": #"\u0026"#]),
    ]
  }

  /// What bash quotes by a backslash.
  private static let special = Array(" \t!\"$&'()*,;<>?[\\]^`{|}".utf8)

  /// Lines of `base64` and of PEM; a short last one tells little and could be anything.
  private static func wrapped(_ base64: [UInt8]) -> [[UInt8]] {
    [76, 64].flatMap { width in
      stride(from: 0, to: base64.count, by: width).map {
        Array(base64[$0..<min($0 + width, base64.count)])
      }
    }.filter { $0.count >= 16 && $0.count < base64.count }
  }

  /// All but letters, digits, `-._~` and what is `kept`.
  private static func percentEncoded(
    _ text: [UInt8], digits: StaticString, kept: String = ""
  ) -> [UInt8] {
    let digits = Array(digits.description.utf8)
    return text.flatMap { byte -> [UInt8] in
      isUnreserved(byte) || kept.utf8.contains(byte)
        ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-._~".utf8.contains(byte)
    }
  }

  private static func replaced(_ text: [UInt8], _ spellings: [Unicode.Scalar: String]) -> [UInt8] {
    text.flatMap { byte in spellings[Unicode.Scalar(byte)].map { Array($0.utf8) } ?? [byte] }
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
