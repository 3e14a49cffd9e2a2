import Foundation
import PipelineSpec
import TestSupport
import Testing

/// `pipegen explain` and docs/reference.md.
@Suite struct ExplainTests {
  /// An example of a fault has that fault.
  @Test(arguments: DiagnosticID.allCases)
  func everyDiagnosticIsExplained(_ id: DiagnosticID) throws {
    let result = try Repository.pipegen.run(["explain", id.rawValue], in: Repository.root)
    #expect(result.status == 0 && result.errors == "")
    #expect(result.text.contains("[\(id.rawValue)]\n"))
    guard let example = id.explanation.example else { return }
    let folder = try TemporaryFolder()
    _ = try folder.file("pipegen.yml", Data(example.utf8))
    let check = try Repository.pipegen.run(["check", "--strict"], in: folder.url)
    #expect(check.status == 2)
    #expect(check.errors.contains("[\(id.rawValue)]"), "\(check.errors)")
  }

  @Test func whatNobodyKnows() throws {
    let result = try Repository.pipegen.run(["explain", "clsh"], in: Repository.root)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("did you mean 'clash'?"))
  }

  @Test func theReferenceGolden() throws {
    let result = try Repository.pipegen.run(["debug", "reference"], in: Repository.root)
    #expect(result.status == 0)
    try Golden.check(
      result.output, against: Repository.root.appendingPathComponent("docs/reference.md"))
  }
}
