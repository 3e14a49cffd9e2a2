import Foundation
import PipelineSpec
import TestSupport
import Testing

/// Every kind of fault in a spec, with the whole message that a user gets.
@Suite struct WrongSpecFixtureTests {
  private static let folder = Repository.fixtures.appendingPathComponent("wrong")

  private static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()
  }()

  @Test(arguments: names)
  func message(_ name: String) throws {
    let result = try Repository.pipegen.run(
      ["check", "--strict", "\(name).yml"], in: Self.folder, input: Data())
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.utf8.count <= 16 * 1024)
    #expect(["\(name).yml:", "parts/"].contains(where: result.errors.hasPrefix))
    try Golden.check(
      Data(result.errors.utf8), against: Self.folder.appendingPathComponent("\(name).out"))
  }

  /// What is refused writes no file.
  @Test(arguments: ["unknown-key", "cycle", "encoding"])
  func nothingIsGenerated(_ name: String) throws {
    let copy = try TemporaryFolder()
    let spec = try copy.file(
      "pipegen.yml",
      Data(contentsOf: Self.folder.appendingPathComponent("\(name).yml"))
        + Data("\noutputs: { shell: x.sh }\n".utf8))
    for command in [["generate"], ["emit", "shell", "-o", "x.sh"], ["plan"]] {
      let result = try Repository.pipegen.run(command, in: copy.url, input: Data())
      #expect(result.status == 2)
      #expect(result.output.isEmpty)
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: copy.url.path) == [spec.lastPathComponent]
    )
  }

  @Test func everyKindOccurs() throws {
    let texts = Self.names.map { name in
      (try? String(contentsOf: Self.folder.appendingPathComponent("\(name).out"), encoding: .utf8))
        ?? ""
    }
    let missing = DiagnosticID.allCases.map(\.rawValue).filter { id in
      !texts.contains { $0.contains("[\(id)]") }
    }
    #expect(missing == [])
  }

  /// An expectation without its spec tests nothing.
  @Test func noExpectationIsLeftOver() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let outs = files.filter { $0.hasSuffix(".out") }.map { String($0.dropLast(4)) }
    #expect(Set(outs).subtracting(Self.names) == [])
  }
}
