/// Text as BuildKit quotes it in its messages.
enum GoQuote {
  /// `text` in double quotes, what cannot be printed escaped.
  static func quoted(_ text: some Sequence<UInt8>) -> String {
    var result = "\""
    for scalar in text.text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
