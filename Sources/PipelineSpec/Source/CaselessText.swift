/// Text for a search without regard to the case of ASCII letters.
package struct CaselessText: Sendable {
  /// Byte by byte: what is no UTF-8 is no reason to find nothing, and an accent hides no character.
  private let bytes: [UInt8]

  package init(_ text: some Sequence<UInt8>) { bytes = text.map(Self.folded) }

  /// The same of a String: other modules would ask at run time what its bytes are.
  package init(_ text: String.UTF8View) { bytes = text.map(Self.folded) }

  /// Whether `parts` stand in it in this order, anything between them.
  package func holds(_ parts: [String]) -> Bool {
    var rest = bytes[...]
    for part in parts {
      let part = part.utf8.map(Self.folded)
      guard let start = rest.indices.first(where: { rest[$0...].starts(with: part) }) else {
        return false
      }
      rest = rest[(start + part.count)...]
    }
    return true
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
