/// Text as BuildKit quotes it in its messages.
enum GoQuote {
  /// `text` in double quotes, what cannot be printed escaped.
  static func quoted(_ text: some Sequence<UInt8>) -> String {
    let bytes = Array(text)[...]
    var result = "\""
    var index = 0
    while index < bytes.count {
      let (scalar, width) = Runes.decode(bytes, at: index)
      if scalar == Runes.replacement, width == 1 {
        result += "\\x" + hexadecimal(UInt32(bytes[index]), digits: 2)
      } else {
        append(scalar, to: &result)
      }
      index += width
    }
    return result + "\""
  }

  private static func append(_ value: UInt32, to result: inout String) {
    switch value {
    case 0x22: result += "\\\""
    case 0x5C: result += "\\\\"
    case 0x07: result += "\\a"
    case 0x08: result += "\\b"
    case 0x09: result += "\\t"
    case 0x0A: result += "\\n"
    case 0x0B: result += "\\v"
    case 0x0C: result += "\\f"
    case 0x0D: result += "\\r"
    case 0..<0x20, 0x7F: result += "\\x" + hexadecimal(value, digits: 2)
    case _:
      if let scalar = Unicode.Scalar(value), isPrinted(scalar) {
        result.unicodeScalars.append(scalar)
      } else if value < 0x1_0000 {
        result += "\\u" + hexadecimal(value, digits: 4)
      } else {
        result += "\\U" + hexadecimal(value, digits: 8)
      }
    }
  }

  private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    case _: return true
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
