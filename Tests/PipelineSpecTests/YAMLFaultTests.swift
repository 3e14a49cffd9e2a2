import Testing

@testable import PipelineSpec

@Suite("YAML: what is refused, and where")
struct YAMLFaultTests {
  @Test(
    "Texts",
    arguments: [
      ("", "1:1-1:1 [not-a-spec]"), ("# only\n\n", "1:1-1:1 [not-a-spec]"),
      ("a: x\n---\nb: y\n", "2:1-2:2 [several-documents]"),
      ("a: x\n...\n\n# c\n  b: y\n", "5:3-5:4 [several-documents]"),
      ("a: x\n...\n%TAG ! x\n--- b\n", "3:1-3:2 [several-documents]"),
      ("a: !!str x\n", "1:4-1:11 [yaml-tag]"), ("a: ! x\n", "1:4-1:7 [yaml-tag]"),
      ("a: !include b.yml\n", "1:4-1:18 [yaml-tag]"), ("!!map {}\n", "1:1-1:8 [yaml-tag]"),
      ("a: !!python/object:os.system [x]\n", "1:4-1:31 [yaml-tag]"),
      ("a: !e!x y\n", "1:4-1:5 [yaml-tag]"), ("# c\n%TAG ! x\n--- a\n", "2:1-2:5 [yaml-tag]"),
      ("a: *b\n", "1:4-1:6 [undefined-alias]"), ("a: *b\nb: &b x\n", "1:4-1:6 [undefined-alias]"),
      ("&a [*a]\n", "1:5-1:7 [alias-cycle]"), ("&a {k: {l: *a}}\n", "1:12-1:14 [alias-cycle]"),
      ("? [a]\n: b\n", "1:3-1:6 [key-kind]"), ("? {a: b}\n: c\n", "1:3-1:9 [key-kind]"),
      ("a: &a [x]\n*a : c\n", "2:1-2:3 [key-kind]"),
      ("<<: x\n", "1:5-1:6 [merge-key]"), ("<<: [{}, x]\n", "1:5-1:12 [merge-key]"),
      ("<<:\n", "1:4-1:4 [merge-key]"), ("<<: {}\n<<: {}\n", "2:1-2:3 [duplicate-key]"),
      ("a: 1\n\"FL\\x41GS\": 1\nFLAGS: 2\n", "3:1-3:6 [duplicate-key]"),
      ("{a: 1, 'a': 2}", "1:8-1:11 [duplicate-key]"), ("a: [x", "1:6-1:7 [syntax]"),
    ])
  func texts(_ text: String, _ fault: String) {
    #expect(SpecText(text).faults == [fault])
  }

  @Test(
    "Bytes that are no text, and characters that YAML does not allow",
    arguments: [
      (Array("é: ".utf8) + [0xFF], "1:4-1:5", "byte 0xFF is not UTF-8"),
      (Array("é: a".utf8) + [0xC3, 0x28], "1:5-1:6", "byte 0xC3 is not UTF-8"),
      (Array("日: x\r\nb: ".utf8) + [0xED, 0xA0, 0x80], "2:4-2:5", "byte 0xED is not UTF-8"),
      (Array("a: ".utf8) + [0xC0, 0xAF], "1:4-1:5", "byte 0xC0 is not UTF-8"),
      (Array("a: x\r# \u{2028}c: ".utf8) + [0xE9], "3:4-3:5", "byte 0xE9 is not UTF-8"),
      (Array("a: xyz".utf8) + [0], "1:7-1:8", "character U+0000 is not allowed in YAML"),
      (Array("a: \u{7}".utf8), "1:4-1:5", "character U+0007 is not allowed in YAML"),
      (Array("a: \u{7F}".utf8), "1:4-1:5", "character U+007F is not allowed in YAML"),
      (Array("a:\n- \u{9B}".utf8), "2:3-2:4", "character U+009B is not allowed in YAML"),
      (Array("\u{FEFF}a: \u{FFFE}".utf8), "1:4-1:5", "character U+FFFE is not allowed in YAML"),
      (Array("a: e\u{301}\u{FFFF}".utf8), "1:6-1:7", "character U+FFFF is not allowed in YAML"),
    ])
  func encodings(_ bytes: [UInt8], _ range: String, _ message: String) {
    let spec = SpecText(bytes: bytes)
    #expect(spec.faults == [range + " [encoding]"])
    #expect(spec.diagnostics.all.first?.message == message)
  }

