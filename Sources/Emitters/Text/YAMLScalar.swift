/// Scalars that every YAML reader, 1.1 or 1.2, takes for the same text.
extension TextBuffer {
  /// Appends `text` in double quotes, in ASCII, on one line.
  ///
  /// The only style that can hold any text: `no`, `0755`, U+2028 and a BOM stay what they are.
  package mutating func appendDoubleQuoted(_ text: String) {
    append(byte: UInt8(ascii: "\""))
    let start = count
    append(text)
    if !areAll(ByteClass.quietInYAMLQuotes, from: start) {
      truncate(to: start)
      for scalar in text.unicodeScalars { appendEscaped(scalar) }
    }
    append(byte: UInt8(ascii: "\""))
  }

  private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": append("\\\"")
    case "\\": append("\\\\")
    case "\n": append("\\n")
    case "\t": append("\\t")
    case "\r": append("\\r")
    case " "..."~": append(byte: UInt8(truncatingIfNeeded: scalar.value))
    case _ where scalar.value <= 0xFF: appendHex(scalar.value, prefix: "\\x", digits: 2)
    case _ where scalar.value <= 0xFFFF: appendHex(scalar.value, prefix: "\\u", digits: 4)
    case _: appendHex(scalar.value, prefix: "\\U", digits: 8)
    }
  }

  private mutating func appendHex(_ value: UInt32, prefix: String, digits: Int) {
    append(prefix)
    let text = String(value, radix: 16, uppercase: true)
    for _ in text.utf8.count..<digits { append(byte: UInt8(ascii: "0")) }
    append(text)
  }

  /// Whether a script that was printed from `start` on, `indent` blanks to the right, is the body
  /// of a literal block as it stands; see `appendLiteralBlock`.
  ///
  /// A printer ends no line with a blank but inside a word with a line feed, which is not printable.
  func isLiteralBlock(from start: Int, indent: Int) -> Bool {
    let lineFeed = UInt8(ascii: "\n")
    guard isPrintable, count > start + indent + 1, self[start] != lineFeed,
      self[start + indent] != UInt8(ascii: " ")
    else { return false }
    return self[count - 1] == lineFeed && self[count - 2] != lineFeed
  }

  /// Appends `|` and the lines of `text`, `indent` blanks to the right; what it yields is whether
  /// a literal block could hold them. Where it could not, nothing is appended.
  ///
  /// It can where all is printable ASCII, the first line begins with neither blank nor line feed,
  /// no line ends with a blank, and one line feed ends the last.
  ///
  /// A block that `isStripped` stands for the text without that line feed.
  mutating func appendLiteralBlock(
    _ text: [UInt8], indent: Int, isStripped: Bool = false
  ) -> Bool {
    let blank = UInt8(ascii: " ")
    let lineFeed = UInt8(ascii: "\n")
    guard let first = text.first, first != blank, first != lineFeed, text.last == lineFeed,
      text.dropLast().last != lineFeed
    else { return false }
    let start = count
    append(isStripped ? "|-\n" : "|\n")
    var line = 0
    for index in text.indices where !(0x20...0x7E).contains(text[index]) {
      guard text[index] == lineFeed, index == 0 || text[index - 1] != blank else {
        truncate(to: start)
        return false
      }
      if index > line { appendBlanks(indent) }
      append(text[line...index])
      line = index + 1
    }
    return true
  }
}
