import Glibc
import Testing

@testable import Execution

/// What a child is given, and what comes back from it.
@Suite(.timeLimit(.minutes(60))) struct ChildLauncherTests {
  @Test func bothStreamsAndTheCodeArrive() async throws {
    let shell = try await Shell.run("echo out; echo err >&2; exit 7")
    #expect(shell.text == "out\n")
    #expect(shell.error == Array("err\n".utf8))
    #expect(shell.exit == Exit(.code(7)))
  }

  @Test func aSignalIsNoCode() async throws {
    let shell = try await Shell.run("kill -SEGV $$")
    #expect(shell.exit == Exit(.signal(SIGSEGV)))
    #expect(shell.exit.description == "killed by SIGSEGV")
  }

  @Test func bytesThatAreNoTextArriveUntouched() async throws {
    let shell = try await Shell.run(#"printf 'a\377\376\000b'"#)
    #expect(shell.output == [0x61, 0xFF, 0xFE, 0x00, 0x62])
  }

  @Test func theLast64KiBArriveThoughTheChildIsGone() async throws {
    // The reader is still asleep when the child has ended: all that is left is in the pipe.
    let shell = try await Shell.run("printf x; sleep 0.2; head -c 65535 /dev/zero; exit 4") {
      _, bytes in
      if bytes.count == 1 { usleep(900_000) }
    }
    #expect(shell.output.count == 65_536)
    #expect(shell.exit == Exit(.code(4)))
  }

  @Test func aFullPipeArrivesWholeThoughReadingItTakesLongerThanTheDraining() async throws {
    // A pipe of 1 MiB, which the child fills and leaves behind.
    let shell = try await Shell.run(
      "exec perl -e 'fcntl(STDOUT, 1031, 1048576) or die; print \"x\" x 1048576'"
    ) { _, _ in usleep(50_000) }
    #expect(shell.exit.isSuccess)
    #expect(shell.output.count == 1_048_576)
  }

  @Test func pipesAreClosedInEveryOtherChild() {
    guard let pipe = Descriptor.pipe() else {
      Issue.record("there are no descriptors left")
      return
    }
    #expect(fcntl(pipe.reading.number, F_GETFD) & FD_CLOEXEC != 0)
    #expect(fcntl(pipe.writing.number, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test func theStandardInputIsEmptyUnlessGiven() async throws {
    let empty = try await Shell.run("readlink /proc/self/fd/0; cat")
    #expect(empty.text == "/dev/null\n")
    let given = try await Shell.run("cat", input: "pass'word\n")
    #expect(given.text == "pass'word\n")
  }

  @Test func muchInputToAChildThatDoesNotReadIsNoFault() async throws {
    let input = String(repeating: "x", count: 1_000_000)
    let deaf = try await Shell.run("exit 0", input: input)
    #expect(deaf.exit.isSuccess)
    let counting = try await Shell.run("wc -c", input: input)
    #expect(counting.text == "1000000\n")
  }

  @Test func noDescriptorLeaks() async throws {
    let leaky = unsafe open("/dev/null", O_RDONLY)
    defer { close(leaky) }
    try #require(leaky > 2)
    let shell = try await Shell.run(
      "for fd in $(seq 0 255); do [ ! -e /proc/$$/fd/$fd ] || echo $fd; done")
    #expect(shell.text == "0\n1\n2\n")
  }

  @Test func pipegenKeepsNoDescriptorsOfItsOwn() async throws {
    func open() -> Int { (0..<1024).count { fcntl($0, F_GETFD) >= 0 } }
    _ = try await Shell.run("true")
    let before = open()
    for _ in 0..<200 { _ = try await Shell.run("true", input: "x") }
    // Other tests run children of their own at the same time; 200 leaks would stand out.
    #expect(open() < before + 100)
  }

  @Test func theChildLeadsItsOwnGroupAndHasNoSignalBlocked() async throws {
    // The thread that starts it has all of them blocked.
    let shell = try await Shell.run(
      "[ $(cut -d' ' -f5 /proc/$$/stat) = $$ ] && echo leader; exec grep SigBlk /proc/self/status")
    #expect(shell.text == "leader\nSigBlk:\t0000000000000000\n")
  }

  @Test func ignoredSignalsStayIgnored() async throws {
    // SIGUSR2 is nobody else's in this process.
    signal(SIGUSR2, SIG_IGN)
    defer { signal(SIGUSR2, SIG_DFL) }
    let shell = try await Shell.run("kill -USR2 $$; echo alive")
    #expect(shell.text == "alive\n")
  }

  @Test func theWorkingDirectoryIsTheGivenOne() async throws {
    let command = ResolvedCommand(
      words: ["sh", "-c", "[ $PWD = /usr ]"], environment: .inherited(), workingDirectory: "/usr",
      timeout: .seconds(60))
    let exit = try await ChildLauncher().launch(command, until: Interruption()) { _, _ in }
    #expect(exit.isSuccess)
  }

  @Test func aFloodArrivesInPieces() async throws {
    let count = Count()
    let command = ResolvedCommand(
      words: ["sh", "-c", "head -c 200000000 /dev/zero"], environment: .inherited(),
      timeout: .seconds(60))
    _ = try await ChildLauncher().launch(command, until: Interruption()) { count.add($1.count) }
    #expect(count.sum == 200_000_000)
    #expect(count.largest <= 64 * 1024)
  }
}