  @Test(
    "UTF-16 and UTF-32, with and without a mark",
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00], "UTF-16"), ([0xFE, 0xFF, 0x00, 0x61], "UTF-16"),
      ([0x61, 0x00, 0x3A, 0x00], "UTF-16"), ([0x00, 0x61, 0x00, 0x3A], "UTF-16"),
      ([0xFF, 0xFE, 0x00, 0x00, 0x61], "UTF-32"), ([0x00, 0x00, 0xFE, 0xFF], "UTF-32"),
      ([0x61, 0x00, 0x00, 0x00], "UTF-32"), ([0x00, 0x00, 0x00, 0x61], "UTF-32"),
    ] as [([UInt8], String)])
  func wideEncodings(_ bytes: [UInt8], _ name: String) {
    let messages = SpecText(bytes: bytes).diagnostics.all.map(\.message)
    #expect(messages == ["the file is \(name), not UTF-8"])
  }

  @Test(
    "Files that are no YAML",
    arguments: [
      ([0x1F, 0x8B, 8], "gzip data"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd data"),
      (Array("\n <!DOCTYPE html><html>".utf8), "HTML"), (Array("<HTML>".utf8), "HTML"),
      (Array("<?xml version='1.0'?>".utf8), "XML"), (Array("%PDF-1.4".utf8), "PDF"),
      ([0x50, 0x4B, 3, 4], "a zip archive"), ([0x7F, 0x45, 0x4C, 0x46, 2], "a program"),
    ] as [([UInt8], String)])
  func otherFiles(_ bytes: [UInt8], _ name: String) {
    let spec = SpecText(bytes: bytes)
    #expect(spec.faults == ["1:1-1:1 [not-a-spec]"])
    #expect(
      spec.diagnostics.all.first?.message == "this is not a pipegen spec: it looks like \(name)")
  }

  @Test(
    "Merge conflicts, wherever their lines fall",
    arguments: 0..<15)
  func conflicts(_ linesBefore: Int) {
    let before = (0..<linesBefore).map { "k\($0): x\n" }.joined()
    let line = linesBefore + 1
    for marker in ["<<<<<<< HEAD", "=======", ">>>>>>> branch", "<<<<<<<"] {
      let fault = "\(line):1-\(line):8 [not-a-spec]"
      #expect(SpecText(before + marker + "\na: b\n").faults == [fault], "\(marker)")
      #expect(SpecText("a: [\n" + before + marker).faults.first?.hasSuffix("[not-a-spec]") == true)
    }
    for text in [" <<<<<<< HEAD", "<<<<<<<< x", "<<<<<< x", "x<<<<<<< y"] {
      let spec = SpecText(before + "a: \"\n" + text + "\"\n")
      #expect(!spec.faults.contains { $0.hasSuffix("[not-a-spec]") }, "\(text)")
    }
  }

  @Test("Independent faults are reported in one pass, and leave no tree")
  func severalFaults() {
    let spec = SpecText("a: !x y\nb: *z\nc: [{d: 1, d: 2}]\n? [e]\n: f\ng: @\n")
    #expect(
      spec.faults == [
        "1:4-1:8 [yaml-tag]", "2:4-2:6 [undefined-alias]", "3:12-3:13 [duplicate-key]",
        "4:3-4:6 [key-kind]", "6:4-6:5 [syntax]",
      ])
    #expect(spec.root == nil)
    #expect(
      SpecText("*a : 1\n*b : 2\n").faults == [
        "1:1-1:3 [undefined-alias]", "2:1-2:3 [undefined-alias]",
      ])
  }
}
