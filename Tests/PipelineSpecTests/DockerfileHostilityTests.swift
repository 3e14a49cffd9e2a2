import Foundation
import TestSupport
import Testing

@testable import PipelineSpec

/// Nothing traps, and nothing takes longer than its size deserves; a reader that recursed, or that
/// expanded what it only has to count, would end these tests or take minutes for them.
@Suite("Dockerfile: hostile input")
struct DockerfileHostilityTests {
  private static let pieces: [String] = [
    "FROM a AS b\n", "RUN x\n", "COPY --from=b x y\n", "RUN --mount=from=b,target=/x y\n",
    "ARG A=b\n", "ENV A=\"$A\" B='c'\n", "ONBUILD RUN <<E\n", "\nE\n", "<<", "<<-\"E\"", "\\\n",
    "\\", "`", "# escape=`\n", "${A", "${A:-", "${A#*/}", "${A//b/c}", "}", "\"", "'", "$",
    "[\"a\"]",
    "[1,", "{\"a\":", "--x=", "--", "=", ",", " ", "\t", "\r\n", "\n\n", "\u{FEFF}", "\u{85}",
    "\u{2028}", "é", "\u{0}", "HEALTHCHECK --interval=1h CMD x\n", "EXPOSE 1-2/tcp\n", "0",
    "99999999999999999999", "--platform=linux/arm/v7 ", "scratch", "FROM b\n",
  ]

  private static let corpus: [[UInt8]] = {
    let file = Repository.fixtures.appendingPathComponent("dockerfiles.json")
    let data = (try? Data(contentsOf: file)) ?? Data()
    let facts = try? JSONDecoder().decode([String: DockerfileFactsTests.Facts].self, from: data)
    return (facts ?? [:]).sorted { $0.key < $1.key }.map { Array($0.value.text.utf8) }
  }()

