/// A name as a part of a tag.
public enum Slug {
  /// Bytes of a name that are kept.
  public static let limit = 100

  /// `name` with `-` for each byte that no tag may hold, cut to `limit` bytes; what differs from
  /// `name` ends in `-` and eight digits of its SHA-256, so that no two names become one. `digest`
  /// gives SHA-256 as hexadecimal digits.
  public static func of(_ name: [UInt8], digest: ([UInt8]) -> String) -> String {
    var slug = name.prefix(limit).map { isKept($0) ? $0 : UInt8(ascii: "-") }
    if let first = slug.first, first == UInt8(ascii: "-") || first == UInt8(ascii: ".") {
      slug[0] = UInt8(ascii: "_")
    }
    let text = String(decoding: slug, as: UTF8.self)
    return slug == name ? text : "\(text)-\(digest(name).prefix(8))"
  }

  private static func isKept(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "-"):
      true
    case _: false
    }
  }
}
