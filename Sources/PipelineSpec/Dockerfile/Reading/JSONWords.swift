/// The JSON form of an instruction's arguments: an array of strings.
enum JSONWords {
  /// What a text is.
  enum Reading: Equatable {
    /// An array of strings.
    case words([[UInt8]])
    /// An array that holds something else.
    case notOnlyStrings
    /// No JSON array: plain words.
    case none
  }

  /// Reads all of `text`.
  static func read(_ text: ArraySlice<UInt8>) -> Reading {
    let text = text.trimmedAtStart
    guard text.first == UInt8(ascii: "[") else { return .none }
    var scanner = JSONScanner(text)
    guard let words = scanner.array() else { return .none }
    return words.isOnlyStrings ? .words(words.strings) : .notOnlyStrings
  }
}

/// Checks JSON as Go's decoder does, without recursion, and keeps the strings of the outer array.
private struct JSONScanner {
  private let text: ArraySlice<UInt8>
  private var position: Int
  private var strings: [[UInt8]] = []
  private var isOnlyStrings = true

  /// Go's decoder goes no deeper.
  private static let maximumDepth = 10_000

  init(_ text: ArraySlice<UInt8>) {
    self.text = text
    position = text.startIndex
  }

  /// The strings of the array that is the whole text; nil if the text is no JSON.
  mutating func array() -> (strings: [[UInt8]], isOnlyStrings: Bool)? {
    var closers: [UInt8] = []
    var mayClose = false
    repeat {
      skipBlanks()
      guard let byte = peek else { return nil }
      if mayClose || closers.isEmpty, let closed = close(byte, &closers) {
        guard closed, finishValue(&closers, &mayClose) else { return nil }
        continue
      }
      if closers.last == UInt8(ascii: "}") {
        guard key() else { return nil }
        skipBlanks()
      }
      switch peek {
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if closers.count == 1 { isOnlyStrings = false }
        closers.append(peek == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}"))
        guard closers.count <= Self.maximumDepth else { return nil }
        position += 1
        mayClose = true
      case _:
        guard scalar(isOuter: closers.count == 1), finishValue(&closers, &mayClose) else {
          return nil
        }
      }
    } while !closers.isEmpty
    skipBlanks()
    return position == text.endIndex ? (strings, isOnlyStrings) : nil
  }

  private mutating func close(_ byte: UInt8, _ closers: inout [UInt8]) -> Bool? {
    guard byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") else { return nil }
    guard closers.popLast() == byte else { return false }
    position += 1
    return true
  }

  /// Behind a value: a comma, or the ends of what holds it.
  private mutating func finishValue(_ closers: inout [UInt8], _ mayClose: inout Bool) -> Bool {
    mayClose = false
    while let closer = closers.last {
      skipBlanks()
      switch peek {
      case UInt8(ascii: ","):
        position += 1
        return true
      case closer:
        position += 1
        closers.removeLast()
      case _: return false
      }
    }
    return true
  }

  private mutating func key() -> Bool {
    guard string() != nil else { return false }
    skipBlanks()
    guard peek == UInt8(ascii: ":") else { return false }
    position += 1
    return true
  }

  private mutating func scalar(isOuter: Bool) -> Bool {
    if peek == UInt8(ascii: "\"") {
      guard let string = string() else { return false }
      if isOuter { strings.append(string) }
      return true
    }
    if isOuter { isOnlyStrings = false }
    for word: StaticString in ["true", "false", "null"] {
      let bytes = Array(word.description.utf8)
      if text[position...].starts(with: bytes) {
        position += bytes.count
        return true
      }
    }
    return number()
  }

  private mutating func number() -> Bool {
    if peek == UInt8(ascii: "-") { position += 1 }
    if peek == UInt8(ascii: "0") { position += 1 } else { guard digits() else { return false } }
    if peek == UInt8(ascii: ".") {
      position += 1
      guard digits() else { return false }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      guard digits() else { return false }
    }
    return true
  }

  private mutating func digits() -> Bool {
    let start = position
    while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
    return position > start
  }

  private mutating func string() -> [UInt8]? {
    guard peek == UInt8(ascii: "\"") else { return nil }
    position += 1
    var result: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return result
      case UInt8(ascii: "\\"): guard escaped(to: &result) else { return nil }
      case 0..<0x20: return nil
      case _: position += Runes.copy(text, at: position, to: &result)
      }
    }
    return nil
  }

  private mutating func escaped(to result: inout [UInt8]) -> Bool {
    position += 1
    guard let byte = peek else { return false }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "u"):
      guard let unit = unit() else { return false }
      append(unit, to: &result)
    case _: return false
    }
    return true
  }

  private mutating func append(_ unit: UInt32, to result: inout [UInt8]) {
    var scalar = unit
    if (0xD800..<0xDC00).contains(unit), text[position...].starts(with: [0x5C, 0x75]) {
      let start = position
      position += 2
      if let low = self.unit(), (0xDC00..<0xE000).contains(low) {
        scalar = 0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      } else {
        position = start
      }
    }
    let character = Unicode.Scalar(scalar) ?? "\u{FFFD}"
    result += UTF8.encode(character).map(Array.init) ?? []
  }

  private mutating func unit() -> UInt32? {
    guard text.endIndex - position >= 4 else { return nil }
    var value: UInt32 = 0
    for byte in text[position..<(position + 4)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    position += 4
    return value
  }

  private var peek: UInt8? { position < text.endIndex ? text[position] : nil }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }
}
