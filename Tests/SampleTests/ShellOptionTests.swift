import Foundation
import PipelineSpec
import TestSupport
import Testing

/// What a script can be told on its command line.
@Suite struct ShellOptionTests {
  /// Programs of POSIX, and git: no engine.
  private static let programs = [
    "sh", "dirname", "tr", "sed", "date", "git", "sha256sum", "cat", "mktemp", "true", "env",
    "timeout", "rm", "ls", "mkdir", "cut", "head", "tail", "grep", "sleep",
  ]

  /// What a dry run prints can be pasted into a shell, and is then what a run does where no image is
  /// known by its key. It needs no engine, and asks none.
  @Test(arguments: crossed(Sample.all, [false, true]))
  func aDryRun(_ sample: Sample, _ areJobs: Bool) throws {
    let generated =
      areJobs
      ? try GeneratedSample(sample, edit: ParallelTests.parallel(3))
      : try GeneratedSample.shared(sample)
    for case .script(let shell) in WayOut.shells {
      guard let program = try shell.found() else { continue }
      try check(generated, shell, program)
    }
  }

  private func check(_ generated: GeneratedSample, _ shell: Shell, _ program: Program) throws {
    let silent = try FakeDocker()
    try FileManager.default.removeItem(at: silent.folder.appendingPathComponent("docker"))
    var environment = silent.environment(Situation.azurePush.environment)
    environment["PATH"] = try silent.link(Self.programs)
    for name in generated.passwordVariables + generated.azureNames.map(\.environment) {
      environment[name] = "secret"
    }
    environment.merge(try variables(of: generated)) { _, new in new }
    let printed = try program.run(
      shell.arguments + [generated.scriptPath, "--dry-run"], in: generated.folder,
      environment: environment)
    #expect(printed.status == 0, "\(printed.errors)")
    #expect(try silent.calls.count == 0)
    let docker = try FakeDocker()
    let pasted = try program.run(
      shell.arguments + ["-euc", printed.text], in: generated.folder.deletingLastPathComponent(),
      environment: docker.environment(
        generated.passwordVariables.reduce(into: [:]) { $0[$1] = "secret" }))
    #expect(pasted.status == 0, "\(pasted.errors)")
    let logins = try docker.calls.filter { $0.words.first == "login" }
    #expect(logins.allSatisfy { $0.input == Data("secret".utf8) })
    #expect(
      try docker.calls.allSatisfy {
        $0.program != "docker" || $0.environment.contains("BUILDX_NO_DEFAULT_ATTESTATIONS")
      })
    let expected = try Expectation(generated, in: .azurePush, .run) { _ in .missing }
    let lines = try docker.calls.map { CallLine.text(of: $0.words) }
    let asked = ["image inspect ", "inspect --type "]
    let wanted = expected.lines.filter { line in !asked.contains { line.hasPrefix($0) } }
    #expect(lines.sorted() == wanted.sorted())
  }

  /// What the pipeline would give the parameters.
  private func variables(of generated: GeneratedSample) throws -> [String: String] {
    let plan = try PlannedSteps(of: generated)
    let ofLane = plan.lane(in: .azurePush)?.defaults ?? [:]
    let values = generated.values(in: .azurePush).filter { ofLane[$0.key] == nil }
    return plan.parameters.reduce(into: [:]) { $0[$1.environment] = values[$1.name] }
  }

  /// A lane that is named is the run's, as `pipegen run --lane` has it.
  @Test(arguments: ["main", "release", "nightly", "pull"])
  func aLane(_ name: String) throws {
    let generated = try GeneratedSample.shared(Sample("services"))
    let lanes = try PlannedSteps(of: generated).lanes.map(\.name)
    let lane = try #require(lanes.contains(name) ? name : lanes.first)
    let environment = try FakeDocker().environment(["NPM_TOKEN": "secret"])
    let pipegen = try Repository.pipegen.run(
      ["run", "--dry-run", "--lane", lane], in: generated.folder, environment: environment)
    #expect(pipegen.status == 0, "\(pipegen.errors)")
    // A run says what it forgives, where the script's own functions do.
    let planned = lines(pipegen).map { $0.hasSuffix(" || :") ? String($0.dropLast(5)) : $0 }
    let sh = try #require(Program.find("sh"))
    for options in [["--lane", lane], ["--lane=\(lane)"]] {
      let script = try sh.run(
        [generated.scriptPath, "--dry-run"] + options, in: generated.folder,
        environment: environment)
      #expect(script.status == 0, "\(script.errors)")
      #expect(script.errors.contains("lane \(lane): "))
      #expect(lines(script) == planned.sorted())
      #expect(lines(script).count > 5)
    }
  }

  private func lines(_ result: Program.Result) -> [String] {
    result.text.split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("docker ") && !$0.hasPrefix("docker login") }.sorted()
  }

  @Test(arguments: [
    (["--lane", "nosuch"], "no such lane; known: "), (["--lane"], "a lane stands behind --lane"),
    (["--lane="], "a lane stands behind --lane"), (["--lane", ""], "a lane stands behind --lane"),
    (["--lanes"], "unknown option '--lanes'"),
    (["1", "--dry-run"], "'--dry-run' stands behind an argument: write options first, or -- "),
    (["1", "-x"], "'-x' stands behind an argument: write options first, or -- "),
  ])
  func aLaneThatIsNone(_ options: [String], _ text: String) throws {
    let generated = try GeneratedSample.shared(Sample("services"))
    let docker = try FakeDocker()
    let result = try #require(Program.find("sh")).run(
      [generated.scriptPath, "--dry-run"] + options, in: generated.folder,
      environment: docker.environment(["NPM_TOKEN": "secret"]))
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.errors.contains(text))
  }

  /// All that a user has to know.
  @Test(arguments: crossed(Sample.few, WayOut.shells))
  func help(_ sample: Sample, _ way: WayOut) throws {
    guard case .script(let shell) = way, let program = try shell.found() else { return }
    let generated = try GeneratedSample.shared(sample)
    let result = try program.run(
      shell.arguments + [generated.scriptPath, "--help"], in: generated.folder,
      environment: FakeDocker().environment())
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let plan = try PlannedSteps(of: generated)
    for parameter in generated.pipeline.parameters {
      #expect(result.text.contains("  \(parameter.name.value)"))
    }
    for parameter in plan.parameters { #expect(result.text.contains(parameter.environment)) }
    for lane in plan.lanes { #expect(result.text.contains(lane.name)) }
    for option in ["--lane", "--dry-run", "--no-push", "--keep-going"] {
      #expect(result.text.contains(option))
    }
  }

  /// A default as it is; what is known only when it runs by its name.
  @Test func defaults() throws {
    let generated = try GeneratedSample(Sample("hello")) {
      $0.replacing(
        "parameters:\n", with: "parameters:\n  a: \"1 $${b} 2 $$$${q} of ${git.commit}\"\n")
    }
    let result = try #require(Program.find("sh")).run(
      [generated.scriptPath, "--help"], in: generated.folder,
      environment: FakeDocker().environment())
    #expect(result.text.contains("; by default 1 ${b} 2 $${q} of <git.commit>\n"), "\(result.text)")
  }

  /// A command that the spec bounds is ended, and a pull is tried again, where there is a `timeout`;
  /// elsewhere it is done all the same.
  @Test(.waiting, arguments: WayOut.shells)
  func aPullThatHangs(_ way: WayOut) throws {
    guard case .script(let shell) = way, let program = try shell.found() else { return }
    let generated = try GeneratedSample(Sample("hello")) {
      $0 + "defaults: { timeouts: { pull: 1s }, timeout: 2h }\n"
    }
    let docker = try FakeDocker()
    let hanging = #"""
      case $1 in
        pull)
          sleep 600 &
          trap 'kill "$!"; finish 143' TERM
          wait
          ;;
      esac

      """#
    try Data(hanging.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    try docker.link("timeout", shell: shell)
    let environment = docker.environment()
    let result = try program.run(
      shell.arguments + [generated.scriptPath], in: generated.folder, environment: environment)
    #expect(result.status == 1, "\(result.errors)")
    #expect(try docker.calls.map { $0.words.first } == ["pull", "pull", "pull"])
    let quick = try FakeDocker()
    let missing = try program.run(
      shell.arguments + [generated.scriptPath], in: generated.folder,
      environment: quick.environment([
        "PATH": try quick.link(Self.programs.filter { $0 != "timeout" })
      ]))
    if shell.description != "busybox sh" {  // It has its own, whatever PATH says.
      #expect(missing.status == 0, "\(missing.errors)")
      #expect(try quick.calls.count == 5)
    }
  }
}

extension FakeDocker {
  /// Busybox's own `timeout`, for its own shell.
  fileprivate func link(_ name: String, shell: Shell) throws {
    guard shell.description == "busybox sh", let busybox = Program.find("busybox") else { return }
    try FileManager.default.createSymbolicLink(
      atPath: folder.appendingPathComponent(name).path, withDestinationPath: busybox.path)
  }
}
