/// Kinds of ASCII characters, as tests that give 1 for a member and 0 for any other byte.
///
/// They do not branch, so that the compiler applies them to 16 bytes at once.
enum ByteClass {
  /// From the blank to `~`.
  @inline(__always)
  static func printable(_ byte: UInt8) -> UInt8 { one(byte &- 0x20 < 0x5F) }

  /// Stands for itself between double quotes of YAML.
  @inline(__always)
  static func quietInYAMLQuotes(_ byte: UInt8) -> UInt8 {
    printable(byte) & one(byte != UInt8(ascii: "\"")) & one(byte != UInt8(ascii: "\\"))
  }

  /// Is with the byte before it neither `: ` nor ` #`, which end a plain scalar of YAML.
  @inline(__always)
  static func staysPlain(_ byte: UInt8, behind before: UInt8) -> UInt8 {
    let blank = UInt8(ascii: " ")
    return (one(before != UInt8(ascii: ":")) | one(byte != blank))
      & (one(before != blank) | one(byte != UInt8(ascii: "#")))
  }

  /// Printable, and no part of a live sequence.
  @inline(__always)
  static func tame(_ byte: UInt8) -> UInt8 {
    printable(byte) & one(byte != UInt8(ascii: "$")) & one(byte != UInt8(ascii: "#"))
  }

  @inline(__always)
  private static func one(_ condition: Bool) -> UInt8 { condition ? 1 : 0 }
}
