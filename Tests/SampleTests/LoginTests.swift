import Foundation
import TestSupport
import Testing

/// Passwords go to docker's standard input and nowhere else.
@Suite struct LoginTests {
  /// Every byte that shells, YAML and macros trip over, without the line feed that nobody adds.
  private static let password = #"p@ss $(x) `y` \n "q" 'é' %s # ##vso[x] "#
  private static let variable = "SHOP_REGISTRY_PASSWORD"
  private static let unreadable =
    "Error response from daemon: Head \"http://x/v2/y/manifests/z\": no basic auth credentials\n"

  @Test(arguments: WayOut.turn(2))
  func thePasswordByteForByte(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("monorepo"))
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(
        way, in: .azurePush, docker: docker, password: Self.password)
    else { return }
    #expect(done.status == 0, "\(done.errors)")
    let logins = done.calls.filter { $0.words.first == "login" }
    #expect(
      logins.map(\.words) == [["login", "--username", "ci", "--password-stdin", "localhost:5000"]])
    #expect(logins.map(\.input) == [Data(Self.password.utf8)])
    #expect(!done.calls.flatMap(\.words).contains { $0.contains("p@ss") })
    #expect(!done.errors.contains("p@ss") && !done.output.contains("p@ss"))
  }

  /// What a build runs may print its environment.
  @Test(arguments: WayOut.turn(0))
  func noOtherCallSeesThePassword(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("monorepo"))
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(way, in: .azurePush, docker: docker, password: "secret")
    else { return }
    let others = done.calls.filter { $0.words.first != "login" }
    #expect(others.filter { $0.environment.contains(Self.variable) }.map(\.words) == [])
    #expect(others.count > 10)
  }

  /// The login leaves no trace in the user's own docker configuration.
  @Test(arguments: WayOut.turn(1))
  func aPrivateConfiguration(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("monorepo"))
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(way, in: .azurePush, docker: docker, password: "secret")
    else { return }
    let folders = Set(
      done.calls.map { call in
        call.environment.split(separator: "\n").first { $0.contains("DOCKER_CONFIG=") } ?? ""
      })
    #expect(folders.count == 1)
    #expect(folders.first?.isEmpty == false)
  }

  @Test(arguments: WayOut.turn(2))
  func withoutAPassword(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("monorepo"))
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "pull", text: Self.unreadable)
    ])
    guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines(of: "login") == [])
    #expect(done.errors.contains(Self.variable))
    #expect(done.errors.contains("warning"))
    #expect(done.lines(of: "push").count > 5)
  }

  /// No login goes into docker's own configuration because there is no other place.
  @Test(arguments: [WayOut.script(Shell("dash")), .script(Shell("busybox sh")), .run])
  func noPlaceForLogins(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("monorepo"))
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(
        way, in: .local, docker: docker, password: "secret", environment: ["TMPDIR": "/nowhere"])
    else { return }
    #expect(done.status == 1)
    #expect(done.calls.isEmpty)
    let isRun = if case .run = way { true } else { false }
    let text = isRun ? "error: logins need " : "error: this script needs a folder in "
    #expect(done.errors.contains(text), "\(done.errors)")
    #expect(done.errors.contains("TMPDIR"), "\(done.errors)")
  }

  /// With a login the same text is a failure: the password's right to read is missing.
  @Test(arguments: WayOut.turn(0))
  func aRefusedUser(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("monorepo"))
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "pull", text: Self.unreadable)
    ])
    guard
      let done = try generated.perform(way, in: .azurePush, docker: docker, password: "secret")
    else { return }
    #expect(done.status == 1)
    #expect(done.lines(of: "push") == [])
    #expect(done.errors.contains("no basic auth credentials"))
  }

  private static let twoRegistries = """
    pipegen: 1
    registries:
      first: { address: first.example, login: { username: ci, passwordEnv: FIRST_PASSWORD } }
      second: { address: second.example, login: { username: ci, passwordEnv: SECOND_PASSWORD } }
    images:
      one: { registries: [first], tags: [x], cache: own }
      two: { registries: [second], tags: [x], cache: own }
    outputs: { shell: ci/build.sh, azure: { path: ci/azure.yml } }

    """

  /// What one registry lacks a password for is no excuse for another that has refused its own; and a
  /// name that is hidden is a cold cache only where this run logged in.
  @Test(
    arguments: crossed(
      WayOut.all,
      [
        ("first.example", "unauthorized: authentication required", 1),
        ("second.example", "unauthorized: authentication required", 0),
        ("first.example", "pull access denied for x, repository does not exist", 0),
      ]))
  func oneOfTwoPasswords(_ way: WayOut, _ fault: (host: String, text: String, status: Int32)) throws
  {
    let generated = try GeneratedSample(Sample("hello")) { _ in Self.twoRegistries }
    let image = fault.host == "first.example" ? "one" : "two"
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(
        command: "pull \(fault.host)/\(image):own", text: "Error: \(fault.text)\n")
    ])
    let password = ["FIRST_PASSWORD": "secret"]
    guard
      let done = try generated.perform(
        way, in: .azurePush, docker: docker, variables: password, environment: password)
    else { return }
    #expect(done.status == fault.status, "\(done.errors)")
    #expect(done.lines(of: "login") == ["login first.example"])
    #expect(done.lines(of: "push").isEmpty == (fault.status != 0))
  }

  @Test(arguments: WayOut.turn(1))
  func aWrongPassword(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("monorepo"))
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(
        command: "login",
        text: "Error response from daemon: login attempt to http://x/v2/ failed with status: "
          + "401 Unauthorized\n")
    ])
    guard
      let done = try generated.perform(way, in: .azurePush, docker: docker, password: "wrong-one")
    else { return }
    #expect(done.status == 1)
    #expect(done.lines == ["login localhost:5000"])
    #expect(done.errors.contains(Self.variable) && done.errors.contains("localhost:5000"))
    #expect(!done.errors.contains("wrong-one") && !done.output.contains("wrong-one"))
  }

  /// Forks get no secrets: their runs read what they may and warn about the rest.
  @Test(arguments: crossed(Sample.few, [WayOut.script(Shell("dash")), .azure, .run]))
  func aFork(_ sample: Sample, _ way: WayOut) throws {
    let generated = try GeneratedSample.shared(sample)
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "pull", text: Self.unreadable),
      FakeDocker.Fault(command: "buildx imagetools", text: Self.unreadable),
    ])
    guard
      let done = try generated.perform(
        way, in: .azureFork, docker: docker, password: "leaked by mistake")
    else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines(of: "login") == [])
    #expect(done.pushes == [])
    let hasAsked = done.lines.contains { $0.hasPrefix("pull ") || $0.contains(" imagetools ") }
    #expect(done.errors.contains("warning") || !hasAsked)
  }

  /// Its own code runs in the builds: no password may be there, even if the service gave one.
  @Test(arguments: WayOut.turn(2))
  func aForkSeesNoPassword(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("monorepo"))
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(
        way, in: .azureFork, docker: docker, password: "leaked by mistake")
    else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.calls.count > 10)
    #expect(done.calls.filter { $0.environment.contains(Self.variable) }.map(\.words) == [])
  }
}
