/// Bytes as BuildKit's language sees them: UTF-8, in which every bad byte is one U+FFFD.
enum Runes {
  /// What stands for bytes that are no UTF-8.
  static let replacement: UInt32 = 0xFFFD

  /// The scalar that begins at `index`, and how many bytes it has.
  @inline(__always)
  static func decode(_ bytes: ArraySlice<UInt8>, at index: Int) -> (scalar: UInt32, width: Int) {
    let first = bytes[index]
    return first < 0x80 ? (UInt32(first), 1) : decodeLong(bytes, at: index)
  }

  private static func decodeLong(
    _ bytes: ArraySlice<UInt8>, at index: Int
  ) -> (scalar: UInt32, width: Int) {
    let first = UInt32(bytes[index])
    let (length, smallest): (Int, UInt32) =
      switch first {
      case 0xC2...0xDF: (2, 0x80)
      case 0xE0...0xEF: (3, 0x800)
      case 0xF0...0xF4: (4, 0x1_0000)
      case _: (1, 0)
      }
    guard length > 1, index + length <= bytes.endIndex else { return (replacement, 1) }
    var scalar = first & (0x7F >> UInt32(length))
    for byte in bytes[(index + 1)..<(index + length)] {
      guard byte.isUTF8Continuation else { return (replacement, 1) }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    let isSurrogate = (0xD800...0xDFFF).contains(scalar)
    guard scalar >= smallest, scalar <= 0x10_FFFF, !isSurrogate else { return (replacement, 1) }
    return (scalar, length)
  }

  /// Appends the character at `index`, repaired where it is none; how many bytes it has.
  @inline(__always)
  static func copy(
    _ bytes: ArraySlice<UInt8>, at index: Int, to result: inout [UInt8]
  ) -> Int {
    let (scalar, width) = decode(bytes, at: index)
    if scalar == replacement {
      result += [0xEF, 0xBF, 0xBD]
    } else {
      result += bytes[index..<(index + width)]
    }
    return width
  }

  /// Appends a scalar below U+0800 as UTF-8.
  static func append(latin byte: UInt8, to result: inout [UInt8]) {
    if byte < 0x80 {
      result.append(byte)
    } else {
      result += [0xC0 | byte >> 6, 0x80 | byte & 0x3F]
    }
  }

  /// White space of Unicode.
  static func isSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000:
      true
    case _: false
    }
  }

  /// Whether a variable's name may hold it.
  static func isNamePart(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: return true
    case 0..<0x80: return false
    case _: break
    }
    switch Unicode.Scalar(scalar)?.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber:
      return true
    case _: return false
    }
  }

  /// Whether it is a decimal digit, of whatever script.
  static func isDigit(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return (0x30...0x39).contains(scalar) }
    return Unicode.Scalar(scalar)?.properties.generalCategory == .decimalNumber
  }
}

extension ArraySlice<UInt8> {
  /// Without white space at its start.
  var trimmedAtStart: ArraySlice<UInt8> {
    var start = startIndex
    while start < endIndex {
      let (scalar, width) = Runes.decode(self, at: start)
      guard Runes.isSpace(scalar) else { break }
      start += width
    }
    return self[start...]
  }

  /// Without white space at either end.
  var trimmed: ArraySlice<UInt8> {
    let text = trimmedAtStart
    var end = text.endIndex
    while end > text.startIndex {
      var start = end - 1
      while start > text.startIndex, end - start < 4, self[start].isUTF8Continuation { start -= 1 }
      let (scalar, width) = Runes.decode(text[..<end], at: start)
      guard Runes.isSpace(scalar), start + width == end else { break }
      end = start
    }
    return text[..<end]
  }

  /// Whether `other` stands in it.
  func contains(_ first: UInt8, _ second: UInt8) -> Bool {
    var last: UInt8 = 0
    for byte in self {
      if byte == second, last == first { return true }
      last = byte
    }
    return false
  }
}

extension Sequence<UInt8> {
  /// In small letters, character by character.
  var lowercased: [UInt8] {
    var result: [UInt8] = []
    var isASCII = true
    for byte in self {
      isASCII = isASCII && byte < 0x80
      result.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    }
    guard !isASCII else { return result }
    var lowered: [UInt8] = []
    for scalar in result.text.unicodeScalars {
      // The first scalar of the mapping is what a mapping of single scalars gives.
      let small = scalar.isASCII ? scalar : scalar.properties.lowercaseMapping.unicodeScalars.first
      lowered += UTF8.encode(small ?? scalar).map(Array.init) ?? []
    }
    return lowered
  }

  /// Whether each byte is a character of its own.
  var isASCII: Bool { allSatisfy { $0 < 0x80 } }

  /// As text; each byte that is no UTF-8 becomes a U+FFFD.
  var text: String {
    let bytes = Array(self)
    if bytes.isASCII { return String(decoding: bytes, as: UTF8.self) }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var repaired: [UInt8] = []
    var index = 0
    while index < bytes.count { index += Runes.copy(bytes[...], at: index, to: &repaired) }
    return String(decoding: repaired, as: UTF8.self)
  }
}
