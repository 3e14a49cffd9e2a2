import Glibc

/// Moves a child's bytes until its end, and brings that about where it is due.
struct ChildPump: ~Copyable {
  /// How patient it is.
  struct Times: Sendable {
    /// Between the request to end and the end by force.
    let grace: Duration
    /// How long output is awaited behind the child's end.
    let drain: Duration
  }

  private var child: Child
  private var input: ArraySlice<UInt8>
  private let times: Times
  private let limit: ContinuousClock.Instant
  /// When it is ended by force.
  private var killing: ContinuousClock.Instant?
  /// Until when output is awaited; set by the child's end.
  private var draining: ContinuousClock.Instant?
  /// Bytes read since then.
  private var drained = 0
  private var cause = Exit.Cause.own

  /// A pipe holds no more than this; once so much was read behind the end, the child's own last
  /// bytes are among it, and what still comes is from others.
  private static let pipeCapacity = 1024 * 1024
  private static let chunk = 64 * 1024

  init(_ child: consuming Child, input: [UInt8], timeout: Duration, times: Times) {
    self.child = child
    self.input = input[...]
    self.times = times
    limit = .now + timeout
  }

  /// Returns once the child has ended and its output has been passed on; who wanted it to end.
  mutating func run(
    _ wake: borrowing WakeUp, _ interruption: Interruption,
    _ output: (StandardStream, [UInt8]) -> Void
  ) -> Exit.Cause {
    while !isDone {
      var poll = Poll()
      let waking = poll.add(wake.number, for: POLLIN)
      let writing = Self.add(child.input, to: &poll, for: POLLOUT)
      let reading = Self.add(child.output, to: &poll, for: POLLIN)
      let failing = Self.add(child.error, to: &poll, for: POLLIN)
      poll.wait(nextDeadline.map { $0 - .now })
      if poll.isReady(writing) { feed() }
      let isIdle = !poll.isReady(reading) && !poll.isReady(failing)
      if poll.isReady(reading) { drained += Self.read(&child.output, .output, output) }
      if poll.isReady(failing) { drained += Self.read(&child.error, .error, output) }
      if poll.isReady(waking) { heed(wake.reasons(), interruption) }
      heedClock()
      if isDrained(isIdle) { break }
    }
    return cause
  }

  private var isDone: Bool { draining != nil && child.output == nil && child.error == nil }

  private func isDrained(_ isIdle: Bool) -> Bool {
    guard let draining, draining <= .now else { return false }
    return isIdle || drained >= Self.pipeCapacity
  }

  private var nextDeadline: ContinuousClock.Instant? {
    if let draining { return draining }
    if let killing { return killing }
    return cause == .own ? limit : nil
  }

  private mutating func heed(_ reasons: [WakeUp.Reason], _ interruption: Interruption) {
    for reason in reasons {
      switch reason {
      case .ended:
        draining = .now + times.drain
        drained = 0
      case .interrupted:
        switch interruption.level {
        case .none: break
        case .stop: requestEnd(.interruption)
        case .kill:
          requestEnd(.interruption)
          killing = .now
        }
      }
    }
  }

  private mutating func heedClock() {
    guard draining == nil else { return }
    if limit <= .now { requestEnd(.timeout) }
    if let killing, killing <= .now {
      Spawn.send(SIGKILL, toGroupOf: child.id)
      self.killing = nil
    }
  }

  private mutating func requestEnd(_ cause: Exit.Cause) {
    guard self.cause == .own, draining == nil else { return }
    self.cause = cause
    Spawn.send(SIGTERM, toGroupOf: child.id)
    // A stopped process hears the request only once it goes on.
    Spawn.send(SIGCONT, toGroupOf: child.id)
    killing = .now + times.grace
  }

  private mutating func feed() {
    guard let transfer = child.input?.write(input) else { return }
    switch transfer {
    case .bytes(let count):
      input = input.dropFirst(count)
      if input.isEmpty { child.input = nil }
    case .wouldBlock: break
    case .broken: child.input = nil
    }
  }

  private static func add(
    _ descriptor: borrowing Descriptor?, to poll: inout Poll, for events: Int32
  ) -> Int? {
    switch descriptor {
    case .some(let descriptor): poll.add(descriptor.number, for: events)
    case .none: nil
    }
  }

  /// Passes on what is there; how much it was. At the end of the pipe nothing is left to read from.
  private static func read(
    _ descriptor: inout Descriptor?, _ stream: StandardStream,
    _ output: (StandardStream, [UInt8]) -> Void
  ) -> Int {
    var bytes: [UInt8] = []
    guard let transfer = descriptor?.read(into: &bytes, limit: chunk) else { return 0 }
    switch transfer {
    case .bytes(0), .broken: descriptor = nil
    case .bytes: output(stream, bytes)
    case .wouldBlock: break
    }
    return bytes.count
  }
}
