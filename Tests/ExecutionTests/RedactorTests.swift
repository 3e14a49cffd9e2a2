import Testing

@testable import Execution

/// Secrets in a stream, however it is cut.
@Suite struct RedactorTests {
  private func secrets(_ texts: String...) -> Redactor.Patterns {
    Redactor.Patterns(texts.compactMap { Secret(Array($0.utf8)) })
  }

  /// `text`, given in chunks of `size` bytes.
  private func redacted(_ text: String, _ patterns: Redactor.Patterns, size: Int = .max) -> String {
    var redactor = Redactor(patterns)
    var shown: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      shown += redactor.append(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    return String(decoding: shown + redactor.finish(), as: UTF8.self)
  }

  @Test(arguments: [
    ("", ""), ("nothing", "nothing"), ("hunter22", "***"), ("a hunter22 b", "a *** b"),
    ("hunter2", "hunter2"), ("hunterhunter22", "hunter***"), ("hunter22hunter22", "***"),
    ("hunter22\nhunter22", "***\n***"),
    ("aHVudGVyMjI=", "***"), ("https://u:hunter22@h", "https://u:***@h"),
  ])
  func aSecretIsMaskedWhereverTheStreamIsCut(text: String, shown: String) {
    for size in 1...12 { #expect(redacted(text, secrets("hunter22"), size: size) == shown) }
  }

  @Test func allSpellingsAreMasked() {
    let patterns = secrets("p'w/d é+1")
    for spelling in [
      "p'w/d é+1", #"p'\''w/d é+1"#, "p%27w%2Fd%20%C3%A9%2B1", "p%27w%2fd%20%c3%a9%2b1",
      "cCd3L2Qgw6krMQ==", "cCd3L2Qgw6krMQ",
    ] {
      #expect(redacted("<\(spelling)>", patterns).hasPrefix("<***"), "\(spelling)")
    }
  }

  @Test(arguments: [
    #"p@ss'w\"or\$d&x/y+z \\k"#, #"p@ss'w\"or$d&x/y+z \\k"#, #"p@ss'"'"'w"or$d&x/y+z \k"#,
    #"p@ss\'w"or$d&x/y+z \\k"#, "p%40ss%27w%22or%24d%26x%2Fy%2Bz+%5Ck",
    "p%40ss%27w%22or%24d%26x/y%2Bz%20%5Ck", "p%40ss'w%22or%24d%26x%2Fy%2Bz%20%5Ck",
    "p@ss%27w%22or$d&x%2Fy+z%20%5Ck", "p%40ss%27w%22or$d&x%2Fy+z%20%5Ck",
    #"p@ss\'w\"or\$d\&x/y+z\ \\k"#, #"p@ss'w\"or$d\u0026x/y+z \\k"#,
  ])
  func whatQuotesASecretIsMasked(_ spelling: String) {
    let patterns = secrets(#"p@ss'w"or$d&x/y+z \k"#)
    #expect(redacted("<\(spelling)>", patterns) == "<***>", "\(spelling)")
  }

  /// As `base64` writes it, and PEM.
  @Test(arguments: [76, 64]) func aSecretInLinesOfBase64IsMasked(_ width: Int) {
    let secret = (0..<100).map { "\($0 * 7 % 10)k" }.joined()
    let text = Base64.text(of: Array("\(secret)\n".utf8))
    let lines = stride(from: 0, to: text.count, by: width).map {
      String(decoding: text[$0..<min($0 + width, text.count)], as: UTF8.self)
    }
    let shown = redacted(lines.joined(separator: "\n"), secrets(secret))
    #expect(shown.split(separator: "\n").dropLast().allSatisfy { $0 == "***" }, "\(shown)")
  }

  @Test func aSecretInsideALongerBase64TextIsMasked() {
    for user in ["", "a", "ab", "abc"] {
      let auth = String(decoding: Base64.text(of: Array("\(user):hunter22!".utf8)), as: UTF8.self)
      let shown = redacted(auth, secrets("hunter22!"))
      #expect(shown.contains("***"), "\(user)")
      // Digits that the secret shares with its neighbours stay.
      #expect(shown.utf8.count <= 12, "\(user): \(shown)")
    }
  }

  @Test func everyLineOfALongSecretIsMasked() {
    let patterns = secrets("first line\nsecond line\n")
    #expect(redacted("x second line y", patterns) == "x *** y")
    #expect(redacted("first line\nsecond line\n", patterns, size: 3) == "***")
  }

  @Test func theLineFeedBehindAPasswordIsNoPartOfIt() {
    #expect(redacted("is hunter22.", secrets("hunter22\n")) == "is ***.")
  }

  @Test func ofTwoSecretsTheLongerAndTheOverlappingAreHiddenWhole() {
    #expect(redacted("abcdefgh", secrets("abcd", "abcdefgh"), size: 2) == "***")
    #expect(redacted("xabcdefgx", secrets("abcde", "cdefg"), size: 1) == "x***x")
    #expect(redacted("abcdefgX", secrets("abcd", "abcdefgh"), size: 1) == "***efgX")
  }

  @Test func whatIsTooShortIsNoSecret() {
    #expect(redacted("abc is abc", secrets("abc")) == "abc is abc")
  }

  @Test func cutsNeverMatter() {
    var random = SystemRandomNumberGenerator()
    let patterns = secrets("aab", "abab", "bbbab", "aabaab")
    for _ in 0..<300 {
      let text = String((0..<40).map { _ in Bool.random(using: &random) ? "a" : "b" })
      let whole = redacted(text, patterns)
      for size in 1...7 { #expect(redacted(text, patterns, size: size) == whole, "\(text)") }
    }
  }

  @Test func aSecretDoesNotDescribeItself() throws {
    let secret = try #require(Secret(Array("hunter22".utf8)))
    #expect(!"\(secret)".contains("hunter22"))
    #expect(!String(reflecting: secret).contains("104"))
  }
}
