import Glibc
import Testing

@testable import Execution

/// How children end: by themselves, in time, and when they are made to.
@Suite(.timeLimit(.minutes(60))) struct ChildEndTests {
  private let quick = ChildLauncher(grace: .milliseconds(200))

  @Test func theEndIsTheExitThoughAGrandchildHoldsThePipe() async throws {
    let shell = try await Shell.run("sleep 50 & echo $!; exit 3")
    #expect(shell.exit == Exit(.code(3)))
    #expect(shell.duration < .seconds(20))
    let grandchild = try #require(Int32(shell.text.dropLast()))
    #expect(await isGone(grandchild))
  }

  @Test func aGrandchildThatFloodsDoesNotKeepIt() async throws {
    let shell = try await Shell.run("yes & exit 3")
    #expect(shell.exit == Exit(.code(3)))
    #expect(shell.duration < .seconds(20))
  }

  @Test func aChildMayCloseItsPipesAndLive() async throws {
    let shell = try await Shell.run("exec >&- 2>&-; sleep 0.2; exit 5")
    #expect(shell.exit == Exit(.code(5)))
  }

  @Test func whoTakesTooLongIsAskedToEnd() async throws {
    let shell = try await Shell.run(
      "trap 'echo asked; exit 9' TERM; echo ready; while :; do sleep 0.05; done",
      timeout: .milliseconds(500))
    #expect(shell.text == "ready\nasked\n")
    #expect(shell.exit == Exit(.code(9), cause: .timeout))
  }

  @Test func whoDoesNotListenIsKilledWithItsGroup() async throws {
    let shell = try await Shell.run(
      "trap '' TERM; sh -c 'echo $$; while :; do sleep 0.05; done'", timeout: .milliseconds(300),
      launcher: quick)
    #expect(shell.exit == Exit(.signal(SIGKILL), cause: .timeout))
    #expect(await isGone(try #require(Int32(shell.text.dropLast()))))
  }

  @Test func anInterruptionAsksAndThenKills() async throws {
    let interruption = Interruption()
    let shell = try await Shell.run(
      "trap 'echo asked' TERM; echo ready; while :; do sleep 0.05; done", launcher: quick,
      until: interruption
    ) { _, bytes in
      if bytes == Array("ready\n".utf8) { interruption.raise(to: .stop) }
    }
    #expect(shell.text == "ready\nasked\n")
    #expect(shell.exit == Exit(.signal(SIGKILL), cause: .interruption))
  }

  @Test func theSecondRequestKillsAtOnce() async throws {
    let interruption = Interruption()
    let shell = try await Shell.run(
      "trap 'echo asked' TERM; echo ready; while :; do sleep 0.05; done",
      launcher: ChildLauncher(grace: .seconds(60)), until: interruption
    ) { _, bytes in
      if bytes == Array("ready\n".utf8) { interruption.raise(to: .stop) }
      if bytes == Array("asked\n".utf8) { interruption.raise(to: .kill) }
    }
    #expect(shell.exit == Exit(.signal(SIGKILL), cause: .interruption))
    #expect(shell.duration < .seconds(30))
  }

  @Test func anInterruptionBeforeTheStartEndsItToo() async throws {
    let interruption = Interruption()
    interruption.raise(to: .stop)
    let shell = try await Shell.run("sleep 50", until: interruption)
    #expect(shell.exit == Exit(.signal(SIGTERM), cause: .interruption))
  }

  @Test func aStoppedChildHearsTheRequest() async throws {
    let shell = try await Shell.run(
      "kill -STOP $$; sleep 50", timeout: .milliseconds(300),
      launcher: ChildLauncher(grace: .seconds(60)))
    #expect(shell.exit == Exit(.signal(SIGTERM), cause: .timeout))
  }

  /// Whether a process ends soon; a zombie that waits for init is gone.
  private func isGone(_ process: pid_t) async -> Bool {
    for _ in 0..<200 {
      let stat = try? FileSystem.read("/proc/\(process)/stat")
      let text = String(decoding: stat ?? [], as: UTF8.self)
      if text.isEmpty || text.contains(") Z ") { return true }
      usleep(10_000)
    }
    return false
  }
}
