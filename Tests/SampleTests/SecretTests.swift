import Foundation
import TestSupport
import Testing

/// A secret reaches the builds that name it, and nobody else.
@Suite struct SecretTests {
  private static let secret = "pa$$ 'word' $(x) \"q\" \\ é"

  @Test(arguments: WayOut.turn(0))
  func onlyItsBuildsKnowIt(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("families"))
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(
        way, in: .azurePush, docker: docker, password: "x", secret: Self.secret)
    else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.calls.count { $0.words.contains("id=packages,env=PACKAGES_TOKEN") } == 3)
    for call in done.calls {
      #expect(!call.words.contains { $0.contains("'word'") })
      let isKnown = try call.variable("PACKAGES_TOKEN") == Self.secret
      #expect(isKnown == call.words.contains("--secret"), "\(call.words)")
      #expect(try call.variable("DOCKER_BUILDKIT") == "1")
    }
    #expect(!(done.output + done.errors).contains("pa$$"))
  }

  /// It is refused before docker is called, where it is missing or empty.
  @Test(arguments: crossed([nil, ""], WayOut.all))
  func whereItIsMissing(_ secret: String?, _ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("families"))
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(
        way, in: .azurePush, docker: docker, password: "x", secret: secret)
    else { return }
    let isAzure = if case .azure = way { true } else { false }
    #expect(done.status == (isAzure ? 1 : 64), "\(done.errors)")
    #expect(done.errors.contains("secret 'packages' has no value: "), "\(done.errors)")
    #expect(done.errors.contains("PACKAGES_TOKEN"))
    #expect(done.calls.isEmpty)
  }

  /// Images that mount none are built without it, and their checks do not find it either.
  @Test(arguments: [nil, "a secret"])
  func whatNeedsNoneAsksForNone(_ secret: String?) throws {
    let generated = try GeneratedSample.shared(Sample("families"))
    let docker = try FakeDocker()
    let done = try #require(
      try generated.perform(
        .run, docker: docker, password: "x", secret: secret, arguments: ["tool", "--no-push"]))
    #expect(done.status == 0, "\(done.errors)")
    #expect(!done.lines.contains { $0.hasSuffix(" api") || $0.contains("families/api") })
    #expect(done.lines(of: "tag").count == 6)
  }

  /// What docker prints of it, a run does not show.
  @Test func aRunMasksIt() throws {
    let generated = try GeneratedSample.shared(Sample("families"))
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "build --target deps", text: "token: s3cret-of-builds!\n")
    ])
    let done = try #require(
      try generated.perform(
        .run, docker: docker, password: "x", secret: "s3cret-of-builds"))
    #expect(done.status == 1)
    #expect(done.errors.contains("token: ***!"), "\(done.errors)")
    #expect(!(done.output + done.errors).contains("s3cret-of-builds"))
  }

  /// BuildKit is looked for first, by one command in all ways out.
  @Test(arguments: WayOut.turn(1))
  func withoutBuildKit(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("families"))
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "build --help", text: "BuildKit is enabled but missing\n")
    ])
    guard
      let done = try generated.perform(way, in: .azurePush, docker: docker, password: "x")
    else { return }
    #expect(done.status == 1)
    #expect(done.lines == ["build --help"])
    #expect(done.errors.contains("docker has no BuildKit here"), "\(done.errors)")
  }

  /// A key of an SSH agent, and where there is none.
  @Test(arguments: WayOut.turn(2))
  func sshAgents(_ way: WayOut) throws {
    let generated = try GeneratedSample(Sample("families")) {
      $0.replacing("secrets: [packages]", with: "ssh: [default, deploy=/run/deploy.sock]")
    }
    for socket in [nil, "/run/agent.sock"] {
      var environment: [String: String] = [:]
      environment["SSH_AUTH_SOCK"] = socket
      let docker = try FakeDocker(exporting: environment)
      guard
        let done = try generated.perform(way, in: .azurePush, docker: docker, password: "x")
      else { return }
      if socket == nil {
        #expect(done.calls.isEmpty)
        #expect(done.errors.contains("no SSH agent: set SSH_AUTH_SOCK"), "\(done.errors)")
      } else {
        #expect(done.status == 0, "\(done.errors)")
        let own = done.lines.filter { $0.contains("--ssh default --ssh deploy=/run/deploy.sock") }
        #expect(own.count == 3)
      }
    }
  }
}

extension FakeDocker.Call {
  /// The value of a variable that was exported to it; nil where it was not.
  fileprivate func variable(_ name: String) throws -> String? {
    guard environment.contains("\(name)=") else { return nil }
    let script = environment + "\nprintf %s \"$\(name)\""
    return try Program.find("sh")?.run(
      ["-c", script], in: Repository.root, environment: ["PATH": "/nonexistent"], input: Data()
    ).text
  }
}
