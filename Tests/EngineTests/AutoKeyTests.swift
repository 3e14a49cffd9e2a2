import Foundation
import TestSupport
import Testing

/// A key of all that a Dockerfile reads, beside what a real builder says of the same files.
enum AutoKeyTests {
  /// The classic builder sees it, BuildKit does not.
  private static let folderMode = "a folder's mode"

  /// What is done to `app`, one after the other.
  private static let changes: [(what: String, command: String)] = [
    ("a time", "touch -d 2001-02-03 deps.mod vendor/LICENSE"),
    ("an ignored file", "echo more >> README.md"),
    ("a file of a later stage", "echo '# more' >> app.sh"),
    ("a file", "echo more >> deps.mod"),
    ("a file below a folder", "echo more >> vendor/tool/tool.sh"),
    ("a mode", "chmod 755 vendor/tool/tool.sh"),
    (Self.folderMode, "chmod 700 vendor/tool"),
    ("a new file", "echo x > vendor/tool/.hidden"),
    ("a new folder", "mkdir vendor/empty"),
    ("another name", "mv vendor/LICENSE vendor/LICENCE"),
    ("a file less", "rm vendor/LICENCE"),
    ("one more of a pattern", "echo x > deps.sum.more"),
    ("a folder of a pattern", "mkdir deps.sum.d && echo x > deps.sum.d/x"),
  ]

  /// No key stays where the builder runs a step of the stage again, and none changes without need.
  fileprivate static func seesWhatABuilderSees(_ engine: Engine, buildKit: String?) throws {
    let sample = try RealSample(
      "vendored", on: engine, prefix: "vendored/\(buildKit ?? "own")")
    try engine.wipe()
    let cold = try sample.perform(.run, buildKit: buildKit)
    try #require(cold.status == 0, "\(cold.log)")
    let app = sample.file("app")
    var known = try key(of: sample)
    try #require(known != nil)
    for (what, command) in changes {
      let done = try #require(Program.find("sh")).run(["-c", command], in: app)
      try #require(done.status == 0, "\(done.errors)")
      let key = try key(of: sample)
      let isBuilt = try isBuilt(sample, buildKit)
      let isNeedless = what == Self.folderMode && buildKit != "0"
      #expect(key != nil && (key != known) == (isBuilt || isNeedless), "\(what)")
      known = key
    }
  }

  private static func key(of sample: RealSample) throws -> String? {
    let result = try Repository.pipegen.run(
      ["run", "--dry-run"], in: sample.generated.folder, input: Data())
    return result.text.firstMatch(of: /:deps-([0-9a-f]{16})/).map { String($0.1) }
  }

  /// Whether the builder's own cache misses.
  private static func isBuilt(_ sample: RealSample, _ buildKit: String?) throws -> Bool {
    var environment = sample.engine.environment
    environment["DOCKER_BUILDKIT"] = buildKit
    environment["BUILDKIT_PROGRESS"] = "plain"
    let base = "\(sample.address)/vendored/base:pipegen-local"
    let result = try #require(Program.find("sh")).run(
      [
        "-c", #"exec docker "$@""#, "sh", "build", "--target", "deps", "--build-arg",
        "BASE=\(base)", "app",
      ], in: sample.generated.folder, environment: environment, input: Data())
    let outcome = RealSample.Outcome(result)
    try #require(outcome.status == 0, "\(outcome.log)")
    let hits = outcome.cacheHits(of: "sleep 2")
    try #require(hits.count == 1, "\(outcome.log)")
    return !hits[0]
  }
}

extension CacheTests.Engine12 {
  @Test(arguments: ["0", "1"])
  func keysOfWhatIsRead(_ buildKit: String) throws {
    guard let engine = try Engine.find("test-12") else { return }
    try AutoKeyTests.seesWhatABuilderSees(engine, buildKit: buildKit)
  }
}

extension CacheTests.Engine13 {
  @Test func keysOfWhatIsRead() throws {
    guard let engine = try Engine.find("test-13") else { return }
    try AutoKeyTests.seesWhatABuilderSees(engine, buildKit: nil)
  }
}
