/// Text that has been written and stays as it is: it is handed on without a copy.
package final class WrittenText: Sendable, RandomAccessCollection {
  private let buffer: TextBuffer

  /// What `buffer` holds.
  init(_ buffer: consuming TextBuffer) { self.buffer = buffer }

  package var startIndex: Int { 0 }

  package var endIndex: Int { buffer.count }

  package subscript(index: Int) -> UInt8 { buffer[index] }

  /// Gives `body` all bytes.
  package func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    unsafe buffer.withBytes { unsafe body($0.span) }
  }

  package func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result? { unsafe try buffer.withBytes(body) }
}
