/// What a program said, for a search without regard to case.
struct MessageText {
  /// Byte by byte: what is no UTF-8 is no reason to find nothing.
  private let bytes: [UInt8]

  init(_ text: some Sequence<UInt8>) {
    bytes = text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  /// Whether `parts`, all in small letters, stand in it in this order.
  func holds(_ parts: [String]) -> Bool {
    var rest = bytes[...]
    for part in parts {
      let part = Array(part.utf8)
      guard let start = rest.indices.first(where: { rest[$0...].starts(with: part) }) else {
        return false
      }
      rest = rest[(start + part.count)...]
    }
    return true
  }
}
