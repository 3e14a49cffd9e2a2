/// Cuts a stream of bytes into whole lines.
///
/// What it gives always ends with a line feed. A line that is longer than `limit` comes in pieces,
/// each as a line, so that memory stays bounded and no other step's line can come between.
struct LineAssembler {
  private var pending: [UInt8] = []
  private let limit: Int
  private static let lineFeed = UInt8(ascii: "\n")

  init(limit: Int = 64 * 1024) { self.limit = limit }

  /// The lines that `bytes` complete; empty where none is.
  mutating func append(_ bytes: [UInt8]) -> [UInt8] {
    guard let last = bytes.lastIndex(of: Self.lineFeed) else {
      pending += bytes
      return pending.count < limit ? [] : finish()
    }
    if pending.isEmpty, last == bytes.count - 1 { return bytes }
    let lines = pending + bytes[...last]
    pending = Array(bytes[(last + 1)...])
    return lines
  }

  /// The last line, which has no line feed of its own; empty where there is none.
  mutating func finish() -> [UInt8] {
    guard !pending.isEmpty else { return [] }
    defer { pending = [] }
    return pending + [Self.lineFeed]
  }
}
