import Foundation
import TestSupport

/// A private engine with a registry that `scripts/engine` has started for the tests.
struct Engine {
  /// Variables by which docker finds it, `PATH` among them.
  let environment: [String: String]
  /// HOST:PORT of its registry.
  let registry: String
  /// A static busybox, for images from scratch.
  let busybox: String
  /// Where the registry wants a login.
  let password: String
  private let name: String

  /// The running engine called `name`; nil, said loudly, where there is none.
  static func find(_ name: String) throws -> Engine? {
    let script = #"v=$(scripts/engine env --name "$1") && eval "$v" && env -0"#
    let result = try Program.find("sh")?.run(
      ["-c", script, "sh", name], in: Repository.root, input: Data())
    guard let result, result.status == 0 else {
      try Skip.report(
        "a real engine ('\(name)')",
        because: "it is not running; `make test` starts it. \(result?.errors ?? "")")
      return nil
    }
    return Engine(named: name, result.output)
  }

  private init?(named name: String, _ variables: Data) {
    var all: [String: String] = [:]
    for line in variables.split(separator: 0) {
      let entry = String(decoding: line, as: UTF8.self)
      guard let sign = entry.firstIndex(of: "=") else { continue }
      all[String(entry[..<sign])] = String(entry[entry.index(after: sign)...])
    }
    guard let registry = all["PIPEGEN_TEST_REGISTRY"], let busybox = all["PIPEGEN_TEST_BUSYBOX"]
    else { return nil }
    self.name = name
    self.registry = registry
    self.busybox = busybox
    password = all["PIPEGEN_TEST_REGISTRY_PASSWORD"] ?? ""
    environment = all.filter {
      ["PATH", "DOCKER_HOST", "DOCKER_CONFIG", "LC_ALL"].contains($0.key)
    }
  }

  /// Whether what is built of an image's own layers is that image again; in the containerd store its
  /// manifest may be another one.
  var rebuildsAlike: Bool { name != "test-13" }

  /// `engine` with another registry.
  init(_ engine: Engine, registry: String) {
    name = engine.name
    environment = engine.environment
    busybox = engine.busybox
    password = engine.password
    self.registry = registry
  }

  /// Forgets all but the registry, as a thrown-away agent does.
  func wipe() throws {
    let result = try Program.find("sh")?.run(
      ["scripts/engine", "wipe", "--name", name], in: Repository.root, input: Data())
    guard result?.status == 0 else { throw Broken(description: result?.errors ?? "no sh") }
  }

  /// Runs its docker client.
  func docker(_ arguments: [String]) throws -> Program.Result {
    let script = #"exec docker "$@""#
    guard let shell = Program.find("sh") else { throw Broken(description: "no sh") }
    return try shell.run(
      ["-c", script, "sh"] + arguments, in: Repository.root, environment: environment,
      input: Data())
  }

  /// An engine that cannot do what every engine does.
  struct Broken: Error, CustomStringConvertible {
    let description: String
  }
}
