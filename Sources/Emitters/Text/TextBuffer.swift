package import PipelineSpec

/// UTF-8 text under construction; what is written is never read back as Characters.
///
/// Whole strings are appended in bulk: a printer's cost is copying, not deciding byte by byte.
package struct TextBuffer: Sendable {
  /// What has been written.
  package private(set) var bytes: [UInt8] = []
  /// Whether shell words that were appended hold printable ASCII alone; their printer says so.
  var isPrintable = true

  /// An empty buffer with room for `capacity` bytes.
  package init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  /// Bytes written.
  package var count: Int { bytes.count }

  /// What has been written, as a String.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends all of `text`.
  package mutating func append(_ text: String) {
    unsafe text.utf8.span.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Appends all of `text`.
  package mutating func append(_ text: Text) { unsafe bytes.append(contentsOf: text.bytes) }

  /// Appends text of our own.
  package mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Appends one byte.
  package mutating func append(byte: UInt8) { bytes.append(byte) }

  /// Appends a stretch of another buffer.
  package mutating func append(_ slice: ArraySlice<UInt8>) { bytes.append(contentsOf: slice) }

  /// Appends `count` blanks.
  package mutating func appendBlanks(_ count: Int) {
    bytes.append(addingCapacity: count) { blanks in
      for _ in 0..<count { blanks.append(UInt8(ascii: " ")) }
    }
  }

  /// Puts one byte before what stands at `index`.
  package mutating func insert(byte: UInt8, at index: Int) { bytes.insert(byte, at: index) }

  /// Takes back all but the first `count` bytes.
  package mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

  /// Takes back all but the first `count` bytes and yields them.
  package mutating func cut(from count: Int) -> ArraySlice<UInt8> {
    let tail = Array(bytes[count...])
    truncate(to: count)
    return tail[...]
  }

  /// Empties the buffer but keeps its room.
  package mutating func clear() { bytes.removeAll(keepingCapacity: true) }
}
