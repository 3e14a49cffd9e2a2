import Foundation
import TestSupport
import Testing

/// Engines without a daemon: layers go one by one to a repository and come from there.
@Suite(.serialized) struct BuildahTests {
  /// The two programs.
  enum Program: String, CaseIterable { case buildah, podman }

  /// What FROM names, a folder and a secret.
  @Test(arguments: Program.allCases)
  func contexts(_ program: Program) throws {
    try FamilyTests.contexts(Engine.find("test-buildah"), program.rawValue, .run)
  }

  /// Runs `hello` cold, wipes the store, runs it again: the slow step has to be cached; docker runs
  /// what was pushed.
  @Test(arguments: RealWay.allCases, Program.allCases)
  func secondRunIsCached(_ way: RealWay, _ program: Program) throws {
    guard let engine = try Engine.find("test-buildah") else { return }
    let hello = try RealSample(
      "hello", on: engine, prefix: "\(program.rawValue)/\(way.rawValue)"
    ) { spec in
      spec.replacing("pipegen: 1\n", with: "pipegen: 1\nengine: \(program.rawValue)\n")
        .replacing("    tags:", with: "    archive: hello.tar\n    tags:")
    }
    try engine.wipe()
    let cold = try hello.perform(way)
    try #require(cold.status == 0, "\(cold.log)")
    #expect(cold.cacheHits(of: "sleep 3").first == false, "\(cold.log)")
    #expect(cold.log.contains("Pushing cache"))
    let loaded = try engine.docker(["load", "--input", hello.file("hello.tar").path])
    #expect(loaded.status == 0 && loaded.text.contains("hello:7"), "\(loaded.errors)")
    try engine.wipe()
    try FileManager.default.removeItem(at: hello.file("hello.tar"))
    let warm = try hello.perform(way)
    #expect(warm.status == 0, "\(warm.log)")
    let hits = warm.cacheHits(of: "sleep 3")
    #expect(!hits.isEmpty && hits.allSatisfy { $0 }, "\(warm.log)")
    let ran = try engine.docker(["run", "--rm", "\(hello.address)/hello:7"])
    #expect(ran.status == 0 && ran.text.contains("hello"), "\(ran.text)\(ran.errors)")
  }
}
