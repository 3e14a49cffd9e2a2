import TestSupport
import Testing

/// Faults of a registry, and what a run on a real engine makes of them.
enum RetryTests {
  /// A fault, the status of the run, and texts that its log has.
  struct Case: CustomTestStringConvertible {
    let name: String
    let faults: [String]
    let status: Int32
    let texts: [String]
    /// How often the fault strikes; nil for what docker decides.
    var struck: Int?
    /// Whether an earlier run has left its images, so that there is something to pull.
    var isWarm = false

    var testDescription: String { name }
  }

  private static let manifest = "/manifests/"

  static let all = [
    Case(
      name: "401", faults: ["GET|HEAD \(manifest) 401 *"], status: 1,
      texts: ["refuses access", "docker login"]),
    Case(
      name: "403", faults: ["GET|HEAD \(manifest) 403 *"], status: 1, texts: ["refuses access"]),
    Case(name: "404", faults: ["GET|HEAD \(manifest) 404 *"], status: 0, texts: ["cold cache: "]),
    // A pull asks by HEAD and, where that fails, by GET.
    Case(
      name: "429 once", faults: ["GET|HEAD \(manifest)deps 429 2"], status: 0,
      texts: ["attempt 1 of 3 failed: ", "trying again in "], struck: 2),
    Case(
      name: "500 of a push", faults: ["PUT \(manifest)7 500 1"], status: 0,
      texts: ["attempt 1 of 3 failed: "], struck: 1),
    Case(
      name: "503 twice", faults: ["GET|HEAD \(manifest)deps 503 4"], status: 0,
      texts: ["attempt 2 of 3 failed: "], struck: 4),
    Case(
      name: "reset of a manifest", faults: ["PUT \(manifest)7 reset 1"], status: 0,
      texts: ["attempt 1 of 3 failed: "], struck: 1),
    Case(
      name: "answer lost behind the manifest", faults: ["PUT \(manifest)7 lost 1"], status: 0,
      texts: ["attempt 1 of 3 failed: ", "digest: sha256:"], struck: 1),
    // docker itself takes up what it was at.
    Case(
      name: "reset in a blob of a push", faults: ["PATCH /blobs/uploads/ reset 1"], status: 0,
      texts: [], struck: 1),
    Case(
      name: "reset in a blob of a pull", faults: ["GET /blobs/sha256 cut 1"], status: 0,
      texts: ["is as it was pulled"], struck: 1, isWarm: true),
    Case(
      name: "stall", faults: ["GET|HEAD \(manifest)deps stall *"], status: 1,
      texts: ["attempt 1 of 2 failed: ", "no end after 4 s"], struck: 2),
  ]

  static func strikes(_ engine: Engine?, _ fault: Case, prefix: String) async throws {
    guard let engine,
      let registry = try await FaultyRegistry.start(before: engine, fault.faults)
    else { return }
    let name = fault.name.replacing(" ", with: "-")
    if fault.isWarm {
      let earlier = try RealSample("hello", on: engine, prefix: "\(prefix)/\(name)")
      let outcome = try earlier.perform(.run)
      try #require(outcome.status == 0, "\(outcome.log)")
      try engine.wipe()
    }
    let hello = try RealSample(
      "hello", on: Engine(engine, registry: registry.address), prefix: "\(prefix)/\(name)"
    ) { spec in
      let defaults = "defaults: { timeouts: { pull: 4s }, tries: { pull: 2 } }\n"
      guard fault.name == "stall" else { return spec }
      return spec.replacing("images:\n", with: defaults + "images:\n")
    }
    let outcome = try hello.perform(.run)
    let struck = registry.struck
    await registry.stop()
    #expect(outcome.status == fault.status, "\(outcome.log)")
    for text in fault.texts { #expect(outcome.log.contains(text), "\(text): \(outcome.log)") }
    if let count = fault.struck { #expect(struck.values.reduce(0, +) == count, "\(struck)") }
    #expect(!struck.isEmpty, "the fault never struck: \(outcome.log)")
    if fault.status == 0 { #expect(outcome.pushed.contains("7"), "\(outcome.log)") }
  }
}

extension CacheTests.Engine12 {
  @Test(arguments: RetryTests.all)
  func registryThatFails(_ fault: RetryTests.Case) async throws {
    try await RetryTests.strikes(Engine.find("test-12"), fault, prefix: "faults")
  }
}
