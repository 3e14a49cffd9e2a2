import Foundation
import TestSupport
import Testing

/// Pipelines of every form, to the byte.
@Suite struct AzureFixtureTests {
  private static let folder = Repository.fixtures.appendingPathComponent("azure")

  private static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()
  }()

  @Test(arguments: names)
  func emitted(_ name: String) throws {
    let result = try Repository.pipegen.run(["emit", "azure", "\(name).yml"], in: Self.folder)
    #expect(result.status == 0 && result.errors == "", "\(result.errors)")
    #expect(result.output.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
    try Golden.check(
      result.output, against: Self.folder.appendingPathComponent("\(name).out"))
  }
}
