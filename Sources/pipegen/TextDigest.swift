/// A digest of generated text, in the manner of FNV-1a over eight bytes at a time.
///
/// It tells an edit by hand from text that is only old; it keeps nobody from forging one. Each step
/// can be undone, so that texts which differ within one such group of bytes never share a digest.
struct TextDigest {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The digest of `bytes`, as 16 hexadecimal digits.
  static func of(_ bytes: Span<UInt8>) -> String {
    var digest = TextDigest()
    digest.add(bytes)
    let digits = String(digest.state, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  private mutating func add(_ bytes: Span<UInt8>) {
    let end = bytes.count & ~7
    unsafe bytes.withUnsafeBytes { text in
      var offset = 0
      while offset < end {
        let group = unsafe text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        add(UInt64(littleEndian: group))
        offset &+= 8
      }
    }
    add((end..<bytes.count).reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) })
    add(UInt64(bytes.count))
  }

  /// Folds the high half onto the low one, as a product carries upwards alone.
  private mutating func add(_ group: UInt64) {
    state = (state ^ group) &* 0x0000_0100_0000_01B3
    state ^= state >> 32
  }
}
