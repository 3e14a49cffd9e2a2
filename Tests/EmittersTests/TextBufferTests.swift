import Testing

@testable import Emitters

/// What is written stands there, however often its memory has moved.
@Suite struct TextBufferTests {
  @Test func everyWayOfWritingAppends() {
    var buffer = TextBuffer()
    var expected = ""
    for number in [0, 9, 10, 1234, -5, .max] {
      buffer.append("é: ")
      buffer.append(String(repeating: "x", count: 100))
      buffer.append(number)
      buffer.appendBlanks(3)
      buffer.appendLineBreak(2)
      expected += "é: " + String(repeating: "x", count: 100) + "\(number)    \\\n  "
    }
    #expect(buffer.text == expected)
    #expect(buffer.count == expected.utf8.count)
    #expect(WrittenText(buffer).elementsEqual(expected.utf8))
  }

  @Test func whatWasWrittenIsMovedCopiedAndTakenBack() {
    var buffer = TextBuffer()
    buffer.append("abc")
    buffer.append(copyOf: 1..<3)
    #expect(buffer.text == "abcbc")
    let (hasBeginning, hasMore) = (buffer.has("cb", at: 2), buffer.has("cbcd", at: 2))
    #expect(hasBeginning && !hasMore)
    #expect(Array(buffer.cut(from: 4)) == Array("c".utf8))
    buffer.truncate(to: 2)
    #expect(buffer.text == "ab")
    #expect(buffer[1] == UInt8(ascii: "b"))
  }
}
