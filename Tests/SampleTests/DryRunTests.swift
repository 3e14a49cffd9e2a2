import Foundation
import TestSupport
import Testing

/// What `run --dry-run` prints, a shell takes for the very commands of the run.
@Suite struct DryRunTests {
  private static let spec = """
    pipegen: 1
    registry: { address: registry.example, login: { username: "it's", passwordEnv: HUB_PASSWORD } }
    parameters: { note: { default: "" } }
    images:
      app:
        args: { TEXT: "two\\nlines and 'quotes'", NOTE: "${note}" }
        labels: { bell: "\\x07 \\e[31m é" }
        stages: { builder: { cache: c } }
        tags: [x]

    """
  private static let password = "s3cret \\ of $(hub)"

  private func calls(
    _ docker: FakeDocker, _ folder: TemporaryFolder,
    _ work: (Program.Result) throws -> Program.Result?
  ) throws -> [FakeDocker.Call] {
    _ = try folder.file("pipegen.yml", Data(Self.spec.utf8))
    _ = try folder.file("Dockerfile", Data("FROM scratch AS builder\nFROM builder\n".utf8))
    let environment = docker.environment(["HUB_PASSWORD": Self.password])
    let dry = try Repository.pipegen.run(
      ["run", "--dry-run", "--set", "note=x \(Self.password)"], in: folder.url,
      environment: environment, input: Data())
    #expect(dry.status == 0, "\(dry.errors)")
    #expect(try docker.calls.isEmpty)
    let done = try work(dry)
    if let done { #expect(done.status == 0, "\(done.errors)") }
    return try docker.calls
  }

  @Test(arguments: Shell.all) func aShellDoesTheRun(_ shell: Shell) throws {
    guard let program = try shell.found() else { return }
    let (folder, docker) = (try TemporaryFolder(), try FakeDocker())
    let pasted = try calls(docker, folder) { dry in
      #expect(!dry.text.contains("s3cret"), "\(dry.text)")
      // What is masked cannot be the same.
      let text = dry.text.replacing("NOTE=x ***", with: "NOTE=y")
      return try program.run(
        shell.arguments + ["-c", text], in: folder.url,
        environment: docker.environment(["HUB_PASSWORD": Self.password]), input: Data())
    }
    let (other, real) = (try TemporaryFolder(), try FakeDocker())
    let run = try calls(real, other) { _ in
      try Repository.pipegen.run(
        ["run", "--jobs", "1", "--set", "note=y"], in: other.url,
        environment: real.environment(["HUB_PASSWORD": Self.password]), input: Data())
    }
    #expect(pasted.map(\.words) == run.map(\.words))
    #expect(pasted.map(\.input) == run.map(\.input))
    #expect(pasted.contains { $0.words.contains("TEXT=two\nlines and 'quotes'") })
    #expect(pasted.contains { $0.words.contains("bell=\u{7} \u{1B}[31m é") })
    #expect(pasted.first?.input == Data(Self.password.utf8))
  }

  /// Nothing is pushed behind what failed; a cold cache is none of that.
  @Test(arguments: [("build", 1), ("pull", 0)])
  func aShellEndsAtAFailure(_ command: String, _ status: Int32) throws {
    let fault = FakeDocker.Fault(command: command, text: "boom\n")
    let (folder, docker) = (try TemporaryFolder(), try FakeDocker(faults: [fault]))
    _ = try folder.file("pipegen.yml", Data(Self.spec.utf8))
    _ = try folder.file("Dockerfile", Data("FROM scratch AS builder\nFROM builder\n".utf8))
    let environment = docker.environment(["HUB_PASSWORD": Self.password])
    let dry = try Repository.pipegen.run(
      ["run", "--dry-run"], in: folder.url, environment: environment, input: Data())
    let done = try #require(Program.find("sh")).run(
      [], in: folder.url, environment: environment, input: Data(dry.text.utf8))
    #expect((done.status == 0) == (status == 0), "\(done.errors)")
    #expect(try docker.calls.contains { $0.words.first == "push" } == (status == 0))
  }

  /// No secret is given away by a run that is asked to.
  @Test func aRunMasksASecretThatIsAValue() throws {
    let fault = FakeDocker.Fault(
      command: "push", text: "it says s3cret%20%5C%20of%20%24%28hub%29\n")
    let (folder, docker) = (try TemporaryFolder(), try FakeDocker(faults: [fault]))
    _ = try calls(docker, folder) { _ in
      let run = try Repository.pipegen.run(
        ["run", "--set", "note=\(Self.password)"], in: folder.url,
        environment: docker.environment(["HUB_PASSWORD": Self.password]), input: Data())
      #expect(run.status == 1)
      #expect(!(run.text + run.errors).contains("s3cret"), "\(run.errors)")
      #expect(run.errors.contains("NOTE=***"), "\(run.errors)")
      #expect(run.errors.contains("it says ***"), "\(run.errors)")
      return nil
    }
  }
}
