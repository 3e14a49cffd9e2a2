import Glibc

/// Runs programs as children of this process.
///
/// A thread waits for the child's end, another moves its bytes. The end is its exit, not the end of
/// its pipes: what it left in the background may keep those open.
public struct ChildLauncher: Launcher {
  private let times: ChildPump.Times

  /// - Parameters:
  ///   - grace: Between the request to end and the end by force.
  ///   - drain: How long output is awaited behind a child's end.
  public init(grace: Duration = .seconds(5), drain: Duration = .milliseconds(300)) {
    times = ChildPump.Times(grace: grace, drain: drain)
  }

  /// Runs `command` as leader of a group of its own, which does not outlive it.
  public func launch(
    _ command: ResolvedCommand, until interruption: Interruption,
    output: @escaping @Sendable (StandardStream, [UInt8]) -> Void
  ) async throws(LaunchError) -> Exit {
    let result = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<Exit, LaunchError>, Never>) in
      let thread = SystemThread {
        continuation.resume(returning: ended(command, interruption, output))
      }
      if thread == nil { continuation.resume(returning: .failure(.outOfResources(EAGAIN))) }
    }
    return try result.get()
  }

  /// The same, blocking the calling thread.
  package func wait(
    for command: ResolvedCommand, until interruption: Interruption,
    output: @escaping @Sendable (StandardStream, [UInt8]) -> Void
  ) throws(LaunchError) -> Exit {
    try ended(command, interruption, output).get()
  }

  private func ended(
    _ command: ResolvedCommand, _ interruption: Interruption,
    _ output: @escaping @Sendable (StandardStream, [UInt8]) -> Void
  ) -> Result<Exit, LaunchError> {
    do throws(LaunchError) {
      guard let wake = WakeUp() else { throw .outOfResources(errno) }
      let child = try Spawn.start(command.program(), command)
      let id = child.id
      Leftovers.add(child: id)
      let waker = wake.waker
      let waiting: @Sendable () -> Void = {
        Spawn.awaitEnd(of: id)
        waker.wake(.ended)
      }
      guard let waiter = SystemThread(waiting) else {
        Spawn.send(SIGKILL, toGroupOf: id)
        Leftovers.forget(child: id)
        _ = Spawn.reap(id)
        throw .outOfResources(EAGAIN)
      }
      var pump = ChildPump(
        child, input: command.input?.bytes ?? [], timeout: command.timeout, times: times)
      let cause = interruption.observing({ waker.wake(.interrupted) }) {
        pump.run(wake, interruption, output)
      }
      waiter.join()
      // Its number is its own until it is reaped; what is left of its group ends with it.
      Spawn.send(SIGKILL, toGroupOf: id)
      Leftovers.forget(child: id)
      return .success(Exit(Spawn.reap(id), cause: cause))
    } catch {
      return .failure(error)
    }
  }
}

/// A pipe that wakes a thread out of its wait.
struct WakeUp: ~Copyable {
  /// Why.
  enum Reason: UInt8 {
    case ended, interrupted
  }

  /// The end for others; it must not be used once the `WakeUp` is gone.
  struct Waker: Sendable {
    fileprivate let number: Int32

    /// Leaves a reason, and never waits.
    func wake(_ reason: Reason) {
      var byte = reason.rawValue
      _ = unsafe write(number, &byte, 1)
    }
  }

  private let pipe: Pipe

  init?() {
    guard let pipe = Descriptor.pipe() else { return nil }
    pipe.reading.setNonBlocking()
    pipe.writing.setNonBlocking()
    self.pipe = pipe
  }

  var waker: Waker { Waker(number: pipe.writing.number) }

  var number: Int32 { pipe.reading.number }

  /// The reasons left since the last look.
  func reasons() -> [Reason] {
    var bytes: [UInt8] = []
    _ = pipe.reading.read(into: &bytes, limit: 64)
    return bytes.compactMap(Reason.init)
  }
}
