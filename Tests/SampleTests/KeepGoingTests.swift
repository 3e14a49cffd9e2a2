import Foundation
import TestSupport
import Testing

/// A script that goes on behind a failure does what `pipegen run --keep-going` does.
@Suite struct KeepGoingTests {
  private static let spec = """
    pipegen: 1
    registry: localhost:5000
    images:
      base: { context: base, stages: { builder: { cache: c } } }
      app: { context: app, args: { BASE: "${images.base}" }, tags: [x, y] }
      other: { context: other, tags: [z] }
    checks:
      first: { image: app, run: "test ! -e bad" }
      second: { image: app, run: "true >second" }
      lone: { run: "true >lone" }
    outputs:
      shell: { path: build.sh, OPTIONS }

    """

  private func folder(_ parallel: Bool) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["base", "app", "other"] {
      let context = folder.url.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: context, withIntermediateDirectories: false)
      try Data("ARG BASE\nFROM scratch AS builder\nFROM builder\n".utf8).write(
        to: context.appendingPathComponent("Dockerfile"))
    }
    let spec = Self.spec.replacing(", OPTIONS", with: parallel ? ", parallel: 2" : "")
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    let done = try Repository.pipegen.run(["generate"], in: folder.url, input: Data())
    #expect(done.status == 0, "\(done.errors)")
    return folder
  }

  private struct Outcome {
    let status: Int32
    let errors: String
    let lines: [String]
    let left: [String]
  }

  private func outcome(
    of program: Program, _ arguments: [String], parallel: Bool, failing: String?, isBad: Bool
  ) throws -> Outcome {
    let folder = try folder(parallel)
    if isBad { _ = try folder.file("bad", Data()) }
    let faults = failing.map { [FakeDocker.Fault(command: $0, text: "no\n")] } ?? []
    let docker = try FakeDocker(faults: faults)
    let result = try program.run(
      arguments, in: folder.url, environment: docker.environment(), input: Data())
    let left = ["second", "lone"].filter {
      FileManager.default.fileExists(atPath: folder.url.appendingPathComponent($0).path)
    }
    return Outcome(
      status: result.status, errors: result.errors,
      lines: try docker.calls.map { CallLine.text(of: $0.words) }.sorted(), left: left)
  }

  /// Whatever fails, what is done is the very same.
  @Test(
    arguments: WayOut.shells,
    [
      "pull", "build --target builder", "build --cache-from localhost:5000/base:c", "check",
      "build --build-arg BASE=localhost:5000/base:pipegen-local",
      "build --tag localhost:5000/other:z", "push localhost:5000/app:x",
      "push localhost:5000/other:z", "push localhost:5000/base:c", "nothing",
    ].few(3))
  func theSameAsARun(_ way: WayOut, _ failing: String) throws {
    guard case .script(let shell) = way, let program = try shell.found() else { return }
    let fault = failing == "check" || failing == "nothing" ? nil : failing
    let run = try outcome(
      of: Repository.pipegen, ["run", "--keep-going", "--jobs", "1"], parallel: false,
      failing: fault, isBad: failing == "check")
    // A cache that cannot be pushed is no failure.
    let isWell = failing == "nothing" || failing == "push localhost:5000/base:c"
    #expect(run.status == (isWell ? 0 : 1), "\(run.errors)")
    for parallel in [false, true] {
      let done = try outcome(
        of: program, shell.arguments + ["build.sh", "--keep-going"], parallel: parallel,
        failing: fault, isBad: failing == "check")
      #expect(done.status == run.status, "\(done.errors)")
      #expect(done.lines == run.lines, "\(parallel) \(done.errors)")
      #expect(done.left == run.left)
      #expect(
        done.errors.contains("not done:\n") == (!isWell && !failing.hasPrefix("push")),
        "\(done.errors)")
    }
  }

  /// No image stands on what its FROM only happens to mean on this machine.
  @Test(arguments: WayOut.shells, [false, true])
  func aNameThatNobodyHasGiven(_ way: WayOut, _ parallel: Bool) throws {
    guard case .script(let shell) = way, let program = try shell.found() else { return }
    let folder = try TemporaryFolder()
    for name in ["a", "d", "e"] {
      let context = folder.url.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: context, withIntermediateDirectories: false)
      try Data("FROM \(name == "a" ? "scratch" : "base") AS dep\nFROM dep\n".utf8).write(
        to: context.appendingPathComponent("Dockerfile"))
    }
    let spec = """
      pipegen: 1
      registry: localhost:5000
      images:
        a: { context: a, tags: [t] }
        d: { context: d, tags: [t], from: { base: a }, stages: { dep: { cache: deps } } }
        e: { context: e, tags: [t], from: { base: a } }
      outputs: { shell: { path: build.sh\(parallel ? ", parallel: 4" : "") } }

      """
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    let made = try Repository.pipegen.run(["generate"], in: folder.url, input: Data())
    #expect(made.status == 0, "\(made.errors)")
    for fault in ["pull localhost:5000/d:deps", "build --target dep"] {
      let docker = try FakeDocker(faults: [
        FakeDocker.Fault(command: fault, text: "denied: requested access to the resource\n")
      ])
      let done = try program.run(
        shell.arguments + ["build.sh", "--keep-going"], in: folder.url,
        environment: docker.environment(), input: Data())
      let lines = try docker.calls.map { CallLine.text(of: $0.words) }
      #expect(done.status == 1, "\(done.errors)")
      #expect(lines.contains("push localhost:5000/a:t"), "\(lines)")
      let isNamed = lines.contains("tag localhost:5000/a:t base")
      #expect(
        isNamed || !lines.contains { $0.hasPrefix("build") && $0.hasSuffix(" e") }, "\(lines)")
    }
  }

  /// What was not done is told as one would type it.
  @Test(arguments: WayOut.shells, [false, true])
  func whatWasNotDone(_ way: WayOut, _ parallel: Bool) throws {
    guard case .script(let shell) = way, let program = try shell.found() else { return }
    let done = try outcome(
      of: program, shell.arguments + ["build.sh", "--keep-going"], parallel: parallel,
      failing: "build --build-arg BASE=localhost:5000/base:pipegen-local", isBad: false)
    let told = try #require(done.errors.range(of: "not done:\n"))
    let lines = done.errors[told.upperBound...].split(separator: "\n").map(String.init)
    #expect(
      lines.filter { $0.hasPrefix("docker push ") } == [
        "docker push localhost:5000/app:x", "docker push localhost:5000/app:y",
      ])
    #expect(lines.contains { $0.hasPrefix("env ") && $0.hasSuffix(" sh -c 'true >second'") })
    #expect(!lines.contains { $0.contains("/other") || $0.contains("/base:c") })
    if parallel {
      #expect(done.errors.contains(" failed |\n"))
      #expect(done.errors.contains(" built, pushed |\n"))
    }
  }

  /// Without the option the first failure is the last, and all that is behind it is told.
  @Test(arguments: WayOut.shells)
  func withoutTheOption(_ way: WayOut) throws {
    guard case .script(let shell) = way, let program = try shell.found() else { return }
    for parallel in [false, true] {
      let done = try outcome(
        of: program, shell.arguments + ["build.sh"], parallel: parallel,
        failing: "build --target builder", isBad: false)
      #expect(done.status == 1)
      #expect(!done.lines.contains { $0.hasPrefix("push ") }, "\(done.lines)")
      #expect(done.errors.split(separator: "error: failed: ").count == 2, "\(done.errors)")
      let told = try #require(done.errors.range(of: "not done:\n"))
      let pushes = done.errors[told.upperBound...].split(separator: "\n").map(String.init)
        .filter { $0.hasPrefix("docker push ") }
      #expect(
        pushes
          == ["app:x", "app:y", "other:z", "base:c"].map { "docker push localhost:5000/\($0)" }
      )
    }
  }

  /// Of real plans, in which images share caches: what is pushed is what a run would push, and of
  /// images that need one failed cache no less.
  @Test(arguments: crossed(["families", "services"], [false, true]))
  func theSamePushes(_ name: String, _ parallel: Bool) throws {
    let generated = try GeneratedSample(Sample(name)) {
      parallel
        ? ParallelTests.parallel(3)($0)
        : $0.replacing(", parallel: 3", with: "").replacing(", summary: true", with: "")
    }
    let all = try Set(Expectation(generated, in: .azurePush, .run).lines)
    for line in all.filter({ $0.hasPrefix("build ") }).sorted().few(3) {
      func pushes(_ way: WayOut, _ arguments: [String]) throws -> [String]? {
        let docker = try FakeDocker(faults: [FakeDocker.Fault(command: line, text: "no\n")])
        let done = try generated.perform(
          way, in: .azurePush, docker: docker, password: "secret", arguments: arguments)
        #expect(done?.status == 1, "\(line)\n\(done?.errors ?? "")")
        return done?.pushes.sorted()
      }
      let run = try #require(try pushes(.run, ["--keep-going"]))
      let script = try pushes(.script(Shell("dash")), ["--keep-going"])
      #expect(script == run, "\(line)")
    }
  }
}
