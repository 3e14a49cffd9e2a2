import PipelineSpec
import Synchronization
import Testing

@testable import Execution
@testable import PipelinePlan

/// What people read of a run.
@Suite(.timeLimit(.minutes(60))) struct ReportTests {
  private func request(
    _ plan: Plan, given: [String: String] = [:]
  ) throws(RefusedRun) -> RunRequest {
    try RunRequest(
      plan, lane: plan.lane(of: RunOrigin(event: .push, isFork: false)), given: given,
      origin: RunOrigin(event: .push, isFork: false), environment: Environment(), jobs: 2)
  }

  private func written(
    _ plan: Plan, given: [String: String] = [:], _ events: [RunEvent]
  ) throws -> [String] {
    let kept = Mutex<[String]>([])
    let progress = PlainProgress(try request(plan, given: given)) { bytes in
      kept.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
    }
    for event in events { progress.observe(event) }
    return kept.withLock { $0 }
  }

  @Test func everyLineSaysItsStep() throws {
    let plan = TestPlan.goSlalom()
    let step = plan.steps[1].id
    #expect(
      try written(
        plan,
        [
          .began(lane: "default", pushHosts: ["registry.example"]),
          .began(lane: nil, pushHosts: []),
          .started(step, words: ["docker", "build", "a b"]),
          .output(step, .output, lines: Array("one\n\ntwo\n".utf8)),
          .retry(step, reason: "EOF", attempt: 1, of: 3, after: .milliseconds(1540)),
          .finished(step, .succeeded, after: .milliseconds(61_250)),
        ]) == [
          "lane default: pushes to registry.example\n", "no lane matches: pushes nothing\n",
          "[2/5 Build stage builder of go-slalom] docker build 'a b'\n",
          """
          [2/5 Build stage builder of go-slalom] one
          [2/5 Build stage builder of go-slalom] \n\
          [2/5 Build stage builder of go-slalom] two

          """,
          "[2/5 Build stage builder of go-slalom] attempt 1 of 3 failed: EOF\n",
          "[2/5 Build stage builder of go-slalom] trying again in 1.5 s\n",
          "[2/5 Build stage builder of go-slalom] done in 61.3 s\n",
        ])
  }

  @Test func aTitleHasTheValuesOfTheRun() throws {
    let plan = TestPlan.goSlalom()
    let lines = try written(
      plan, given: ["version": "1.2.3"], [.finished(plan.steps[3].id, .succeeded, after: .zero)])
    #expect(lines == ["[4/5 Push image go-slalom:1.2.3] done in 0.0 s\n"])
  }

  @Test func linesOfStepsThatRunAtOnceAreNotMixed() async throws {
    let plan = TestPlan.pulls(4)
    let kept = Mutex<[UInt8]>([])
    let progress = PlainProgress(try request(plan)) { bytes in kept.withLock { $0 += bytes } }
    await withTaskGroup { group in
      for step in plan.steps {
        group.addTask {
          let lines = Array("<\(step.id.index)>\n".utf8)
          for _ in 0..<200 { progress.observe(.output(step.id, .output, lines: lines)) }
        }
      }
    }
    let lines = String(decoding: kept.withLock { $0 }, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 800)
    #expect(lines.allSatisfy { $0.hasPrefix("[") && $0.hasSuffix(">") })
  }

  @Test func aFailureTellsAllThatHelps() async throws {
    let plan = TestPlan.goSlalom()
    let launcher = ScriptedLauncher { line, _ in
      line.contains("--target") ? .failure("step 3\nno space\n", code: 17) : .success
    }
    let run = try await TestRun.of(plan, launcher)
    #expect(
      try ResultText.text(of: run.result, of: request(plan)) == """
        pipegen: error: Build stage builder of go-slalom: exit code 17
          = command: docker build --target builder --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from \
        registry.example/go-slalom:builder --tag registry.example/go-slalom:builder .
          = its last lines:
            | step 3
            | no space
        pipegen: not done:
          - Build image go-slalom, which needs: Build stage builder of go-slalom
          - Push image go-slalom:latest, which needs: Build stage builder of go-slalom
          - Push cache image go-slalom:builder, which needs: Build stage builder of go-slalom

        """)
  }

  @Test func aFailureTellsItsPlace() async throws {
    let plan = TestPlan.goSlalom()
    let launcher = ScriptedLauncher { _, _ in .failure("no space left on device\n") }
    let run = try await TestRun.of(plan, launcher)
    let text = try ResultText.text(of: run.result, of: request(plan)) { _ in "pipegen.yml:7:3" }
    #expect(text.contains("\n  = in the spec: pipegen.yml:7:3\n"), "\(text)")
    #expect(text.contains("no space is left"))
    #expect(text.contains("docker system df"))
    #expect(launcher.lines.count == 1, "no later try frees the disk")
  }

  @Test func aGoneEngineIsToldOnceForAllSteps() async throws {
    let plan = TestPlan.pulls(2)
    let launcher = ScriptedLauncher { _, _ in
      ScriptedLauncher.Answer(
        error: "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n",
        status: .code(1), company: 2)
    }
    let run = try await TestRun.of(
      plan, launcher, environment: Environment(["DOCKER_HOST": "unix:///x"]))
    let text = try ResultText.text(of: run.result, of: request(plan))
    #expect(text.split(separator: "no Docker engine answers").count == 2)
    #expect(text.contains("DOCKER_HOST is 'unix:///x'"))
    #expect(text.contains("  = help: start the engine"))
    #expect(launcher.lines.count == 6, "three tries of each pull")
  }

  /// What docker says, the step that says it (of a plan with login), and what pipegen says of it.
  @Test(arguments: [
    (
      "Error response from daemon: Get https://registry.example/v2/: unauthorized", 0,
      "registry registry.example refuses the login of 'ci'", "REGISTRY_PASSWORD"
    ),
    (
      "Error response from daemon: Get https://registry.example/v2/: dial tcp: lookup "
        + "registry.example: no such host", 0, "registry registry.example cannot be reached",
      "registry.example"
    ),
    (
      "dial tcp 127.0.0.1:1: connect: connection refused", 1,
      "registry registry.example cannot be reached", "registry.example"
    ),
    (
      "denied: requested access to the resource is denied", 4,
      "registry registry.example refuses access",
      "user 'ci' needs the right"
    ),
    (
      "dial unix /var/run/docker.sock: connect: no such file or directory", 1,
      "no Docker engine answers (DOCKER_HOST is not set)", "set DOCKER_HOST"
    ),
  ])
  func oneMessageNamesTheThingAndTheRemedy(
    said: String, index: Int, message: String, help: String
  ) async throws {
    let plan = TestPlan.goSlalom(login: true)
    let request = try RunRequest(
      plan, lane: 1, origin: RunOrigin(event: .push, isFork: false),
      environment: Environment(["REGISTRY_PASSWORD": "hunter22"]), jobs: 1)
    let diagnosis = Diagnoser(request).diagnosis(
      of: plan.steps[index], exit: Exit(.code(1)), fault: RegistryFault(message: said),
      text: CaselessText(said.utf8))
    #expect(diagnosis?.message == message)
    #expect(diagnosis?.help.contains(help) == true)
  }

  @Test func aTimeoutIsNamed() throws {
    let plan = TestPlan.goSlalom()
    let request = try RunRequest(
      plan, lane: 1, origin: RunOrigin(event: .push, isFork: false), environment: Environment(),
      jobs: 1)
    let diagnosis = Diagnoser(request).diagnosis(
      of: plan.steps[1], exit: Exit(.signal(15), cause: .timeout), fault: .transient,
      text: CaselessText([]))
    #expect(diagnosis?.message == "no end after 60 min, the bound of one attempt")
  }

  @Test func wordsAreQuotedForAShell() {
    #expect(ShellText.of(["d", "a b", "", "it's", "$x"]) == #"d 'a b' '' 'it'\''s' '$x'"#)
    #expect(ShellText.exact(["a b", "it's", "x\ny"]) == #"'a b' 'it'\''s' 'x"# + "\ny'")
  }

  @Test func whatIsInvisibleIsSpelledOnOneLine() {
    #expect(ShellText.of(["x=a\nb\t\\'"]) == #"$'x=a\nb\t\\\''"#)
    #expect(ShellText.of(["\u{1B}[2J", "\u{202E}é"]) == #"$'\033[2J' $'\342\200\256é'"#)
  }

  /// Any bytes but NUL, through a shell and back.
  @Test(arguments: ["sh", "bash"]) func aShellReadsTheVeryWords(shell: String) async throws {
    let hostile = [
      "a\nb\n", "\t'\\$x`y`\"", "\u{1B}[31m1", "\u{7F}\u{200B}\u{FEFF}é", "-n", "\r", "'", "\\0011",
    ]
    let lines =
      shell == "bash"
      ? [ShellText.of(hostile), ShellText.exact(hostile)]
      : [ShellText.exact(hostile)]
    for line in lines {
      let command = ResolvedCommand(
        words: [shell, "-c", "printf '<%s>' \(line)"], environment: .inherited(),
        timeout: .seconds(60))
      let kept = Mutex<[UInt8]>([])
      let exit = try await ChildLauncher().launch(command, until: Interruption()) { _, bytes in
        kept.withLock { $0 += bytes }
      }
      #expect(exit.isSuccess)
      let text = String(decoding: kept.withLock { $0 }, as: UTF8.self)
      #expect(text == hostile.map { "<\($0)>" }.joined(), "\(line)")
    }
  }
}
