/// Names of letters, digits and `_` alone, none of which is used twice.
struct Identifiers {
  private var taken: Set<String>

  /// Names beside those of `taken`, which are small letters.
  init(beside taken: Set<String> = []) { self.taken = taken }

  /// A name like `text` that nothing else has, not even by other letters' case.
  mutating func take(_ text: String) -> String {
    let base = Self.id(text)
    var name = base
    var number = 1
    while !taken.insert(name.lowercased()).inserted {
      number += 1
      name = "\(base)_\(number)"
    }
    return name
  }

  /// `text` with `_` for what no name may hold.
  static func id(_ text: String) -> String {
    let line = UInt8(ascii: "_")
    let utf8 = text.utf8
    let all = utf8.span
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(all.count, 80))
    for index in 0..<min(all.count, 80) {
      let byte = all[index]
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        bytes.append(byte)
      case _: if bytes.last ?? line != line { bytes.append(line) }
      }
    }
    if bytes.last == line { bytes.removeLast() }
    guard let first = bytes.first else { return "image" }
    let id = String(decoding: bytes, as: UTF8.self)
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) ? "image_" + id : id
  }
}
