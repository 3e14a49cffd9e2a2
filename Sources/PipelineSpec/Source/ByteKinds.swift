/// Kinds of bytes that a text keeps to: each is a set, to which all of the text's bytes belong.
package struct ByteKinds: OptionSet, BitwiseCopyable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// From the blank to `~`.
  package static let printable = ByteKinds(rawValue: 1)
  /// Means nothing to any shell, wherever it stands in an argument: letters, digits, `_./:=@%+,-`.
  package static let bare = ByteKinds(rawValue: 2)
  /// Stands for itself between double quotes of a shell. `#` does, but two could meet.
  package static let quietInShellQuotes = ByteKinds(rawValue: 4)
  /// May stand between single quotes of a shell, whatever stands beside it.
  package static let staysInSingleQuotes = ByteKinds(rawValue: 8)

  /// Those to which all of `bytes` belong: all kinds, where there is none.
  package init(of bytes: Span<UInt8>) {
    var kinds: UInt8 = 0xFF
    for index in bytes.indices { kinds &= Self.ofBytes[Int(bytes[index])] }
    rawValue = kinds
  }

  private static let ofBytes = InlineArray<256, UInt8> { ByteKinds(of: UInt8($0)).rawValue }

  /// Those to which `byte` belongs.
  package init(of byte: UInt8) {
    var kinds: ByteKinds = []
    if (0x20...0x7E).contains(byte) { kinds.insert(.printable) }
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      kinds.insert(.bare)
    case _: if "_./:=@%+,-".utf8.contains(byte) { kinds.insert(.bare) }
    }
    if kinds.contains(.printable), !"\"\\$`!#~".utf8.contains(byte) {
      kinds.insert(.quietInShellQuotes)
    }
    if !"'$#~".utf8.contains(byte) { kinds.insert(.staysInSingleQuotes) }
    self = kinds
  }
}