  @Test("Mutants of odd files", arguments: (0..<16 as Range<UInt64>).few(3))
  func mutants(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<400 {
      var bytes = Self.corpus.randomElement(using: &generator) ?? []
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        Self.mutate(&bytes, using: &generator)
      }
      Self.check(bytes)
    }
  }

  @Test("Pieces thrown together", arguments: (100..<108 as Range<UInt64>).few(2))
  func pieces(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<400 {
      let count = Int.random(in: 1...30, using: &generator)
      let pieces = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
      Self.check(Array(("FROM a AS b\n" + pieces.joined()).utf8))
    }
  }

  @Test("Bytes without any sense", arguments: (200..<204 as Range<UInt64>).few(1))
  func noise(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let count = Int.random(in: 0...200, using: &generator)
      Self.check((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
  }

  private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0 where place < bytes.count:
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: bytes.removeSubrange(place...)
    case 2:
      let other = corpus.randomElement(using: &generator) ?? []
      let start = Int.random(in: 0...other.count, using: &generator)
      bytes.insert(contentsOf: other[start...].prefix(60), at: place)
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + 5))
    case _:
      bytes.insert(contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: place)
    }
  }

  /// What holds for whatever was read.
  private static func check(_ bytes: [UInt8]) {
    let reading = Dockerfile.reading(bytes)
    guard let dockerfile = reading.dockerfile else {
      #expect(reading.fault != nil)
      return
    }
    let count = dockerfile.stages.count
    for (index, stage) in dockerfile.stages.enumerated() {
      #expect(stage.index == index)
      #expect(stage.baseStage ?? -1 < index)
      #expect(stage.dependsOn == stage.dependsOn.sorted())
      #expect(stage.dependsOn.allSatisfy { (0..<count).contains($0) })
      #expect(stage.bytes.upperBound <= bytes.count)
      #expect(dockerfile.needed(for: index).contains(index))
    }
    #expect(dockerfile.cacheCandidates.allSatisfy { (0..<count).contains($0) })
    var sources = Sources()
    var diagnostics = Diagnostics()
    let file = sources.add(SourceFile(name: "Dockerfile", bytes: bytes))
    _ = Dockerfile.read(file, in: sources, into: &diagnostics)
    #expect(diagnostics.hasErrors == (reading.fault != nil))
    #expect(!diagnostics.hasErrors || !DiagnosticText.render(diagnostics, sources: sources).isEmpty)
  }

  @Test("Variables inside variables are followed 200 deep")
  func depth() {
    let deep = String(repeating: "${A:-", count: 10_000)
    #expect(DockerfileText("FROM \(deep)x").summary.hasSuffix("nested more than 200 deep"))
    let right = String(repeating: "${A:-", count: 199) + "x" + String(repeating: "}", count: 199)
    #expect(DockerfileText("FROM \(right)").summary == "=x")
  }

  @Test("Variables that grow out of each other are not written out")
  func bomb() {
    let lines = (1..<60).map { "ARG A\($0)=$A\($0 - 1)$A\($0 - 1)\n" }.joined()
    let summary = DockerfileText("ARG A0=aaaaaaaaaa\n\(lines)FROM $A59\n").summary
    #expect(summary.hasSuffix("more text than pipegen follows"))
    let inStage = lines.replacingOccurrences(of: "ARG", with: "ENV")
    #expect(
      DockerfileText("FROM scratch\nENV A0=aaaaaaaaaa\n\(inStage)").summary
        .hasSuffix("more text than pipegen follows"))
  }

  @Test("Patterns do not run away")
  func patterns() {
    let value = String(repeating: "a", count: 30_000)
    let stars = String(repeating: "*a", count: 1_000)
    #expect(
      DockerfileText("ARG A=\(value)\nFROM b${A#\(stars)b}\n").summary
        .hasSuffix("more text than pipegen follows"))
    #expect(
      DockerfileText("ARG A=\(value)\nFROM b${A//\(stars)b/}\n").summary
        .hasSuffix("more text than pipegen follows"))
  }

  @Test("Nor do many small ones")
  func manyPatterns() {
    let value = String(repeating: "a", count: 2_000)
    let stages = String(repeating: "FROM b${A//a*a*a*b/}\n", count: 40_000)
    #expect(
      DockerfileText("ARG A=\(value)\n\(stages)").summary
        .hasSuffix("more text than pipegen follows"))
  }

  @Test("Triggers in triggers, arrays in arrays")
  func nesting() {
    let triggers = String(repeating: "ONBUILD ", count: 5_000)
    #expect(DockerfileText("FROM a\n\(triggers)RUN x\n").summary.contains("Chaining ONBUILD"))
    let arrays = String(repeating: "[", count: 60_000)
    #expect(DockerfileText("FROM a\nRUN \(arrays)\n").summary == "=a")
    let objects = String(repeating: "{\"a\":", count: 9_000)
    #expect(DockerfileText("FROM a\nRUN [\(objects)\n").summary == "=a")
  }

  @Test("Many stages, chained and in a ring")
  func stages() {
    let count = TestEnvironment.scaled(20_000)
    let chain = (1..<count).map { "FROM s\($0 - 1) AS s\($0)\nENV A\($0)=b\n" }.joined()
    let long = DockerfileText("FROM a AS s0\n" + chain)
    #expect(long.reading.fault == nil)
    #expect(long.reading.dockerfile?.needed(for: count - 1).count == count)
    let ring = (0..<count).map {
      "FROM a AS s\($0)\nCOPY --from=s\(($0 + 1) % count) x y\n"
    }.joined()
    #expect(DockerfileText(ring).summary == "2 circular dependency detected on stage: s0")
  }

  @Test("Many triggers for many children")
  func triggers() {
    let count = TestEnvironment.scaled(2_000)
    let parent = "FROM a AS p\n" + String(repeating: "ONBUILD RUN x\n", count: count)
    let children = String(repeating: "FROM p\n", count: count)
    #expect(DockerfileText(parent + children).stages.count == count + 1)
  }

  @Test("A file has at most 1 MiB")
  func size() {
    let line = "RUN " + String(repeating: "x", count: 60) + " \"$A\" 'b' \\\n  && y\n"
    let count = ((1 << 20) - 7) / line.utf8.count
    let text = DockerfileText("FROM a\n" + String(repeating: line, count: count))
    #expect(text.stages.first?.instructions.count == count)
    let larger = DockerfileText("FROM a\n" + String(repeating: line, count: count + 1))
    #expect(larger.summary == "- the Dockerfile is larger than 1 MiB")
  }
}
