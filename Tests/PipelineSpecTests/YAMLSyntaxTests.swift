import Testing

@testable import PipelineSpec

/// libyaml's own words never reach the user: one row for each of its faults.
@Suite("YAML: syntax faults")
struct YAMLSyntaxTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let place: String
    let message: String
    let help: String?
    var testDescription: String { text }

    init(_ text: String, _ place: String, _ message: String, _ help: String?) {
      (self.text, self.place, self.message, self.help) = (text, place, message, help)
    }
  }

  static let tab = "a tab cannot indent YAML"
  static let colon = "a key and its ':' cannot stand here"
  static let neighbours =
    "a key begins in the column of its neighbours, and the line above has to end its value"
  static let close = "quote a value that holds one of , [ ] { } or ': '"
  static let escape = "write \\\\ for a backslash, or put the text in single quotes"
  static let whole = "quote the whole value; inside '…' a quote is written ''"
  static let directive = "the only directive of YAML that may stand here is '%YAML 1.2'"
  static let tag = "remove it, or quote a value that begins with '!'"

  static let rows = [
    Row("a:\n\tb: 1\n", "2:1-2:2", tab, "use spaces"),
    Row("a: 1\n\tb: 2\n", "2:1-2:2", tab, "use spaces"),
    Row("a: |\n\tx\n", "2:1-2:2", tab, "use spaces"),
    Row("a: b: c\n", "1:5-1:6", colon, "quote a value that holds ': '"),
    Row("a: x\n  b: y\n", "2:4-2:5", colon, neighbours),
    Row("a: \"x\" y\n", "1:8-1:9", "expected a key here", whole),
    Row("a: 'it's'\n", "1:8-1:9", "expected a key here", whole),
    Row(
      "a:\n   b: 1\n  c: 2\n", "3:3-3:4", "expected a key here",
      "keys of one mapping begin in the same column"),
    Row(
      "- a\nb: 1\n", "2:1-2:2", "expected '- ' here",
      "entries of one list begin in the same column"),
    Row(
      "x: 1\nfoo  \nb: 1\n", "2:1-2:4", "expected 'KEY: VALUE', found no ': '",
      "write ':' after a key; the further lines of a text are indented more than its key"),
    Row(
      "y: 1\nx:1\nb: 2\n", "2:1-2:4", "expected 'KEY: VALUE', found no ': '",
      "put a space after the ':'"),
    Row(
      "a: {t: v${x}}\n", "1:9-1:13", "expected ',' or '}' before '{'",
      "quote a value that holds ${…}"),
    Row(
      "é: [${v}-x, b]\n", "1:5-1:9", "expected ',' or ']' before '{'",
      "quote a value that holds ${…}"),
    Row("a: [x, b\nc: d\n", "2:2-2:3", "expected ',' or ']' here", "close the list, or " + close),
    Row("a: {x: [y] z", "1:12-1:13", "expected ',' or '}' here", "close the mapping, or " + close),
    Row("a: [x, b\n", "2:1-2:2", "the list is not closed: expected ']'", nil),
    Row("a: {x: b", "1:9-1:10", "the mapping is not closed: expected '}'", nil),
    Row(
      "a: [x,\n", "2:1-2:2", "expected a value, found the end of the file",
      "a list or mapping above is not closed"),
    Row(
      "a: ]\n", "1:4-1:5", "expected a value, found ']'",
      "quote a value that begins with one of , [ ] { }"),
    Row("a: \"abc\nb: 1\n", "1:4-1:5", "the quote is not closed", nil),
    Row("a: 'abc\n---\n'", "1:4-1:5", "the quote is not closed", nil),
    Row(#"a: "C:\dir""#, "1:7-1:9", "'\\' does not begin an escape here", escape),
    Row(#"a: "\xZZ""#, "1:5-1:7", "'\\' does not begin an escape here", escape),
    Row(
      #"a: "\uD800""#, "1:5-1:11", "this is half of a surrogate pair, not a character",
      "write the character itself"),
    Row(
      #"a: "\udbff\udfff""#, "1:5-1:17",
      #"YAML does not join two '\u' to one character, as JSON does"#,
      #"write the character itself, or \U0010FFFF"#),
    Row(
      #"a: "\ud83d\ud83d""#, "1:5-1:11", "this is half of a surrogate pair, not a character",
      "write the character itself"),
    Row(
      #"a: "x\UFFFFFFFF""#, "1:6-1:16",
      "there is no character of this number: the last is U+10FFFF", "write the character itself"),
    Row("a: @x\n", "1:4-1:5", "a value without quotes cannot begin with '@'", "quote it"),
    Row("a: `x`\n", "1:4-1:5", "a value without quotes cannot begin with '`'", "quote it"),
    Row("a: *\n", "1:4-1:5", "expected a name after '*'", "quote a value that begins with '*'"),
    Row("a: [*.go]", "1:5-1:6", "expected a name after '*'", "quote a value that begins with '*'"),
    Row("a: & b\n", "1:4-1:5", "expected a name after '&'", "quote a value that begins with '&'"),
    Row(
      "a: >=1\n", "1:4-1:5", "expected the end of the line after '>'",
      "quote a value that begins with '>'"),
    Row(
      "a: - b\n", "1:4-1:5", "a list entry cannot begin here",
      "put '- ' on a line of its own, or quote a value that begins with '- '"),
    Row("a: ? x\n", "1:4-1:5", "'? ' cannot stand here", "quote a value that begins with '? '"),
    Row(
      "a: |0\n  x\n", "1:4-1:5", "expected the end of the line after '|'",
      "quote a value that begins with '|'"),
    Row(
      "a: [x:, y]\n", "1:6-1:7", "':' cannot stand here",
      "quote a value that ends with ':', and put a space after the ':' of a key"),
    Row("%YAML 1.2\na: b\n", "2:1-2:2", "expected '---' between a directive and the text", nil),
    Row("%FOO\n--- a\n", "1:1-1:2", directive, "quote a text that begins with '%'"),
    Row("%YAML 3.0\n--- a\n", "1:1-1:2", directive, "quote a text that begins with '%'"),
    Row(
      String(repeating: "k", count: 1025) + ": x", "1:1-1:2",
      "a key is longer than 1024 characters", nil),
    Row(
      "a: b\n'" + String(repeating: "k", count: 1025) + "': x", "2:1-2:2",
      "a key is longer than 1024 characters", nil),
  ]

  @Test(arguments: rows)
  func message(_ row: Row) throws {
    let spec = SpecText(row.text)
    #expect(spec.faults == [row.place + " [syntax]"])
    #expect(spec.diagnostics.all.first?.message == row.message)
    #expect(spec.diagnostics.all.first?.help == row.help)
    #expect(spec.root == nil)
  }

  @Test("A whole message with its note")
  func wholeMessage() {
    #expect(
      SpecText("images:\n  api:\n    tags: [\"a\", b\n    context: x\n").messages == """
        pipegen.yml:4:12: error: expected ',' or ']' here [syntax]
          4 |     context: x
            |            ^
            = help: close the list, or quote a value that holds one of , [ ] { } or ': '
        pipegen.yml:3:11: note: the list begins here
          3 |     tags: ["a", b
            |           ^

        """)
  }
}
