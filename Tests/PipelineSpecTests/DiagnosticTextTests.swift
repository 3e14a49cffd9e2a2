import Testing

@testable import PipelineSpec

@Suite("Diagnostics as text")
struct DiagnosticTextTests {
  /// A message about the characters from `column` on.
  static func rendered(
    _ text: String, line: Int = 1, column: Int, length: Int = 1, endLine: Int? = nil,
    name: String = "a.yml", message: String = "m", help: String? = nil
  ) -> String {
    rendered(
      bytes: Array(text.utf8), line: line, column: column, length: length, endLine: endLine,
      name: name, message: message, help: help)
  }

  static func rendered(
    bytes: [UInt8], line: Int = 1, column: Int, length: Int = 1, endLine: Int? = nil,
    name: String = "a.yml", message: String = "m", help: String? = nil
  ) -> String {
    var sources = Sources()
    let file = sources.add(SourceFile(name: name, bytes: bytes))
    let range = SourceRange(
      file: file, start: SourcePosition(line: line, column: column),
      end: SourcePosition(line: endLine ?? line, column: column + length))
    var diagnostics = Diagnostics()
    diagnostics.error(.syntax, message, at: range, help: help)
    return DiagnosticText.render(diagnostics, sources: sources)
  }

  @Test("The example of the architecture page")
  func example() {
    let text = "a:\n\nb:\n  c: d\nstages:\n  - nam: compile\n"
    #expect(
      Self.rendered(
        text, line: 6, column: 5, length: 3, name: "pipegen.yml",
        message: "unknown key 'nam' in stage", help: "did you mean 'name'?") == """
          pipegen.yml:6:5: error: unknown key 'nam' in stage [syntax]
            6 |   - nam: compile
              |     ^~~
              = help: did you mean 'name'?

          """)
  }

  @Test("The gutter is as wide as the line's number")
  func gutter() {
    let text = String(repeating: "x\n", count: 1233) + "abc"
    #expect(
      Self.rendered(text, line: 1234, column: 2, help: "h") == """
        a.yml:1234:2: error: m [syntax]
          1234 | abc
               |  ^
               = help: h

        """)
  }

  @Test(
    "The caret stands under its character",
    arguments: [
      ("\ta\tb: x", 4, 1, "\ta\tb: x", "\t \t^"),
      ("日本: x", 5, 1, "日本: x", "      ^"),
      ("日本: x", 2, 1, "日本: x", "  ^~"),
      ("日本: x", 1, 2, "日本: x", "^~~~"),
      ("a 😀 b", 5, 1, "a 😀 b", "     ^"),
      ("e\u{301}x: y", 3, 1, "e\u{301}x: y", " ^"),
      ("ae\u{301}x: y", 3, 1, "ae\u{301}x: y", " ^"),
      ("é: y", 1, 1, "é: y", "^"),
      ("각b", 2, 1, "각b", "  ^"),
      ("ab", 3, 1, "ab", "  ^"), ("ab", 9, 5, "ab", "  ^"), ("ab", 1, 9, "ab", "^~"),
      ("ab", 2, 0, "ab", " ^"),
      ("a\u{200B}b", 3, 1, #"a\u{200B}b"#, "         ^"),
      ("a\u{202E}b", 2, 1, #"a\u{202E}b"#, " ^~~~~~~~"),
      ("a\u{1B}[31m", 3, 1, #"a\u{1B}[31m"#, "       ^"),
      ("\u{A0}a", 2, 1, #"\u{A0}a"#, "      ^"),
      ("\u{FEFF}ab", 2, 1, "ab", " ^"), ("a\u{E000}b", 3, 1, #"a\u{E000}b"#, "         ^"),
    ])
  func caret(_ line: String, _ column: Int, _ length: Int, _ shown: String, _ underline: String) {
    #expect(
      Self.rendered(line + "\nnext", column: column, length: length)
        == "a.yml:1:\(column): error: m [syntax]\n  1 | \(shown)\n    | \(underline)\n")
  }

  @Test(
    "Lines end as libyaml's do",
    arguments: ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"])
  func lineBreaks(_ lineBreak: String) {
    let text = ["one", "", "three", "four"].joined(separator: lineBreak)
    #expect(Self.rendered(text, line: 3, column: 1).contains("  3 | three\n"))
    #expect(Self.rendered(text, line: 2, column: 1).contains("  2 |\n    | ^\n"))
    #expect(Self.rendered(text + lineBreak, line: 5, column: 1).contains("  5 |\n    | ^\n"))
    #expect(Self.rendered(text, line: 5, column: 1) == "a.yml:5:1: error: m [syntax]\n")
  }

  @Test("Bytes that are not UTF-8 are shown as such")
  func badBytes() {
    let bytes = Array("é".utf8) + [0xFF, 0xE2, 0x82] + Array("x".utf8)
    #expect(
      Self.rendered(bytes: bytes, column: 2) == """
        a.yml:1:2: error: m [syntax]
          1 | é\\x{FF}\\x{E2}\\x{82}x
            |  ^~~~~~

        """)
  }

  @Test("A range of several lines is marked in the first")
  func severalLines() {
    #expect(
      Self.rendered("a: |\n  x\n", column: 4, length: 2, endLine: 3).hasSuffix(
        "  1 | a: |\n    |    ^\n"))
    #expect(
      Self.rendered("key: x\nb: y\n", column: 1, length: 0, endLine: 2).hasSuffix(
        "  1 | key: x\n    | ^~~~~~\n"))
  }

  @Test("Long lines are cut around the caret")
  func longLines() {
    let digits = (0..<1000).map { String($0 % 10) }.joined()
    func lines(_ column: Int, length: Int = 1) -> [String] {
      Self.rendered(digits, column: column, length: length).split(separator: "\n").dropFirst()
        .map { String($0.dropFirst(6)) }
    }
    let blanks = String(repeating: " ", count: 61)
    let start = lines(1)
    #expect(start.first == digits.prefix(100) + "…")
    #expect(start.last == "^")
    let middle = lines(501)
    #expect(middle.first == "…" + digits.dropFirst(440).prefix(100) + "…")
    #expect(middle.last == blanks + "^")
    let end = lines(1000)
    #expect(end.first == "…" + digits.suffix(100))
    #expect(end.last == String(repeating: " ", count: 100) + "^")
    let long = lines(501, length: 400)
    #expect(long.last == blanks + "^" + String(repeating: "~", count: 39))
    #expect(Self.rendered(String(digits.prefix(100)), column: 60).contains("…") == false)
    let wide = Self.rendered(String(repeating: "日", count: 1000), column: 501)
    #expect(wide.contains("  1 | …" + String(repeating: "日", count: 50) + "…\n"))
  }

  @Test("A line of megabytes costs no more than its place")
  func hugeLine() {
    let text = String(repeating: "x", count: 4_000_000)
    let rendered = Self.rendered(text, column: 3_999_999)
    #expect(rendered.utf8.count < 400)
  }

  @Test("Names, messages and help are one line without invisible characters")
  func escapes() {
    #expect(
      Self.rendered(
        "x", column: 1, name: "a\n\u{1B}.yml", message: "m\n\u{202E}'e\u{301}'\t",
        help: "h\u{2028}\u{200D}") == """
          a\\u{A}\\u{1B}.yml:1:1: error: m\\u{A}\\u{202E}'e\u{301}'\\u{9} [syntax]
            1 | x
              | ^
              = help: h\\u{2028}\\u{200D}

          """)
    let long = Self.rendered("x", column: 1, message: String(repeating: "é", count: 10_000))
    #expect(long.contains("error: " + String(repeating: "é", count: 400) + "… [syntax]"))
  }

  @Test("Notes follow, with lines of their own, also in another file")
  func notes() {
    var sources = Sources()
    let first = sources.add(SourceFile(name: "a.yml", bytes: Array("x: 1\n".utf8)))
    let second = sources.add(SourceFile(name: "b/c.yml", bytes: Array("\ny: 2\n".utf8)))
    var diagnostics = Diagnostics()
    let range = SourceRange(
      file: second, start: SourcePosition(line: 2, column: 1),
      end: SourcePosition(line: 2, column: 2))
    let note = SourceRange(
      file: first, start: SourcePosition(line: 1, column: 4),
      end: SourcePosition(line: 1, column: 5))
    diagnostics.error(
      .duplicateKey, "twice", at: range, help: "once",
      notes: [Diagnostic.Note(message: "first", range: note)])
    diagnostics.warning(.notASpec, "of all", at: nil, help: "nothing")
    #expect(
      DiagnosticText.render(diagnostics, sources: sources) == """
        b/c.yml:2:1: error: twice [duplicate-key]
          2 | y: 2
            | ^
            = help: once
        a.yml:1:4: note: first
          1 | x: 1
            |    ^
        pipegen: warning: of all [not-a-spec]
            = help: nothing

        """)
    #expect(DiagnosticText.summary(of: diagnostics) == "1 error, 1 warning")
    #expect(
      DiagnosticText.render(diagnostics.all[1], sources: sources)
        == "pipegen: warning: of all [not-a-spec]\n    = help: nothing\n")
  }

  /// `count` diagnostics in the order of their lines, every tenth an error.
  private static func many(_ count: Int, message: String) -> (Diagnostics, Sources) {
    var sources = Sources()
    let text = String(repeating: "line\n", count: count)
    let file = sources.add(SourceFile(name: "a.yml", bytes: Array(text.utf8)))
    var diagnostics = Diagnostics()
    for line in (1...count).reversed() {
      let start = SourcePosition(line: line, column: 1)
      let range = SourceRange(file: file, start: start, end: start)
      if line % 10 == 0 {
        diagnostics.error(.syntax, message, at: range)
      } else {
        diagnostics.warning(.syntax, message, at: range)
      }
    }
    return (diagnostics, sources)
  }

  @Test("At most 20, errors before warnings, and the true count of the rest")
  func caps() {
    let (diagnostics, sources) = Self.many(100, message: "m")
    let text = DiagnosticText.render(diagnostics, sources: sources)
    let headers = text.split(separator: "\n").filter { $0.hasPrefix("a.yml") }
    #expect(headers.count == 20)
    #expect(headers.filter { $0.contains(": error:") }.count == 10)
    #expect(headers.first == "a.yml:1:1: warning: m [syntax]")
    #expect(headers.last == "a.yml:100:1: error: m [syntax]")
    #expect(text.hasSuffix("\nand 80 more\n"))
    #expect(DiagnosticText.summary(of: diagnostics) == "10 errors, 90 warnings")
    let few = DiagnosticText.render(diagnostics, sources: sources, limit: 1)
    #expect(few == "a.yml:10:1: error: m [syntax]\n  10 | line\n     | ^\nand 99 more\n")
  }

  @Test("At most 16 KiB")
  func bytes() {
    let marks = String(repeating: "日\u{301}\u{302}\u{303}", count: 1000)
    let (diagnostics, sources) = Self.many(30, message: marks)
    let text = DiagnosticText.render(diagnostics, sources: sources)
    #expect(text.utf8.count <= 16 << 10)
    #expect(text.utf8.count > 14 << 10)
    let shown = text.split(separator: "\n").count { $0.hasPrefix("a.yml") }
    #expect(text.hasSuffix("\nand \(30 - shown) more\n"))
  }

  @Test("Notes are left out before they pass 16 KiB")
  func manyNotes() {
    var sources = Sources()
    let file = sources.add(SourceFile(name: "a.yml", bytes: Array("abc".utf8)))
    let start = SourcePosition(line: 1, column: 1)
    let range = SourceRange(file: file, start: start, end: start)
    let note = Diagnostic.Note(message: String(repeating: "n", count: 300), range: range)
    var diagnostics = Diagnostics()
    diagnostics.error(.syntax, "m", at: range, notes: Array(repeating: note, count: 1000))
    let text = DiagnosticText.render(diagnostics, sources: sources)
    #expect(text.utf8.count <= 16 << 10)
    #expect(text.hasPrefix("a.yml:1:1: error: m [syntax]\n"))
  }

  @Test("Nothing to say")
  func nothing() {
    #expect(DiagnosticText.render(Diagnostics(), sources: Sources()) == "")
    #expect(DiagnosticText.summary(of: Diagnostics()) == nil)
  }
}
