import Testing

@testable import PipelineSpec

@Suite("Nodes as JSON")
struct NodeJSONTests {
  private static let range = SourceRange(
    file: .root, start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 1))

  private static func json(_ node: Node) -> String { String(decoding: node.json, as: UTF8.self) }

  @Test(
    "Texts are escaped byte by byte",
    arguments: [
      ("", #""""#), ("1", #""1""#), ("a\"b\\c/", #""a\"b\\c/""#),
      ("\u{0}\n\r\t\u{1F}", #""\u0000\u000a\u000d\u0009\u001f""#), ("é日😀\u{7F}", "\"é日😀\u{7F}\""),
      ("\"\u{301}\\\u{301}", "\"\\\"\u{301}\\\\\u{301}\""),
    ])
  func texts(_ text: String, _ json: String) {
    #expect(Array(Self.json(Node(text, .plain, at: Self.range)).utf8) == Array(json.utf8))
  }

  @Test("Lists and mappings, in the order written")
  func collections() {
    #expect(SpecText("[]").json == "[]")
    #expect(SpecText("{}").json == "{}")
    #expect(SpecText("[x, {b: x, a: [y]}, x]").json == #"["x",{"b":"x","a":["y"]},"x"]"#)
  }

  @Test("A mapping of entries of other documents")
  func entries() throws {
    let list = try #require(SpecText("[x, {b: y}]").root)
    let entries = ["b", "a"].map { Node.Entry($0, at: Self.range, list) }
    #expect(
      Self.json(Node(entries, at: Self.range)) == #"{"b":["x",{"b":"y"}],"a":["x",{"b":"y"}]}"#)
    #expect(Self.json(Node([], at: Self.range)) == "{}")
  }
}
