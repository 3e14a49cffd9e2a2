import Glibc
import Synchronization

/// The text of a document's scalars, one behind the other.
///
/// It is given back with the document, unless a `Text` in it was handed out: that stays for as long
/// as the process lives, and all of it then.
@safe struct ScalarText: ~Copyable, @unchecked Sendable {
  private var start: UnsafeMutablePointer<UInt8>?
  private var capacity = 0
  /// Bytes in it.
  private(set) var count = 0
  private let isKept = Atomic(false)

  /// None yet, and room for so many bytes: memory that is not written to costs nothing.
  init(capacity: Int) { reserve(capacity) }

  /// The text of one scalar.
  init(_ text: String) {
    let utf8 = text.utf8
    _ = unsafe utf8.span.withUnsafeBufferPointer { unsafe append($0) }
  }

  deinit { if !isKept.load(ordering: .relaxed) { unsafe free(start) } }

  /// Adds the text of a scalar; gives where it lies.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    guard let first = bytes.baseAddress, !bytes.isEmpty else { return 0..<0 }
    if count + bytes.count > capacity { reserve(max(2 * capacity, count + bytes.count)) }
    unsafe start?.advanced(by: count).initialize(from: first, count: bytes.count)
    let place = count..<count + bytes.count
    count = place.upperBound
    return place
  }

  /// Gives back what was not written to.
  mutating func trim() { reserve(count) }

  private mutating func reserve(_ bytes: Int) {
    precondition(!isKept.load(ordering: .relaxed), "texts in it may not move")
    // What is asked for no bytes may give none.
    guard let memory = unsafe realloc(start, max(bytes, 1)) else {
      preconditionFailure("out of memory")
    }
    unsafe start = memory.assumingMemoryBound(to: UInt8.self)
    capacity = bytes
  }
}

extension ScalarText {
  /// What lies at `place`, which stays for as long as the process lives.
  func kept(_ place: Range<Int>) -> Text {
    guard let start = unsafe bytes(place).baseAddress else { return "" }
    isKept.store(true, ordering: .relaxed)
    return unsafe Text(lyingAt: start, count: place.count)
  }

  /// A copy of what lies at `place`.
  func string(_ place: Range<Int>) -> String {
    unsafe String(decoding: bytes(place), as: UTF8.self)
  }

  /// Whether `text` lies at `place`, byte by byte.
  func holds(_ text: String, at place: Range<Int>) -> Bool {
    let utf8 = text.utf8
    let other = utf8.span
    guard place.count == other.count else { return false }
    let bytes = unsafe bytes(place)
    for index in other.indices where unsafe bytes[index] != other[index] { return false }
    return true
  }

  /// Whether these bytes lie at `place`.
  func holds(_ other: UnsafeBufferPointer<UInt8>, at place: Range<Int>) -> Bool {
    guard place.count == other.count else { return false }
    guard let first = other.baseAddress, let start = unsafe bytes(place).baseAddress else {
      return true
    }
    return unsafe memcmp(start, first, other.count) == 0
  }

  /// Whether the same lies at both places, byte by byte.
  func areSame(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard left.count == right.count else { return false }
    if left == right { return true }
    let (left, right) = unsafe (bytes(left), bytes(right))
    // Backwards: names of a series differ at their ends.
    for index in left.indices.reversed() where unsafe left[index] != right[index] {
      return false
    }
    return true
  }

  /// Whether ASCII alone lies at `place`.
  func isASCII(_ place: Range<Int>) -> Bool {
    var bits: UInt8 = 0
    let bytes = unsafe bytes(place)
    for index in bytes.indices { unsafe bits |= bytes[index] }
    return bits < 0x80
  }

  @inline(__always)
  private func bytes(_ place: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    precondition(place.upperBound <= count)
    guard let start = unsafe start, !place.isEmpty else {
      return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeBufferPointer(start: start + place.lowerBound, count: place.count)
  }
}
