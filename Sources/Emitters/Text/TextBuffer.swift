package import PipelineSpec

/// UTF-8 text under construction; what is written is never read back as Characters.
///
/// It writes into memory of its own: text is one question for room and one copy.
@safe package struct TextBuffer: ~Copyable, @unchecked Sendable {
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Bytes written.
  package private(set) var count = 0
  /// How often something was taken back: where it was not, what was written still stands there.
  private(set) var cuts = 0
  /// Whether shell words that were appended hold printable ASCII alone; their printer says so.
  var isPrintable = true

  /// An empty buffer with room for `capacity` bytes.
  package init(capacity: Int = 0) {
    self.capacity = max(capacity, 64)
    unsafe memory = .allocate(capacity: self.capacity)
  }

  deinit { unsafe memory.deallocate() }

  /// Where `size` more bytes are written; they count as written.
  @inline(__always)
  private mutating func take(_ size: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity &- count < size { grow(by: size) }
    defer { count &+= size }
    return unsafe memory + count
  }

  @inline(never)
  private mutating func grow(by size: Int) {
    capacity = 2 * (count + size)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    unsafe larger.update(from: memory, count: count)
    unsafe memory.deallocate()
    unsafe memory = larger
  }
}

// MARK: - Writing

extension TextBuffer {
  /// Appends all of `text`.
  package mutating func append(_ text: String) {
    unsafe text.utf8.span.withUnsafeBufferPointer { unsafe append($0) }
  }

  /// Appends all of `text`.
  @inline(__always)
  package mutating func append(_ text: Text) { unsafe append(text.bytes) }

  /// Appends all of `text`.
  @inline(__always)
  mutating func append(_ text: Span<UInt8>) {
    unsafe text.withUnsafeBufferPointer { unsafe append($0) }
  }

  /// Appends text of our own.
  @inline(__always)
  package mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { unsafe append($0) }
  }

  /// Appends lines of our own, each behind so many blanks but for empty ones.
  mutating func append(lines text: StaticString, indent: Int) {
    text.withUTF8Buffer { text in
      let lineFeed = UInt8(ascii: "\n")
      let bytes = unsafe text.span
      var start = 0
      for end in 0...bytes.count where end == bytes.count || bytes[end] == lineFeed {
        if end > start { appendBlanks(indent) }
        append(bytes.extracting(start..<end))
        append(byte: lineFeed)
        start = end + 1
      }
    }
  }

  @inline(__always)
  private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    guard let start = text.baseAddress else { return }
    unsafe take(text.count).initialize(from: start, count: text.count)
  }

  /// Appends one byte.
  package mutating func append(byte: UInt8) { unsafe take(1).pointee = byte }

  /// Appends the digits of `number`.
  package mutating func append(_ number: Int) {
    guard number >= 0 else { return append(String(number)) }
    if number > 9 { append(number / 10) }
    append(byte: UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// Appends a stretch of bytes.
  package mutating func append(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
  }

  /// Appends what stands at `range` once more.
  mutating func append(copyOf range: Range<Int>) {
    precondition(0 <= range.lowerBound && range.upperBound <= count)
    let place = unsafe take(range.count)
    unsafe place.initialize(from: memory + range.lowerBound, count: range.count)
  }

  /// Appends `count` blanks.
  package mutating func appendBlanks(_ count: Int) {
    precondition(count >= 0)
    unsafe take(count).update(repeating: UInt8(ascii: " "), count: count)
  }

  /// Appends a backslash that ends a line, and `count` blanks.
  mutating func appendLineBreak(_ count: Int) {
    precondition(count >= 0)
    let place = unsafe take(3 + count)
    unsafe place[0] = UInt8(ascii: " ")
    unsafe place[1] = UInt8(ascii: "\\")
    unsafe place[2] = UInt8(ascii: "\n")
    unsafe (place + 3).update(repeating: UInt8(ascii: " "), count: count)
  }

  /// Takes back all but the first `count` bytes.
  package mutating func truncate(to count: Int) {
    precondition(0 <= count && count <= self.count)
    self.count = count
    cuts += 1
  }

  /// Takes back all but the first `count` bytes and yields them.
  package mutating func cut(from count: Int) -> ArraySlice<UInt8> {
    let tail = bytes(from: count)
    truncate(to: count)
    return tail[...]
  }
}

// MARK: - Reading

extension TextBuffer {
  /// What has been written, as a String.
  package var text: String {
    unsafe String(decoding: UnsafeBufferPointer(start: memory, count: count), as: UTF8.self)
  }

  /// A copy of what has been written from `start` on.
  func bytes(from start: Int) -> [UInt8] {
    precondition(0 <= start && start <= count)
    return unsafe Array(UnsafeBufferPointer(start: memory + start, count: count - start))
  }

  /// Gives `body` what has been written.
  func withBytes<Result, Fault>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    unsafe try body(UnsafeBufferPointer(start: memory, count: count))
  }

  /// The byte at `index`.
  subscript(index: Int) -> UInt8 {
    precondition(0 <= index && index < count)
    return unsafe memory[index]
  }

  /// Whether `text` stands from `start` on, whatever stands behind it.
  func has(_ text: StaticString, at start: Int) -> Bool {
    precondition(0 <= start && start <= count)
    return text.withUTF8Buffer { text in
      guard text.count <= count - start else { return false }
      for index in text.indices where unsafe memory[start + index] != text[index] { return false }
      return true
    }
  }

  /// What `body` says of what stands from `start` on.
  func span<Result>(from start: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    precondition(0 <= start && start <= count)
    return unsafe body(Span(_unsafeStart: memory + start, count: count - start))
  }

  /// Whether all bytes from `start` on are members of a class.
  @inline(__always)
  func areAll(_ isMember: (UInt8) -> UInt8, from start: Int) -> Bool {
    precondition(0 <= start && start <= count)
    var all: UInt8 = 1
    for index in start..<count { all &= isMember(unsafe memory[index]) }
    return all == 1
  }
}
