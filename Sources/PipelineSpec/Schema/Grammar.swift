/// What text of one kind may look like, checked byte by byte.
///
/// Never over Characters: "é" in two spellings is one Character, and classes such as `\w` hold far
/// more than ASCII.
package final class Grammar: Sendable {
  /// Why a text is refused.
  package struct Fault: Sendable {
    package let reason: String
    var help: String?
  }

  /// With its article, as in "'a b' is not an image tag".
  package let name: String
  /// An ECMA 262 regular expression for the same language, or for a superset of it.
  package let pattern: String
  /// What is allowed, in words.
  package let help: String
  let first: ByteSet
  let rest: ByteSet
  let maximum: Int
  let further: (@Sendable (Text) -> Fault?)?

  init(
    _ name: String, pattern: String, help: String, first: ByteSet, rest: ByteSet,
    maximum: Int, further: (@Sendable (Text) -> Fault?)? = nil
  ) {
    self.name = name
    self.pattern = pattern
    self.help = help
    self.first = first
    self.rest = rest
    self.maximum = maximum
    self.further = further
  }

  /// Why `text` is not of this grammar; nil where it is.
  package func fault(in text: String) -> Fault? {
    let utf8 = text.utf8
    return fault(in: utf8.span) ?? further?(Text(text))
  }

  /// Why `text` is not of this grammar; nil where it is.
  package func fault(in text: Text) -> Fault? {
    text.withSpan(fault) ?? further?(text)
  }

  /// Why it is not, further rules aside.
  private func fault(in bytes: Span<UInt8>) -> Fault? {
    if bytes.isEmpty { return Fault(reason: "it is empty") }
    guard bytes.count <= maximum else {
      return Fault(reason: "it has \(bytes.count) bytes, \(maximum) are allowed")
    }
    let head = bytes[0]
    if !first.contains(head), rest.contains(head) {
      return Fault(reason: "it may not begin with '\(Unicode.Scalar(head))'")
    }
    return faultOfCharacters(in: bytes)
  }

  /// Why no text that holds `piece` can be of this grammar; nil where one can.
  ///
  /// For a piece of an interpolated text, of which the rest is known only later.
  package func faultOfCharacters(in piece: Text) -> Fault? {
    piece.withSpan(faultOfCharacters)
  }

  private func faultOfCharacters(in bytes: Span<UInt8>) -> Fault? {
    guard !rest.holdsAll(of: bytes) else { return nil }
    let piece = bytes.indices.map { bytes[$0] }
    let scalar = String(decoding: piece, as: UTF8.self).unicodeScalars.first {
      !($0.isASCII && rest.contains(UInt8($0.value)))
    }
    return Fault(reason: "'\(scalar.map { String($0) } ?? "")' is not allowed in it")
  }
}

extension String {
  /// Whether it holds `byte`.
  func holds(_ byte: UInt8) -> Bool {
    let utf8 = utf8
    let bytes = utf8.span
    for index in bytes.indices where bytes[index] == byte { return true }
    return false
  }
}

/// A set of ASCII characters.
struct ByteSet: Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(
    _ characters: StaticString, letters: Bool = false, lowercase: Bool = false, digits: Bool = false
  ) {
    insert(characters)
    if letters { for byte in UInt8(0x41)...0x5A { insert(byte) } }
    if letters || lowercase { for byte in UInt8(0x61)...0x7A { insert(byte) } }
    if digits { for byte in UInt8(0x30)...0x39 { insert(byte) } }
  }

  /// Printable ASCII and the blank, without the `excluded` ones.
  init(printableExcept excluded: StaticString) {
    let others = ByteSet(excluded)
    for byte in UInt8(0x20)...0x7E where !others.contains(byte) { insert(byte) }
  }

  private mutating func insert(_ characters: StaticString) {
    for byte in characters.description.utf8 { insert(byte) }
  }

  private mutating func insert(_ byte: UInt8) {
    if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    guard byte < 128 else { return false }
    return (byte < 64 ? low : high) &>> UInt64(byte) & 1 == 1
  }

  /// Whether `text` holds nothing else.
  func holdsAll(of bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where !contains(bytes[index]) { return false }
    return true
  }
}
