/// RFC 4648, as far as a redactor needs it.
enum Base64 {
  private static let standard = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")

  /// The text of `bytes`, padded.
  static func text(of bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
      for position in 0..<4 {
        let digit = standard[Int(bits >> (18 - 6 * UInt32(position)) & 0x3F)]
        text.append(position > group.count ? padding : digit)
      }
    }
    return text
  }

  /// The characters that `bytes` always gives in a longer text: one for each of the three places
  /// at which they can begin in it.
  static func cores(of bytes: [UInt8]) -> [[UInt8]] {
    (0..<3).map { shift in
      let shifted = Array(repeating: 0, count: shift) + bytes
      let text = text(of: shifted)
      let whole = shifted.count * 8 / 6
      return Array(text[[0, 2, 3][shift]..<max(whole, [0, 2, 3][shift])])
    }
  }

  /// `text` in the alphabet for URLs and file names.
  static func forURLs(_ text: [UInt8]) -> [UInt8] {
    text.map { byte in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      default: byte
      }
    }
  }
}
