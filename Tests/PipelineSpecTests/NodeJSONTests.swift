import Testing

@testable import PipelineSpec

@Suite("Nodes as JSON")
struct NodeJSONTests {
  private static let range = SourceRange(
    file: .root, start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 1))

  private static func json(_ content: Node.Content) -> String {
    String(decoding: Node(content, at: range).json, as: UTF8.self)
  }

  @Test(
    "Texts are escaped byte by byte",
    arguments: [
      ("", #""""#), ("1", #""1""#), ("a\"b\\c/", #""a\"b\\c/""#),
      ("\u{0}\n\r\t\u{1F}", #""\u0000\u000a\u000d\u0009\u001f""#), ("é日😀\u{7F}", "\"é日😀\u{7F}\""),
      ("\"\u{301}\\\u{301}", "\"\\\"\u{301}\\\\\u{301}\""),
    ])
  func texts(_ text: String, _ json: String) {
    #expect(Array(Self.json(.scalar(text, .plain)).utf8) == Array(json.utf8))
  }

  @Test("Lists and mappings, in the order written")
  func collections() {
    let text = Node(.scalar("x", .plain), at: Self.range)
    let entries = ["b", "a"].map { Node.Entry(key: Located($0, at: Self.range), value: text) }
    #expect(Self.json(.sequence([])) == "[]")
    #expect(Self.json(.mapping([])) == "{}")
    #expect(
      Self.json(.sequence([text, Node(.mapping(entries), at: Self.range), text]))
        == #"["x",{"b":"x","a":"x"},"x"]"#)
  }
}
