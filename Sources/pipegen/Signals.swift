import CSpawn
import Execution
import Glibc
import Synchronization

/// The user's and the system's requests to end: SIGINT, SIGTERM and SIGHUP, and SIGPIPE, as whoever
/// closes what a run tells of itself wants no more of it.
///
/// A signal that was ignored at start stays ignored, as `nohup` wants it. Children have groups of
/// their own, so that a terminal's Ctrl-C reaches pipegen alone, which then ends them in order.
enum Signals {
  /// How long the end of a run may take before the process ends without it: by its first signal, by
  /// its second. Azure kills what is left 7.5 s behind its SIGINT.
  private static let patience: (first: Int32, second: Int32) = (7_000, 1_200)

  /// Lets signals raise `interruption` from now on: the first to `stop`, the second to `kill`.
  ///
  /// Called once, before the first child. Where the run does not come to an end, because nobody
  /// reads its output perhaps, the process ends all the same.
  /// - Returns: Whether it worked; else signals keep ending the process.
  static func raise(_ interruption: Interruption) -> Bool {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe2(&ends, O_CLOEXEC | O_NONBLOCK) == 0 else { return false }
    let (reading, writing) = (ends[0], ends[1])
    signalPipe.store(writing, ordering: .sequentiallyConsistent)
    guard SystemThread({ listen(on: reading, interruption) }) != nil else { return false }
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] where !isIgnored(signal) { handle(signal) }
    return true
  }

  /// Ends the run as SIGPIPE does, from a thread to which no signal is delivered.
  static func noteClosedReader() { kill(getpid(), SIGPIPE) }

  /// The signal that ended the run, if one did.
  static var received: Int32? {
    let signal = firstSignal.load(ordering: .sequentiallyConsistent)
    return signal == 0 ? nil : signal
  }

  /// Ends the process as `signal` would have without `raise`; to be called once all is cleaned up.
  static func end(by signal: Int32) -> Never {
    var mask = sigset_t()
    unsafe sigemptyset(&mask)
    unsafe sigaddset(&mask, signal)
    _ = Glibc.signal(signal, SIG_DFL)
    unsafe pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    kill(getpid(), signal)
    exit(128 + signal)
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    unsafe sigaction(signal, nil, &action)
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func handle(_ signal: Int32) {
    var action = sigaction()
    action.sa_flags = SA_RESTART
    unsafe action.__sigaction_handler.sa_handler = { signal in
      // In a handler: no allocation, no lock, errno as it was.
      let code = errno
      var byte = UInt8(truncatingIfNeeded: signal)
      _ = unsafe write(signalPipe.load(ordering: .relaxed), &byte, 1)
      errno = code
    }
    unsafe sigaction(signal, &action, nil)
  }

  /// Raises `interruption` for each signal; ends the process where that does not.
  private static func listen(on descriptor: Int32, _ interruption: Interruption) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    var limit: Int32 = -1
    while unsafe poll(&entry, 1, limit) != 0 {
      var byte: UInt8 = 0
      guard unsafe read(descriptor, &byte, 1) == 1 else { continue }
      if received == nil {
        firstSignal.store(Int32(byte), ordering: .sequentiallyConsistent)
        limit = patience.first
        interruption.raise(to: .stop)
      } else if Int32(byte) != SIGPIPE {
        limit = min(limit, patience.second)
        interruption.raise(to: .kill)
      }
    }
    Leftovers.removeAll()
    end(by: received ?? SIGTERM)
  }
}

/// Where the handler writes; a handler can be told nothing but its signal.
private let signalPipe = Atomic<Int32>(-1)
private let firstSignal = Atomic<Int32>(0)
