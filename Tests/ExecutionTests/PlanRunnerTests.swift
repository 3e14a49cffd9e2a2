import PipelinePlan
import PipelineSpec
import Testing

@testable import Execution

/// Order, policy and results, without a process.
@Suite(.timeLimit(.minutes(60))) struct PlanRunnerTests {
  private static let pull = "docker pull \(TestPlan.cache)"
  private static let manifest = "Error response from daemon: manifest unknown: manifest unknown\n"
  private static let refused = "dial tcp 10.0.0.1:443: connect: connection refused\n"

  @Test func allStepsRunInOrderWithTheirExactWords() async throws {
    let launcher = ScriptedLauncher { _, _ in .success }
    let run = try await TestRun.of(TestPlan.goSlalom(), launcher)
    #expect(run.result.isSuccess)
    #expect(
      launcher.lines == [
        "docker pull registry.example/go-slalom:builder",
        "docker build --target builder --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from "
          + "registry.example/go-slalom:builder --tag registry.example/go-slalom:builder .",
        "docker build --cache-from registry.example/go-slalom:builder --tag "
          + "registry.example/go-slalom:latest .",
        "docker push registry.example/go-slalom:latest",
        "docker push registry.example/go-slalom:builder",
      ])
  }

  @Test func aPullRequestPushesNothing() async throws {
    let launcher = ScriptedLauncher { _, _ in .success }
    let run = try await TestRun.of(
      TestPlan.goSlalom(), launcher, origin: RunOrigin(event: .pullRequest, isFork: false))
    #expect(run.result.isSuccess)
    #expect(launcher.lines.count == 3)
    guard case .began(let lane, let hosts) = run.observer.events[0] else {
      Issue.record("the first event is the lane")
      return
    }
    #expect(lane == "pullRequest" && hosts == [])
  }

  @Test func aColdCacheIsANote() async throws {
    let launcher = ScriptedLauncher { line, _ in
      line == Self.pull ? .failure(Self.manifest) : .success
    }
    let run = try await TestRun.of(TestPlan.goSlalom(), launcher)
    #expect(run.result.isSuccess && run.result.warnings.isEmpty)
    #expect(run.observer.notes == ["cold cache: \(TestPlan.cache) does not exist yet"])
    #expect(run.observer.output.isEmpty, "what docker says of it is no error to a reader")
    #expect(launcher.lines.count == 5)
  }

  @Test func whatDockerSaysOfAnyOtherPullIsShown() async throws {
    for (text, status) in [(Self.refused, 1), ("denied\n", 1), ("a warning\n", 0)] {
      let launcher = ScriptedLauncher { line, attempt in
        line == Self.pull && attempt == 0 ? .failure(text, code: Int32(status)) : .success
      }
      let run = try await TestRun.of(TestPlan.goSlalom(), launcher)
      #expect(run.observer.output == text)
    }
  }

  @Test func aRegistryThatRefusesIsAFailureAndNothingMoreStarts() async throws {
    let launcher = ScriptedLauncher { line, _ in
      line == Self.pull ? .failure("unauthorized: authentication required\n") : .success
    }
    let run = try await TestRun.of(TestPlan.goSlalom(), launcher)
    #expect(launcher.lines == [Self.pull])
    #expect(run.result.failures.map(\.words) == [["docker", "pull", TestPlan.cache]])
    #expect(run.result.failures.first?.exit == Exit(.code(1)))
    #expect(run.result.notDone.count == 4)
  }

  @Test func aForkMayReadWithoutLogin() async throws {
    let launcher = ScriptedLauncher { line, _ in
      line == Self.pull ? .failure("unauthorized: authentication required\n") : .success
    }
    let run = try await TestRun.of(
      TestPlan.goSlalom(login: true), launcher,
      environment: Environment(["REGISTRY_PASSWORD": "hunter22"]),
      origin: RunOrigin(event: .pullRequest, isFork: true))
    #expect(run.result.isSuccess)
    #expect(launcher.lines.count == 3 && !launcher.lines.contains { $0.contains("login") })
    #expect(run.observer.skips == ["a pull request from a fork gets no login"])
    #expect(run.result.warnings.count == 1)
  }

  @Test func whatTimeMayCureIsTriedAgainWithPauses() async throws {
    let launcher = ScriptedLauncher { line, attempt in
      line == Self.pull && attempt < 2 ? .failure(Self.refused) : .success
    }
    let run = try await TestRun.of(TestPlan.goSlalom(), launcher)
    #expect(run.result.isSuccess)
    #expect(launcher.lines.count { $0 == Self.pull } == 3)
    #expect(run.observer.pauses == [.seconds(2), .seconds(4)])
  }

  @Test func aRegistryThatLimitsIsAskedLater() async throws {
    let launcher = ScriptedLauncher { line, _ in
      line == Self.pull ? .failure("toomanyrequests: slow down\n") : .success
    }
    let run = try await TestRun.of(TestPlan.goSlalom(), launcher)
    #expect(run.observer.pauses == [.seconds(10), .seconds(20)])
    #expect(
      run.result.failures.first?.diagnosis?.message
        == "registry registry.example limits how often it is asked")
  }

  /// 2, 4, 8, 16, 30, 30, 30 s: another pause would be more than 2 min in all.
  @Test func pausesOfAStepAreBoundedInAll() async throws {
    let launcher = ScriptedLauncher { line, _ in
      line == Self.pull ? .failure(Self.refused) : .success
    }
    let run = try await TestRun.of(TestPlan.goSlalom(tries: 20), launcher)
    #expect(run.observer.pauses.reduce(.zero, +) == .seconds(120))
    #expect(launcher.lines.count == 8)
  }

  @Test func aSecretInACommandIsMaskedInAllThatIsSaid() async throws {
    let launcher = ScriptedLauncher { line, _ in
      line.hasPrefix("docker build") ? .failure("hunter22\n") : .success
    }
    let plan = TestPlan.goSlalom(login: true)
    let request = try RunRequest(
      plan, lane: 1, given: ["version": "hunter22"],
      origin: RunOrigin(event: .push, isFork: false),
      environment: Environment(["REGISTRY_PASSWORD": "hunter22"]), jobs: 1)
    let observer = RecordingObserver()
    let result = await PlanRunner(
      request, launcher: launcher, pacing: .instant, observer: observer
    ).run()
    let said =
      observer.events.map { "\($0)" }.joined() + ResultText.text(of: result, of: request)
      + plan.steps.map(request.title).joined() + DryRun.text(of: request, isShown: false)
    #expect(!said.contains("hunter22"), "\(said)")
    #expect(said.contains("go-slalom:***"))
    #expect(throws: RefusedRun.self) {
      do throws(RefusedRun) {
        _ = try RunRequest(
          plan, lane: 1, given: ["version": "hunter/22"],
          origin: RunOrigin(event: .push, isFork: false),
          environment: Environment(["REGISTRY_PASSWORD": "hunter/22"]), jobs: 1)
      } catch {
        #expect(!error.messages.joined().contains("hunter"), "\(error.messages)")
        throw error
      }
    }
  }

  @Test func keepingGoingDoesWhatNeedsNoFailedStep() async throws {
    let plan = TestPlan.pulls(3)
    let launcher = ScriptedLauncher { line, _ in
      line.contains("image-0") ? .failure("denied\n") : .success
    }
    let request = try RunRequest(
      plan, lane: 1, origin: RunOrigin(event: .push, isFork: false), environment: Environment(),
      jobs: 1, isKeepingGoing: true)
    let result = await PlanRunner(
      request, launcher: launcher, pacing: .instant, observer: RecordingObserver()
    ).run()
    #expect(launcher.lines.count == 3)
    #expect(result.failures.count == 1 && result.notDone.isEmpty && !result.isSuccess)
  }

  @Test func whatIsNotDoneNamesWhatItNeeds() async throws {
    let plan = TestPlan.goSlalom()
    let launcher = ScriptedLauncher { line, _ in
      line.contains("--target") ? .failure("no\n") : .success
    }
    let request = try RunRequest(
      plan, lane: 1, origin: RunOrigin(event: .push, isFork: false), environment: Environment(),
      jobs: 1, isKeepingGoing: true)
    let result = await PlanRunner(
      request, launcher: launcher, pacing: .instant, observer: RecordingObserver()
    ).run()
    let text = ResultText.text(of: result, of: request)
    #expect(
      text.contains("  - Build image go-slalom, which needs: Build stage builder of go-slalom\n"),
      "\(text)")
    #expect(result.notDone.count == 3)
  }

  @Test func triesAreBounded() async throws {
    let launcher = ScriptedLauncher { line, _ in
      line == Self.pull ? .failure(Self.refused) : .success
    }
    let run = try await TestRun.of(TestPlan.goSlalom(), launcher)
    #expect(launcher.lines == [Self.pull, Self.pull, Self.pull])
    #expect(run.result.failures.count == 1)
  }

  @Test func aBuildIsNeverTriedAgain() async throws {
    let launcher = ScriptedLauncher { line, _ in
      line.hasPrefix("docker build") ? .failure(Self.refused, code: 2) : .success
    }
    let run = try await TestRun.of(TestPlan.goSlalom(), launcher)
    #expect(launcher.lines.count == 2)
    #expect(run.result.failures.first?.exit == Exit(.code(2)))
    #expect(run.result.failures.first?.lastLines == [String(Self.refused.dropLast())])
  }

  @Test func aCachePushThatFailsIsAWarning() async throws {
    let push = "docker push \(TestPlan.cache)"
    let launcher = ScriptedLauncher { line, _ in
      line == push ? .failure("denied: requested access to the resource is denied\n") : .success
    }
    let run = try await TestRun.of(TestPlan.goSlalom(), launcher)
    #expect(run.result.isSuccess)
    #expect(run.result.warnings.count == 1)
    #expect(run.observer.warnings.count == 1)
  }

  @Test func anImagePushThatFailsIsAFailureAndCachesAreNotPushed() async throws {
    let launcher = ScriptedLauncher { line, _ in
      line.hasSuffix("go-slalom:latest") && line.hasPrefix("docker push")
        ? .failure("denied: requested access\n") : .success
    }
    let run = try await TestRun.of(TestPlan.goSlalom(), launcher)
    #expect(run.result.failures.count == 1)
    #expect(run.result.notDone.map(\.phase) == [.pushCaches])
  }

  @Test func aMissingProgramFailsEvenWhereAFailureIsForgiven() async throws {
    let launcher = ScriptedLauncher { _, _ in
      ScriptedLauncher.Answer(launchError: .notFound(program: "docker"))
    }
    let run = try await TestRun.of(TestPlan.pulls(1), launcher)
    #expect(run.result.failures.first?.diagnosis?.message.contains("'docker'") == true)
    #expect(run.result.failures.first?.exit == nil)
  }

  @Test func independentStepsRunAtOnceButNotMoreThanAllowed() async throws {
    let launcher = ScriptedLauncher { _, _ in ScriptedLauncher.Answer(company: 3) }
    let run = try await TestRun.of(TestPlan.pulls(9), launcher, jobs: 3)
    #expect(run.result.isSuccess)
    #expect(launcher.mostAtOnce == 3)
  }

  @Test func eventsOfAStepFrameItsOutput() async throws {
    let launcher = ScriptedLauncher { line, _ in
      line.hasPrefix("docker push") ? ScriptedLauncher.Answer(error: "one\ntwo") : .success
    }
    let run = try await TestRun.of(TestPlan.goSlalom(), launcher, jobs: 1)
    let kinds = run.observer.events.suffix(4).map { event in
      switch event {
      case .began: "began"
      case .started: "started"
      case .output: "output"
      case .finished: "finished"
      case .retry, .note, .warning, .layers, .missed, .skipped: "other"
      }
    }
    #expect(kinds == ["started", "output", "output", "finished"])
    #expect(run.observer.output == "one\ntwo\none\ntwo\n")
  }
}
