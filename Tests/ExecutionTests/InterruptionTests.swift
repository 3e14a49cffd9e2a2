import Glibc
import PipelinePlan
import Testing

@testable import Execution

/// What an interruption does to a run.
@Suite(.timeLimit(.minutes(60))) struct InterruptionTests {
  @Test func nothingNewStarts() async throws {
    let interruption = Interruption()
    let launcher = ScriptedLauncher { _, _ in ScriptedLauncher.Answer(isEndless: true) }
    let run = try await TestRun.of(
      TestPlan.pulls(5), launcher, jobs: 2, until: interruption
    ) { event in
      if case .started(let step, _) = event, step.index == 1 { interruption.raise(to: .stop) }
    }
    #expect(!run.result.isSuccess && run.result.failures.isEmpty)
    #expect(run.result.interrupted.count == 2)
    #expect(run.result.notDone.count == 3)
  }

  @Test func beforeTheFirstStepNothingStartsAtAll() async throws {
    let interruption = Interruption()
    interruption.raise(to: .stop)
    let launcher = ScriptedLauncher { _, _ in .success }
    let run = try await TestRun.of(TestPlan.pulls(3), launcher, until: interruption)
    #expect(launcher.lines.isEmpty)
    #expect(run.result.notDone.count == 3 && !run.result.isSuccess)
  }

  @Test func cancellingTheTaskIsOne() async throws {
    let launcher = ScriptedLauncher { _, _ in ScriptedLauncher.Answer(isEndless: true) }
    let task = Task { try await TestRun.of(TestPlan.pulls(1), launcher) }
    while launcher.lines.isEmpty { await Task.yield() }
    task.cancel()
    #expect(try await task.value.result.interrupted.count == 1)
  }

  @Test func theEndOfItsTimeIsOne() async throws {
    let launcher = ScriptedLauncher { _, _ in ScriptedLauncher.Answer(isEndless: true) }
    let pacing = Pacing(
      now: { .now }, sleep: { _ in while launcher.lines.count < 2 { await Task.yield() } },
      chance: { $0.upperBound })
    let run = try await TestRun.of(
      TestPlan.pulls(5), launcher, timeout: .seconds(5405), pacing: pacing)
    #expect(run.result.fault?.message == "the run took longer than 1h30m5s")
    #expect(run.result.interrupted.count == 2 && run.result.notDone.count == 3)
  }

  @Test(arguments: [true, false])
  func whatEndsInTimeIsNotLate(_ isInterrupted: Bool) async throws {
    let interruption = Interruption()
    if isInterrupted { interruption.raise(to: .stop) }
    let launcher = ScriptedLauncher { _, _ in .success }
    let pacing = Pacing(
      now: { .now }, sleep: { try await Task.sleep(for: $0) }, chance: { $0.upperBound })
    let run = try await TestRun.of(
      TestPlan.pulls(3), launcher, timeout: .seconds(3600), pacing: pacing, until: interruption)
    #expect(run.result.isSuccess != isInterrupted && run.result.fault == nil)
  }

  @Test func aPauseEndsAtOnce() async throws {
    let interruption = Interruption()
    let launcher = ScriptedLauncher { _, _ in .failure("connection refused") }
    let pacing = Pacing(
      now: { .now }, sleep: { _ in try await Task.sleep(for: .seconds(600)) },
      chance: { $0.upperBound })
    let run = try await TestRun.of(
      TestPlan.pulls(1), launcher, pacing: pacing, until: interruption
    ) { event in
      if case .retry = event { interruption.raise(to: .stop) }
    }
    #expect(run.result.interrupted.count == 1)
    #expect(launcher.lines.count == 1)
  }

  @Test func realChildrenAreGoneAtTheEnd() async throws {
    let folder = try Folder()
    folder.write(
      "#!/bin/sh\necho $$\ntrap '' TERM\nwhile :; do sleep 0.05; done\n", to: "docker", mode: 0o755)
    let interruption = Interruption()
    let run = try await TestRun.of(
      TestPlan.pulls(2), ChildLauncher(grace: .milliseconds(300)),
      environment: Environment(["PATH": "\(folder.path):/usr/bin:/bin"]), until: interruption
    ) { event in
      if case .output(let step, _, _) = event, step.index == 1 { interruption.raise(to: .stop) }
    }
    #expect(run.result.interrupted.count == 2)
    for line in run.observer.output.split(separator: "\n") {
      #expect(kill(try #require(pid_t(line)), 0) == -1 && errno == ESRCH)
    }
  }

  @Test func itNeverFalls() {
    let interruption = Interruption()
    interruption.raise(to: .kill)
    interruption.raise(to: .stop)
    #expect(interruption.level == .kill)
  }

  @Test func pausesGrowUpTo30Seconds() {
    let longest = (1...9).map { Pacing.instant.pause(after: $0) }
    #expect(longest == [2, 4, 8, 16, 30, 30, 30, 30, 30].map { .seconds($0) })
    for attempt in 1...9 {
      let pause = Pacing.system.pause(after: attempt)
      #expect(pause >= .seconds(1) && pause <= .seconds(30))
    }
  }
}
