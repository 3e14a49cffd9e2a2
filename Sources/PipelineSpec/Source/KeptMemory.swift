import Synchronization

/// Memory that is given out from front to back and never taken back.
@usableFromInline @unsafe package enum KeptMemory {
  private static let block = Mutex(KeptBlock())

  /// `count` bytes, more than none, for values of this alignment, of which nobody else knows.
  @usableFromInline package static func take(_ count: Int, alignment: Int = 1)
    -> UnsafeMutableRawPointer
  {
    let address = unsafe block.withLock { $0.take(count, alignment: alignment) }
    guard let start = unsafe UnsafeMutableRawPointer(bitPattern: address) else {
      preconditionFailure("no memory was asked for")
    }
    return unsafe start
  }
}

/// The memory that is given out next.
private struct KeptBlock {
  private static let size = 1 << 16

  private var address = 0
  private var end = 0

  mutating func take(_ count: Int, alignment: Int) -> Int {
    let first = (address + alignment - 1) & -alignment
    if first + count <= end {
      address = first + count
      return first
    }
    // What is large lies by itself.
    if count > Self.size / 4 { return Self.allocate(count) }
    address = Self.allocate(Self.size)
    end = address + Self.size
    return take(count, alignment: alignment)
  }

  private static func allocate(_ count: Int) -> Int {
    Int(bitPattern: UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16))
  }
}
