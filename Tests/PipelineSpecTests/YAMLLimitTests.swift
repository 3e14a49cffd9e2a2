import Testing

@testable import PipelineSpec

/// No test here measures time: a reader that is quadratic, or that expands what it counts, would
/// take minutes or gigabytes for these texts.
@Suite("YAML: limits")
struct YAMLLimitTests {
  @Test(
    "Nesting is refused at level 65, whatever follows",
    arguments: [
      ("[", "1:65-1:66"), ("{a: ", "1:257-1:258"), ("- ", "1:129-1:130"), ("? ", "1:129-1:130"),
      ("[\n", "65:1-65:2"),
    ])
  func depth(_ opening: String, _ place: String) {
    let spec = SpecText(String(repeating: opening, count: 1_000_000))
    #expect(spec.faults == [place + " [too-deep]"])
  }

  @Test("64 levels are read")
  func deepest() {
    let (open, close) = (String(repeating: "[", count: 64), String(repeating: "]", count: 64))
    #expect(SpecText(open + close).json == open + close)
    #expect(SpecText("[" + open + close + "]").faults == ["1:65-1:66 [too-deep]"])
  }

  @Test("Aliases may not make the tree deeper than it could be written")
  func depthByAliases() {
    let open = String(repeating: "[", count: 31)
    let close = String(repeating: "]", count: 31)
    let first = "a: &a \(open)\(close)\n"
    #expect(SpecText(first + "b: \(open)[*a]\(close)\n").messages == "")
    #expect(
      SpecText(first + "b: &b \(open)*a\(close)\nc: [*b]\n").faults == [])
    #expect(
      SpecText(first + "b: &b \(open)[*a]\(close)\nc: [*b]\n").faults == ["3:5-3:6 [too-deep]"])
    let chain = (1..<5000).map { "m\($0): &m\($0) {<<: *m\($0 - 1), k\($0): x}\n" }.joined()
    #expect(SpecText("m0: &m0 {}\n" + chain).faults.first?.hasSuffix("[too-many-nodes]") == true)
  }

  @Test("Alias bombs are counted, not expanded")
  func aliasBomb() {
    var text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    for (name, last) in zip("bcdefghij", "abcdefghi") {
      let aliases = Array(repeating: "*\(last)", count: 10).joined(separator: ",")
      text += "\(name): &\(name) [\(aliases)]\n"
    }
    let spec = SpecText(text)
    #expect(spec.faults == ["6:29-6:31 [too-many-nodes]"])
    #expect(
      spec.diagnostics.all.first?.help == "aliases count as often as they are used")
  }

  @Test("Merge bombs count as well")
  func mergeBomb() {
    var text = "a0: &a0 {x: 1, y: 2}\n"
    for level in 1..<40 {
      text += "a\(level): &a\(level) {<<: [*a\(level - 1), *a\(level - 1)], k\(level): 1}\n"
    }
    #expect(SpecText(text).faults.first?.hasSuffix("[too-many-nodes]") == true)
  }

  @Test("Text counts as often as aliases use it")
  func textBomb() {
    let text = String(repeating: "x", count: 65_000)
    let aliases = String(repeating: "*a,", count: 300_000)
    let spec = SpecText("a: &a \(text)\nb: [\(aliases)]\n")
    #expect(spec.faults.map { $0.suffix(11) } == ["[too-large]"])
  }

  @Test("Flat lists and mappings stop at a million nodes")
  func flat() {
    let list = SpecText(String(repeating: "- a\n", count: 1_000_001))
    #expect(list.faults == ["1000000:3-1000000:4 [too-many-nodes]"])
    let anchors = (0...100_000).map { "- &a\($0) x\n" }.joined()
    #expect(SpecText(anchors).faults == ["100001:3-100001:13 [too-many-nodes]"])
  }

  @Test("A scalar has at most 64 KiB")
  func scalar() {
    let text = String(repeating: "x", count: YAML.maximumScalarBytes)
    #expect(SpecText("a: \(text)").messages == "")
    #expect(SpecText("a: \(text)x").faults == ["1:4-1:65541 [too-large]"])
    #expect(SpecText("a: |\n  \(text)\n").faults == ["1:4-3:1 [too-large]"])
  }

  @Test("A file has at most 16 MiB")
  func file() {
    let comment = Array("a: b\n#".utf8)
    let rest = [UInt8](repeating: 0x78, count: YAML.maximumBytes - comment.count)
    #expect(SpecText(bytes: comment + rest).json == #"{"a":"b"}"#)
    let spec = SpecText(bytes: comment + rest + [0x78])
    #expect(spec.faults == ["1:1-1:1 [too-large]"])
    #expect(spec.diagnostics.all.first?.message == "the file is larger than 16 MiB")
  }

  @Test("What libyaml reads in quadratic time is refused before")
  func quadratic() {
    let words = String(repeating: "b ", count: 4_000_000)
    let blanks = "a" + String(repeating: " ", count: 4_000_000)
    #expect(SpecText(blanks + words).faults == ["1:2-1:2 [too-large]"])
    let lines = "a:\n- x" + String(repeating: "\n", count: 4_000_000)
    #expect(SpecText(lines + words).faults == ["2:4-2:4 [too-large]"])
    let tags = String(repeating: "%TAG !a! b\n", count: 1_000_000)
    #expect(SpecText(tags).faults == ["1:1-1:5 [yaml-tag]"])
    #expect(SpecText("a\n...\n" + tags).faults == ["3:1-3:2 [several-documents]"])
    // In a small file such a run costs nothing.
    #expect(SpecText("a: b" + String(repeating: " ", count: 50_000) + "# c\n").messages == "")
  }

  @Test("Runs of combining marks, which Swift compares in quadratic time, are refused")
  func combiningMarks() {
    let marks = String(repeating: "\u{301}\u{323}", count: 15)
    #expect(SpecText("a: x\(marks)\n").messages == "")
    #expect(SpecText("a: x\(marks)\u{301}\n").faults == ["1:4-1:36 [encoding]"])
    let long = String(repeating: "\u{301}\u{323}", count: 15_000)
    let keys = (0..<100).map { "? x\(long)\($0)\n: x\n" }.joined()
    #expect(SpecText(keys).faults.count == 100)
  }

  @Test("After a thousand faults the rest is not read")
  func manyFaults() {
    let spec = SpecText(String(repeating: "a: x\n", count: 1_000_000))
    #expect(spec.diagnostics.all.count == 1001)
    #expect(spec.faults.last == "1001:1-1001:2 [too-many-faults]")
    #expect(spec.root == nil)
  }
}
