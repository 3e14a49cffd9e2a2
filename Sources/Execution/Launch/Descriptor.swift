import CSpawn
import Glibc

/// An open file descriptor: closed when it goes out of use, and never inherited by a child.
struct Descriptor: ~Copyable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  /// Both ends of a new pipe; nil where the process or the system has no descriptors left.
  ///
  /// Neither end is one of 0, 1 and 2, even if pipegen was started without them: a child's own
  /// standard descriptors are put there.
  static func pipe() -> Pipe? {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { return nil }
    let reading = raised(ends[0])
    let writing = raised(ends[1])
    guard let reading, let writing else { return nil }
    return Pipe(reading: reading, writing: writing)
  }

  private static func raised(_ number: Int32) -> Descriptor? {
    let descriptor = Descriptor(number)
    guard number <= STDERR_FILENO else { return descriptor }
    let copy = fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    return copy < 0 ? nil : Descriptor(copy)
  }

  /// Makes reads and writes return at once.
  borrowing func setNonBlocking() { _ = fcntl(number, F_SETFL, O_NONBLOCK) }

  /// The result of one read or write.
  enum Transfer {
    /// So many bytes; none at a reader's end of file.
    case bytes(Int)
    /// Nothing for now.
    case wouldBlock
    /// It will never work again.
    case broken
  }

  /// What is there, at most `limit` bytes, appended to `bytes`.
  borrowing func read(into bytes: inout [UInt8], limit: Int) -> Transfer {
    var result = 0
    var code: Int32 = 0
    let number = number
    bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      result = unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
      code = errno
      count = max(result, 0)
    }
    return Self.transfer(result, code)
  }

  /// Writes as much of `bytes` as fits.
  borrowing func write(_ bytes: ArraySlice<UInt8>) -> Transfer {
    let number = number
    let result = unsafe bytes.withUnsafeBytes { buffer in
      unsafe Glibc.write(number, buffer.baseAddress, buffer.count)
    }
    return Self.transfer(result, errno)
  }

  private static func transfer(_ result: Int, _ code: Int32) -> Transfer {
    if result >= 0 { return .bytes(result) }
    return code == EAGAIN || code == EINTR ? .wouldBlock : .broken
  }
}

/// Both ends of a pipe.
struct Pipe: ~Copyable {
  let reading: Descriptor
  let writing: Descriptor
}

/// Waits until one of several descriptors is ready.
struct Poll {
  private var entries: [pollfd] = []

  /// Watches `number` for input, or for room; its position, for `isReady`.
  mutating func add(_ number: Int32, for events: Int32) -> Int {
    entries.append(pollfd(fd: number, events: Int16(events), revents: 0))
    return entries.count - 1
  }

  /// Returns once one is ready, or after `duration`; nil waits for ever.
  mutating func wait(_ duration: Duration?) {
    _ = unsafe Glibc.poll(&entries, nfds_t(entries.count), duration.map(Self.milliseconds) ?? -1)
  }

  /// Whether something can be read, written, or was closed at the other end.
  func isReady(_ position: Int?) -> Bool { position.map { entries[$0].revents != 0 } ?? false }

  /// Rounded up, so that a deadline is past when the wait for it ends.
  private static func milliseconds(_ duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    guard duration > .zero else { return 0 }
    guard seconds < 1_000_000 else { return .max }
    return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
