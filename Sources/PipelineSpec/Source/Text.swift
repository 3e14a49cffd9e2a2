import Glibc

/// UTF-8 that stays where it is for as long as the process lives: handing it on neither copies nor
/// counts.
///
/// A spec and its plan are made of many such texts, most of them handed on many times. None is ever
/// given back: a process compiles one spec.
@safe public struct Text: @unchecked Sendable, BitwiseCopyable {
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let length: Int32
  /// What all of its bytes are.
  package let kinds: ByteKinds

  private init(at start: UnsafePointer<UInt8>, count: Int, _ kinds: ByteKinds) {
    unsafe self.start = start
    length = Int32(count)
    self.kinds = kinds
  }

  /// What lies at `start` already, for as long as the process lives.
  init(lyingAt start: UnsafePointer<UInt8>, count: Int) {
    let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
    unsafe self.init(at: start, count: count, ByteKinds(of: Span(_unsafeElements: bytes)))
  }

  /// A text of `count` bytes, all of which `write` writes; gives of what kinds they are.
  @inline(__always)
  private init(count: Int, _ write: (UnsafeMutablePointer<UInt8>) -> ByteKinds) {
    guard count > 0 else {
      self = ""
      return
    }
    let start = unsafe KeptMemory.take(count).assumingMemoryBound(to: UInt8.self)
    let kinds = unsafe write(start)
    unsafe self.init(at: start, count: count, kinds)
  }

  /// The bytes of `text`.
  public init(_ text: String) {
    let utf8 = text.utf8
    unsafe self = utf8.span.withUnsafeBufferPointer { unsafe Text($0) }
  }

  /// A text of these bytes, which are UTF-8.
  package init(utf8 bytes: ArraySlice<UInt8>) {
    unsafe self = bytes.withUnsafeBufferPointer { unsafe Text($0) }
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe self.init(count: bytes.count) { start in
      unsafe start.append(bytes)
      return unsafe ByteKinds(of: Span(_unsafeElements: bytes))
    }
  }

  /// `name`, `=` and `value`, one directly behind the other.
  package init(_ name: Text, setTo value: Text) {
    self.init(joining: [name, "=", value, ""])
  }

  /// `pieces`, one directly behind the other.
  package init(joining pieces: InlineArray<4, Text>) {
    var count = 0
    for index in pieces.indices { count += pieces[index].count }
    unsafe self.init(count: count) { start in
      var (end, kinds) = unsafe (start, UInt8.max)
      for index in pieces.indices {
        let piece = pieces[index]
        unsafe end.append(piece.bytes)
        unsafe end += piece.count
        kinds &= piece.kinds.rawValue
      }
      return ByteKinds(rawValue: kinds)
    }
  }

  /// Bytes in it.
  @inlinable public var count: Int { Int(length) }

  /// Whether it has none.
  @inlinable public var isEmpty: Bool { length == 0 }

  /// The same as a String.
  public var string: String { unsafe String(decoding: bytes, as: UTF8.self) }

  /// Its bytes.
  @inlinable public var utf8: UTF8View { UTF8View(text: self) }

  /// What `body` makes of its bytes.
  @inlinable @inline(__always)
  package func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    unsafe body(Span(_unsafeElements: bytes))
  }

  /// Its bytes where they lie.
  @inlinable @unsafe package var bytes: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: start, count: count)
  }

  /// Whether it begins with the bytes of `prefix`.
  package func hasPrefix(_ prefix: Text) -> Bool {
    unsafe prefix.count <= count && memcmp(start, prefix.start, prefix.count) == 0
  }

  /// What stands behind `prefix`; nil where it does not begin so.
  package func dropping(prefix: StaticString) -> Text? {
    let count = prefix.utf8CodeUnitCount
    // Most texts begin with another byte.
    guard count <= self.count, unsafe count == 0 || start[0] == prefix.utf8Start[0],
      unsafe memcmp(start, prefix.utf8Start, count) == 0
    else { return nil }
    return dropFirst(count)
  }

  /// Whether `text` is `pattern`, in a `switch`.
  package static func ~= (pattern: StaticString, text: Text) -> Bool {
    let count = pattern.utf8CodeUnitCount
    return unsafe count == text.count && memcmp(pattern.utf8Start, text.start, count) == 0
  }

  /// Whether it stands before `other` where texts are looked up: shorter ones first, then by their
  /// bytes.
  package func isBefore(_ other: Text) -> Bool {
    if length != other.length { return length < other.length }
    return unsafe memcmp(start, other.start, count) < 0
  }

  /// Its first `count` bytes.
  package func prefix(_ count: Int) -> Text {
    precondition(count <= self.count)
    return unsafe Text(lyingAt: start, count: count)
  }

  /// What stands behind its first `count` bytes.
  package func dropFirst(_ count: Int) -> Text {
    precondition(count <= self.count)
    return unsafe Text(lyingAt: start + count, count: self.count - count)
  }

  /// The bytes at `place`.
  package func part(_ place: Range<Int>) -> Text {
    precondition(place.lowerBound >= 0 && place.upperBound <= count)
    return unsafe Text(lyingAt: start + place.lowerBound, count: place.count)
  }

  /// Where `byte` stands first, from `position` on.
  package func firstIndex(of byte: UInt8, from position: Int = 0) -> Int? {
    precondition(position >= 0 && position <= count)
    let from = unsafe start + position
    guard let found = unsafe memchr(from, CInt(byte), count - position) else { return nil }
    return unsafe position + (UnsafeRawPointer(found) - UnsafeRawPointer(from))
  }

  /// `left` directly followed by `right`.
  public static func + (left: Text, right: Text) -> Text {
    if left.isEmpty { return right }
    if right.isEmpty { return left }
    return unsafe Text(count: left.count + right.count) { start in
      unsafe start.append(left.bytes)
      unsafe (start + left.count).append(right.bytes)
      return left.kinds.intersection(right.kinds)
    }
  }
}

extension UnsafeMutablePointer<UInt8> {
  @inline(__always)
  fileprivate func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    if let source = bytes.baseAddress { unsafe initialize(from: source, count: bytes.count) }
  }
}

extension Text: Hashable {
  /// Whether both have the same bytes.
  public static func == (left: Text, right: Text) -> Bool {
    guard left.length == right.length else { return false }
    return unsafe left.start == right.start || memcmp(left.start, right.start, left.count) == 0
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    hasher.combine(length)
  }
}

extension Text: CustomStringConvertible {
  /// The text itself.
  public var description: String { string }
}

extension Text: ExpressibleByStringLiteral {
  /// A text of our own, which lies in the program itself.
  public init(stringLiteral text: StaticString) {
    unsafe self.init(lyingAt: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}

extension Text {
  /// The bytes of a text.
  public struct UTF8View: RandomAccessCollection, Sendable {
    @usableFromInline let text: Text

    @inlinable init(text: Text) { self.text = text }

    /// Always 0.
    @inlinable public var startIndex: Int { 0 }
    /// As many as there are.
    @inlinable public var endIndex: Int { text.count }

    /// The byte at `position`, from 0.
    @inlinable public subscript(position: Int) -> UInt8 {
      precondition(position >= 0 && position < text.count)
      return unsafe text.start[position]
    }
  }
}
