import Foundation
import TestSupport
import Testing

/// Specs that show the whole language: each has to pass `check`, and every back end spells it.
@Suite struct PageTests {
  private static let folder = Repository.fixtures.appendingPathComponent("page")

  private static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yml") }.sorted()
  }()

  @Test(arguments: names)
  func passes(_ name: String) throws {
    let check = try Repository.pipegen.run(["check", "--strict", name], in: Self.folder)
    #expect(check.status == 0, "\(check.errors)")
    for backend in ["shell", "azure"] {
      let emitted = try Repository.pipegen.run(["emit", backend, name], in: Self.folder)
      #expect(emitted.status == 0 && !emitted.output.isEmpty, "\(emitted.errors)")
    }
  }

  @Test func thereAreSome() { #expect(Self.names.count > 1) }
}
