import Foundation
import TestSupport
import Testing

// Within the suite of its engine, whose tests take turns: each of them wipes it.
extension CacheTests.Engine13 {
  /// Engine buildx: the builder reads and writes the registry itself.
  @Suite struct Buildx {
    /// Both modes of the cache, each of two platforms.
    enum Mode: String, CaseIterable { case registry, stageImages }

    /// Runs `platforms` cold, wipes the engine, runs it again: the slow steps have to be cached.
    @Test(arguments: RealWay.allCases, Mode.allCases)
    func secondRunIsCached(_ way: RealWay, _ mode: Mode) throws {
      guard let engine = try Engine.find("test-13") else { return }
      let sample = try RealSample(
        "platforms", on: engine, prefix: "buildx/\(way.rawValue)-\(mode.rawValue.lowercased())"
      ) { spec in
        let text = spec.replacing("  other: { push: [], reads: [main] }", with: "")
          .replacing("events: [push, manual], branches: [main]", with: "events: [push, local]")
        return mode == .registry
          ? text : text.replacing("mode: registry", with: "mode: stageImages")
      }
      let cold = try sample.perform(way)
      try #require(cold.status == 0, "\(cold.log)")
      #expect(cold.cacheHits(of: "sleep 2").contains(false), "\(cold.log)")
      #expect(cold.log.contains("cold cache: \(sample.address)/cache/tool:deps-linux-arm64"))
      let archive = try Data(contentsOf: sample.file("tool.tar"))
      #expect(archive.count > 100_000)
      try engine.wipe()
      let warm = try sample.perform(way)
      #expect(warm.status == 0, "\(warm.log)")
      let hits = warm.cacheHits(of: "sleep 2")
      #expect(hits.count > 5 && hits.allSatisfy { $0 }, "\(warm.log)")
      #expect(!warm.log.contains("cold cache"))
      try engine.wipe()
      let ran = try engine.docker(["run", "--rm", "\(sample.address)/tool:7"])
      #expect(ran.status == 0 && ran.text.contains("tool for amd64"), "\(ran.text)\(ran.errors)")
      let list = try engine.docker(["buildx", "imagetools", "inspect", "\(sample.address)/tool:7"])
      #expect(list.text.contains("linux/amd64") && list.text.contains("linux/arm64"))
      #expect(!list.text.contains("attestation"))
    }

    /// Engine docker's own sample and its caches, by buildx.
    @Test func monorepo() throws {
      guard let engine = try Engine.find("test-13") else { return }
      try MonorepoTests.secondRunIsCached(
        engine, buildKit: nil, prefix: "shop-buildx", password: nil
      ) { $0.replacing("pipegen: 1\n", with: "pipegen: 1\nengine: buildx\n") }
    }

    /// A build would go on without its caches; what pipegen asks before tells that the registry is
    /// broken.
    @Test(arguments: RealWay.allCases)
    func deadRegistry(_ way: RealWay) throws {
      guard let engine = try Engine.find("test-13") else { return }
      let hello = try RealSample(
        "hello", on: engine.withDeadRegistry, prefix: "dead", edit: Self.edit)
      let outcome = try hello.perform(way)
      #expect(outcome.status == 1, "\(outcome.log)")
      #expect(outcome.log.contains("connection refused"), "\(outcome.log)")
      #expect(!outcome.log.contains("RUN sleep"))
    }

    /// Without the plugin nothing begins.
    @Test(arguments: [RealWay.script, .run])
    func noBuildx(_ way: RealWay) throws {
      guard let engine = try Engine.find("test-13") else { return }
      let hello = try RealSample("hello", on: engine, prefix: "none", edit: Self.edit)
      let folder = try TemporaryFolder()
      let outcome = try hello.perform(way, variables: ["DOCKER_CONFIG": folder.url.path])
      #expect(outcome.status == 1, "\(outcome.log)")
      #expect(outcome.log.contains("docker has no buildx here"), "\(outcome.log)")
      #expect(!outcome.log.contains("RUN sleep"))
    }

    private static func edit(_ spec: String) -> String {
      spec.replacing("pipegen: 1\n", with: "pipegen: 1\nengine: buildx\n")
    }
  }
}
