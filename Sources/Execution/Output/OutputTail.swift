/// The last bytes of a stream.
struct OutputTail {
  private var kept: [UInt8] = []
  private let limit: Int
  private var total = 0

  init(limit: Int) { self.limit = limit }

  mutating func append(_ new: [UInt8]) {
    total += new.count
    if new.count >= limit {
      kept = Array(new.suffix(limit))
      return
    }
    // Moving what is kept for every few new bytes would be quadratic.
    if kept.count + new.count > 2 * limit { kept = Array(kept.suffix(limit)) }
    kept += new
  }

  /// At most `limit` of them.
  var bytes: ArraySlice<UInt8> { kept.suffix(limit) }

  /// At most `count` last lines, without a first one that is cut; what is no UTF-8 is repaired.
  func lines(_ count: Int) -> [String] {
    let isCut = total > limit
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    return lines.dropFirst(isCut && lines.count > 1 ? 1 : 0).suffix(count)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
