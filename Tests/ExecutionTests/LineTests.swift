import Synchronization
import Testing

@testable import Execution

/// Streams become whole lines in bounded memory.
@Suite struct LineTests {
  private func lines(_ chunks: [String], limit: Int = 8) -> [String] {
    var assembler = LineAssembler(limit: limit)
    let all = chunks.map { assembler.append(Array($0.utf8)) } + [assembler.finish()]
    return all.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func linesAreWhole() {
    #expect(lines(["a\nb\n"]) == ["a\nb\n"])
    #expect(lines(["a", "b\nc", "d\n"]) == ["ab\n", "cd\n"])
    #expect(lines(["a\r\n\n"]) == ["a\r\n\n"])
  }

  @Test func theLastLineNeedsNoLineFeed() {
    #expect(lines(["a\nb"]) == ["a\n", "b\n"])
    #expect(lines([]) == [])
  }

  @Test func aLongLineComesInPieces() {
    #expect(lines(["12345", "6789", "x\n"]) == ["123456789\n", "x\n"])
  }

  @Test func aLineOf20MBTakesNoMemory() {
    let largest = Count()
    let output = StepOutput(hiding: Redactor.Patterns([])) { _, lines in largest.add(lines.count) }
    let chunk = Array(repeating: UInt8(ascii: "x"), count: 64 * 1024)
    for _ in 0..<320 { output.append(.output, chunk) }
    let tails = output.finish()
    #expect(largest.sum == 320 * (64 * 1024 + 1))
    #expect(largest.largest <= 128 * 1024)
    #expect(tails.all.bytes.count == 16 * 1024)
  }

  @Test func theLast64KiBOfStandardErrorAreKept() {
    let output = StepOutput(hiding: Redactor.Patterns([])) { _, _ in }
    for number in 0..<20_000 { output.append(.error, Array("line \(number)\n".utf8)) }
    output.append(.output, Array("something else".utf8))
    let tails = output.finish()
    #expect(tails.error.bytes.count == 64 * 1024)
    #expect(tails.error.lines(2) == ["line 19998", "line 19999"])
    #expect(tails.all.lines(1) == ["something else"])
  }

  @Test func aTailHasNoLineThatIsCut() {
    var tail = OutputTail(limit: 10)
    tail.append(Array("first\n".utf8))
    #expect(tail.lines(5) == ["first"])
    tail.append(Array("second\n".utf8))
    #expect(tail.lines(5) == ["second"])
    tail.append(Array("a longer line\nthird\n".utf8))
    #expect(tail.lines(5) == ["third"])
    tail.append(Array("a line without an end".utf8))
    #expect(tail.lines(5) == ["out an end"])
  }
}
