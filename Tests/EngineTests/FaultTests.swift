import TestSupport
import Testing

/// A bad world, by docker's own words: one clear message and exit 1.
enum FaultTests {
  static func noEngine(_ engine: Engine?) throws {
    guard let engine else { return }
    for way in [RealWay.script, .run] {
      let hello = try RealSample("hello", on: engine, prefix: "none")
      let outcome = try hello.perform(
        way, variables: ["DOCKER_HOST": "unix:///nonexistent/docker.sock"])
      #expect(outcome.status == 1, "\(outcome.log)")
      #expect(outcome.lines(with: "/nonexistent/docker.sock").count >= 1, "\(outcome.log)")
      #expect(outcome.lines(with: "error:").count == 1, "\(outcome.log)")
    }
  }

  static func deadRegistry(_ engine: Engine?, _ way: RealWay) throws {
    guard let engine else { return }
    let hello = try RealSample("hello", on: engine.withDeadRegistry, prefix: "dead")
    let outcome = try hello.perform(way)
    #expect(outcome.status == 1, "\(outcome.log)")
    #expect(outcome.log.contains("connection refused"), "\(outcome.log)")
    guard way != .azure else { return }
    #expect(outcome.lines(with: "error:").count == 1, "\(outcome.log)")
  }

  static func wrongPassword(_ engine: Engine?, _ way: RealWay) throws {
    guard let engine else { return }
    let shop = try RealSample("monorepo", on: engine, prefix: "wrong")
    let outcome = try shop.perform(way, variables: [MonorepoTests.variable: "not-the-password"])
    #expect(outcome.status == 1, "\(outcome.log)")
    let faults = outcome.lines(with: "error:")
    #expect(faults.count == 1, "\(outcome.log)")
    #expect(outcome.log.contains(MonorepoTests.variable), "\(outcome.log)")
    #expect(outcome.log.contains(engine.registry), "\(outcome.log)")
    #expect(!outcome.log.contains("not-the-password"))
  }

  /// Caches may not be read: a warning. Images may not be pushed: a failure.
  static func noPassword(_ engine: Engine?, _ way: RealWay) throws {
    guard let engine else { return }
    let shop = try RealSample("monorepo", on: engine, prefix: "anonymous")
    let outcome = try shop.perform(way)
    #expect(outcome.status == 1, "\(outcome.log)")
    #expect(outcome.log.contains("\(MonorepoTests.variable) is not set"), "\(outcome.log)")
    #expect(outcome.lines(with: "warning").count >= 1, "\(outcome.log)")
    #expect(outcome.lines(with: "error:").count == 1, "\(outcome.log)")
  }
}

extension Engine {
  /// The same engine, its registry at a port where nothing listens.
  var withDeadRegistry: Engine { Engine(self, registry: "127.0.0.1:1") }
}
