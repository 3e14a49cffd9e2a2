import Foundation
import TestSupport
import Testing

@testable import PipelineSpec

@Suite struct TextTests {
  private static let texts = HostileText.texts(200, seed: 11)

  @Test func itIsWhatItWasMadeOf() {
    for text in Self.texts {
      #expect(Text(text).string == text)
      #expect(Array(Text(text).utf8) == Array(text.utf8))
      #expect(Text(utf8: Array(text.utf8)[...]) == Text(text))
      #expect(Text(text).count == text.utf8.count)
    }
    #expect(Text("").isEmpty)
    #expect(Text("") == "")
    #expect(("é" as Text).string == "é")
  }

  @Test func equalBytesAreEqualTexts() {
    #expect(Text("abc") == "abc")
    #expect(Text("abc") != "abd")
    #expect(Text("abc") != "ab")
    // One Character in two spellings is two texts.
    #expect(Text("\u{E9}") != Text("e\u{301}"))
    #expect(Set([Text("abc"), "abc", Text("ab") + "c"]).count == 1)
  }

  @Test func textsOfOurOwnAreTold() {
    switch Text("stage") {
    case "stages", "stag", "": Issue.record("another text")
    case "stage": break
    case _: Issue.record("the same text")
    }
    #expect(Text("images.api").dropping(prefix: "images.") == "api")
    #expect(Text("images.").dropping(prefix: "images.") == "")
    #expect(Text("image").dropping(prefix: "images.") == nil)
    #expect(Text("").dropping(prefix: "images.") == nil)
    #expect(Text("").dropping(prefix: "") == "")
    let sorted = ["", "b", "aa", "ab", "aaa"].map { Text($0) }
    for (index, text) in sorted.enumerated() {
      for (other, second) in sorted.enumerated() {
        #expect(text.isBefore(second) == (index < other))
      }
    }
  }

  @Test func textsAreJoinedAndCut() {
    for (left, right) in zip(Self.texts, Self.texts.dropFirst()) {
      let whole = Text(left) + Text(right)
      #expect(whole.string == left + right)
      #expect(whole.dropFirst(left.utf8.count) == Text(right))
      #expect(whole.prefix(left.utf8.count) == Text(left))
      #expect(Text(Text(left), setTo: Text(right)).string == left + "=" + right)
    }
  }

  /// However a text came about, its kinds are those of its bytes.
  @Test func kindsAreThoseOfTheBytes() {
    func expectKinds(_ text: Text) {
      let kinds = text.utf8.reduce(ByteKinds(rawValue: .max)) {
        $0.intersection(ByteKinds(of: $1))
      }
      #expect(text.kinds == kinds, "\(text)")
    }
    for (left, right) in zip(Self.texts, Self.texts.dropFirst()) {
      let (left, right) = (left, Text(right))
      expectKinds(Text(left))
      expectKinds(Text(left) + right)
      expectKinds(Text(Text(left), setTo: right))
      expectKinds((Text(left) + right).dropFirst(left.utf8.count))
      expectKinds((Text(left) + right).prefix(left.utf8.count))
    }
    expectKinds("")
    expectKinds("a b")
  }

  @Test func aByteHasItsKinds() {
    for byte in UInt8.min...UInt8.max {
      let kinds = ByteKinds(of: byte)
      let isASCII = byte < 0x80
      let scalar = Unicode.Scalar(byte)
      let isWord =
        isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
      #expect(kinds.contains(.printable) == (0x20..<0x7F).contains(byte))
      #expect(
        kinds.contains(.bare) == (isWord || isASCII && "_./:=@%+,-".contains(Character(scalar))))
      #expect(
        kinds.contains(.staysInSingleQuotes) == !(isASCII && "'$#~".contains(Character(scalar))))
      if kinds.contains(.bare) { #expect(kinds.contains(.quietInShellQuotes)) }
    }
  }

  /// Many threads make texts at once; none gets memory of another.
  @Test func textsOfManyThreadsAreTheirOwn() async {
    let all = await withTaskGroup(of: [(Text, String)].self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<5_000).map { index in
            let text = String(repeating: "\(task)-\(index) ", count: 1 + index % 7)
            return (Text(text), text)
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(all.count == 40_000)
    #expect(all.allSatisfy { $0.string == $1 })
  }

  @Test func aLargeTextLiesByItself() {
    let large = String(repeating: "x", count: 1 << 20)
    let small = Text("small")
    #expect(Text(large).string == large)
    #expect(small == "small")
  }
}
