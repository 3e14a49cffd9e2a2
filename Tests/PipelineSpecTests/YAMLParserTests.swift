import Testing

@testable import PipelineSpec

@Suite("YAML: what is read")
struct YAMLParserTests {
  @Test(
    "Scalars stay text",
    arguments: [
      ("a: 1.10", #"{"a":"1.10"}"#), ("a: no", #"{"a":"no"}"#), ("a: 0755", #"{"a":"0755"}"#),
      ("a: 12:30:45", #"{"a":"12:30:45"}"#), ("a: ~", #"{"a":"~"}"#), ("a: 1e3", #"{"a":"1e3"}"#),
      ("a:", #"{"a":""}"#), ("a: ''", #"{"a":""}"#), ("a: ${version}", #"{"a":"${version}"}"#),
      (#"a: "x\ty\u00e9""#, "{\"a\":\"x\\u0009yé\"}"), ("a: 'it''s'", #"{"a":"it's"}"#),
      ("a: >\n  x\n  y\n", #"{"a":"x y\u000a"}"#), ("a: |-\n  x\n  y\n", #"{"a":"x\u000ay"}"#),
      ("[a, {b: c}, []]", #"["a",{"b":"c"},[]]"#), ("plain", #""plain""#), ("--- {}", "{}"),
      ("? a\n: b\n? c\n", #"{"a":"b","c":""}"#),
      ("a: \"'\u{301}\\\"\"", "{\"a\":\"'\u{301}\\\"\"}"),
      ("a: \"\\0\"", #"{"a":"\u0000"}"#), ("%YAML 1.2\n---\na: b\n...\n# end\n", #"{"a":"b"}"#),
      ("\u{FEFF}a: b", #"{"a":"b"}"#), ("a: b\r\nc: d\r\n", #"{"a":"b","c":"d"}"#),
      ("a: |\n  x\n  =======\n", #"{"a":"x\u000a=======\u000a"}"#),
    ])
  func scalars(_ text: String, _ json: String) {
    let spec = SpecText(text)
    #expect(spec.json == json)
    #expect(spec.messages == "")
  }

  @Test("Styles are kept")
  func styles() throws {
    let root = try #require(SpecText("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne: >\n  x\nf:\n").root)
    let styles = "abcdef".map { key -> Node.Style? in
      guard case .scalar(_, let style) = root.at(String(key))?.content else { return nil }
      return style
    }
    #expect(styles == [.plain, .quoted, .quoted, .block, .block, .plain])
  }

  @Test("Ranges count scalars and libyaml's lines, without the byte order mark")
  func ranges() throws {
    let spec = SpecText("\u{FEFF}é: '日本😀'\r\nk:\r  - e\u{301}x\n  - [a, b]\u{2028}z: {q: w}\n")
    let root = try #require(spec.root)
    #expect(root.at("é")?.range.description == "1:4-1:9")
    #expect(root.at("k", "0")?.range.description == "3:5-3:8")
    #expect(root.at("k", "1")?.range.description == "4:5-4:11")
    #expect(root.at("z", "q")?.range.description == "5:8-5:9")
    guard case .mapping(let entries) = root.content else { throw Unexpected() }
    #expect(entries.map(\.key.range.description) == ["1:1-1:2", "2:1-2:2", "5:1-5:2"])
    #expect(root.range.description == "1:1-6:1")
  }

  @Test(
    "What is ASCII alone is read like the rest",
    arguments: [
      "", "a: b", "a: [x", "a: 'x", "a: |\n  x", "a: >", "a: &", "a: *x", "- a\n b: c", "%",
      "a: \"\\", "a: \"\\u", "? ", "a: b\n...", "a: b\n---\nc", "a: !t x", "a: \u{7}", "a:\tb",
      "a: b\r\nc: d",
      "a: {b: [c, d]}\n\n \n",
    ])
  func plainText(_ text: String) throws {
    let plain = SpecText("# e\n" + text)
    let other = SpecText("# é\n" + text)
    #expect(plain.json == other.json)
    #expect(plain.faults == other.faults)
    #expect(plain.root?.range == other.root?.range)
  }

  @Test("An alias stands where it is used, its parts where they are written")
  func aliases() throws {
    let spec = SpecText("a: &x {k: [v]}\nb: *x\n&y c: *y\nd: [*x, *x]\n")
    let node = #"{"k":["v"]}"#
    #expect(spec.json == #"{"a":\#(node),"b":\#(node),"c":"c","d":[\#(node),\#(node)]}"#)
    #expect(spec.root?.at("b")?.range.description == "2:4-2:6")
    #expect(spec.root?.at("b", "k")?.range.description == "1:11-1:14")
    #expect(spec.messages == "")
  }

  @Test("The anchor that was written last is meant, even inside another of its name")
  func anchorsOfOneName() {
    let spec = SpecText("a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: &x [&x 3]\nf: *x\n")
    #expect(spec.json == #"{"a":"1","b":"1","c":"2","d":"2","e":["3"],"f":"3"}"#)
  }

  @Test(
    "Merge keys: own keys win wherever they stand, then the earlier mapping",
    arguments: [
      ("{<<: *b, n: 1}", #"{"x":"b","y":"b","n":"1"}"#),
      ("{n: 1, <<: *b, x: 2}", #"{"n":"1","y":"b","x":"2"}"#),
      ("{x: 2, <<: *b}", #"{"x":"2","y":"b"}"#),
      ("{<<: [*b, *c]}", #"{"x":"b","y":"b","z":"c"}"#),
      ("{<<: [*c, *b]}", #"{"y":"c","z":"c","x":"b"}"#),
      ("{<<: [*b, {w: 1}], y: 0}", #"{"x":"b","w":"1","y":"0"}"#),
      ("{<<: {w: 1}}", #"{"w":"1"}"#), ("{<<: []}", "{}"), (#"{"<<": 1}"#, #"{"<<":"1"}"#),
    ])
  func merges(_ value: String, _ json: String) {
    let spec = SpecText("b: &b {x: b, y: b}\nc: &c {y: c, z: c}\nd: \(value)\n")
    #expect(spec.root?.at("d").map { String(decoding: $0.json, as: UTF8.self) } == json)
    #expect(spec.messages == "")
  }

  @Test("A merged key keeps the place where it is written")
  func mergedRange() {
    let root = SpecText("b: &b {x: 1}\nc: {<<: *b}\n").root
    #expect(root?.at("c", "x")?.range.description == "1:11-1:12")
    #expect(root?.at("c")?.range.description == "2:4-2:12")
  }

  @Test("Many keys are as unique as few")
  func manyKeys() {
    let keys = (0..<100).map { "k\($0): \($0)\n" }.joined()
    #expect(SpecText(keys).messages == "")
    #expect(SpecText(keys + "k5: x\n").faults == ["101:1-101:3 [duplicate-key]"])
    #expect(SpecText(keys + "\"k\\x399\": x\n").faults == ["101:1-101:9 [duplicate-key]"])
  }

  @Test("The tree after a duplicate key has the first value, so that decoding goes on")
  func duplicateKeepsFirst() {
    let spec = SpecText("a: 1\na: {b: 2}\nc: 3\n")
    #expect(spec.json == #"{"a":"1","c":"3"}"#)
    #expect(spec.faults == ["2:1-2:2 [duplicate-key]"])
  }

  @Test("Canonically equal keys with other bytes neither merge nor pass for the same key")
  func lookAlikes() {
    let spec = SpecText("a: {é: 1, \"e\u{301}\": 2}\n")
    #expect(
      spec.messages == #"""
        pipegen.yml:1:11: error: key 'e\u{301}' looks like '\u{E9}' but is another [duplicate-key]
          1 | a: {é: 1, "é": 2}
            |           ^~~
            = help: rename or remove one
        pipegen.yml:1:5: note: the first one stands here
          1 | a: {é: 1, "é": 2}
            |     ^

        """#)
    #expect(SpecText("b: &b {é: 1}\nc: {<<: *b, \"e\u{301}\": 2}\n").faults.count == 1)
    #expect(SpecText("K: 1\n\u{212A}: 2\n").faults == ["2:1-2:2 [duplicate-key]"])
  }

  @Test("Files of one spec share the node budget")
  func budget() {
    // A mapping, two keys, a list and three scalars.
    #expect(SpecText("a: [1, 2]\nb: 3\n").nodesLeft == YAML.maximumNodes - 7)
    #expect(SpecText("a: [1, 2]\nb: 3\n", nodeBudget: 7).root != nil)
    let spec = SpecText("a: [1, 2]\nb: 3\n", nodeBudget: 6)
    #expect(spec.faults == ["2:4-2:5 [too-many-nodes]"])
    #expect(spec.nodesLeft == 0)
    #expect(SpecText("a: &a [1, 2]\nb: *a\n", nodeBudget: 8).nodesLeft == 0)
    #expect(SpecText("a: &a [1, 2]\nb: *a\n", nodeBudget: 7).root == nil)
  }

  private struct Unexpected: Error {}
}
