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
    var kinds: ByteKinds = [.staysInSingleQuotes]
    if (0x20...0x7E).contains(byte) { kinds.formUnion([.printable, .quietInShellQuotes]) }
    switch Unicode.Scalar(byte) {
    case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "/", ":", "=", "@", "%", "+", ",", "-":
      kinds.insert(.bare)
    case "$", "#", "~": kinds.subtract([.quietInShellQuotes, .staysInSingleQuotes])
    case "\"", "\\", "`", "!": kinds.remove(.quietInShellQuotes)
    case "'": kinds.remove(.staysInSingleQuotes)
    case _: break
    }
    self = kinds
  }
}
