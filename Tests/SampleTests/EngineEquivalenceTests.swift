import Foundation
import TestSupport
import Testing

/// Law 8 for every engine: script, pipeline and run do the same, by the same program.
@Suite struct EngineEquivalenceTests {
  private static let situations: [Situation] = [
    .azurePush, .azureTag, .azureSchedule, .azurePullRequest,
  ]

  @Test(arguments: crossed(EngineSpec.allCases, situations, WayOut.all))
  func theSameCommands(_ engine: EngineSpec, _ situation: Situation, _ way: WayOut) throws {
    let generated = try engine.sample()
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(way, in: situation, docker: docker, password: "secret")
    else { return }
    let expected = try Expectation(generated, in: situation, way)
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines.sorted() == expected.lines.sorted())
    #expect(expected.orderFaults(in: done.calls) == [])
    #expect(Set(done.calls.map(\.program)) == [engine.program])
    #expect(done.calls.allSatisfy { engine.isRight($0) })
  }

  /// Nothing is done by a docker without its plugin, and one line says why.
  @Test(arguments: WayOut.turn(2))
  func withoutBuildx(_ way: WayOut) throws {
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(
        command: "buildx version", text: "docker: 'buildx' is not a docker command.\n")
    ])
    let generated = try EngineSpec.buildx.sample()
    guard
      let done = try generated.perform(way, in: .azurePush, docker: docker, password: "secret")
    else { return }
    #expect(done.status == 1)
    #expect(done.lines == ["buildx version"])
    #expect(done.errors.contains("docker has no buildx here, and this spec needs it"))
    #expect(done.errors.contains("install docker's plugin buildx"))
  }

  /// What a builder would take for a cold cache, whatever the reason.
  @Test(
    arguments: crossed(
      [
        ("ERROR: localhost:5000/rich/cache/app:deps-linux-amd64: not found\n", true),
        ("ERROR: unexpected status from HEAD request to http://x/v2/: 401 Unauthorized\n", false),
      ], WayOut.all))
  func aCacheThatCannotBeRead(_ text: (String, isCold: Bool), _ way: WayOut) throws {
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "buildx imagetools", text: text.0)
    ])
    let generated = try EngineSpec.registryCache.sample()
    guard
      let done = try generated.perform(way, in: .azurePush, docker: docker, password: "secret")
    else { return }
    #expect(done.status == (text.isCold ? 0 : 1), "\(done.errors)")
    #expect(done.errors.contains("cold cache: ") == text.isCold)
    #expect(done.lines.contains { $0.contains("--push") } == text.isCold)
  }

  /// A push is tried again, though it is spelled as a build; a cache that cannot be pushed is a
  /// warning.
  @Test(arguments: WayOut.turn(0))
  func aPushThatFails(_ way: WayOut) throws {
    let refused = "ERROR: failed to push: dial tcp 127.0.0.1:1: connect: connection refused\n"
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(
        command: "buildx build --target deps --platform linux/amd64 --network none"
          + " --build-arg VERSION=77 --build-arg BASE=localhost:5000/rich/base:pipegen-local"
          + " --cache-from type=registry,ref=localhost:5000/rich/cache/app:deps-linux-amd64"
          + " --cache-to type=inline",
        text: refused)
    ])
    try docker.hurry()
    let generated = try EngineSpec.buildx.sample()
    guard
      let done = try generated.perform(way, in: .azurePush, docker: docker, password: "secret")
    else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.errors.contains("colder cache"))
    let tries = done.lines.count { $0.contains("--target deps") && $0.contains("app:deps") }
    #expect(tries == 1 + 3)
  }

  @Test(arguments: EngineSpec.allCases.few(3))
  func shellcheckOfTheScript(_ engine: EngineSpec) throws {
    guard let shellcheck = Program.find("shellcheck") else {
      return try Skip.report("scripts by shellcheck", because: "shellcheck is not on PATH")
    }
    let generated = try engine.sample()
    // SC2034: who may log in is of interest only where caches are pulled.
    let result = try shellcheck.run(
      ["-s", "sh", "-S", "warning", "-e", "SC2034", generated.scriptPath], in: generated.folder,
      input: Data())
    #expect(result.status == 0, "\(result.text)\(result.errors)")
  }
}

extension EngineSpec {
  /// Whether `call` has in its environment what the engine needs, and no password.
  fileprivate func isRight(_ call: FakeDocker.Call) -> Bool {
    let environment = call.environment
    let wanted =
      switch self {
      case .docker, .buildx, .builder, .registryCache: "BUILDX_NO_DEFAULT_ATTESTATIONS="
      case .buildah, .podman: "BUILDAH_FORMAT="
      }
    // Before the login there is no private file, and a script's password is still where it came.
    let isEarly = call.words == ["buildx", "version"] || call.words.first == "login"
    let isPrivate = isEarly || program == "docker" || environment.contains("REGISTRY_AUTH_FILE=")
    let knowsPassword = environment.contains("RICH_PASSWORD=") && !isEarly
    return environment.contains(wanted) && isPrivate && !knowsPassword
  }
}
