/// A JSON value; the members of an object keep their order.
package indirect enum JSON: Sendable {
  case string(String)
  case number(Int)
  /// Thousandths, such as 1500 for 1.5.
  case thousandths(Int64)
  case boolean(Bool)
  case null
  case array([JSON])
  case object([(key: String, value: JSON)])

  /// Indented by two spaces, with a line feed at the end.
  package var text: String {
    var text = ""
    write(into: &text, indent: 0)
    return text + "\n"
  }

  /// On one line, with a line feed at the end.
  package var line: String {
    var text = ""
    writeLine(into: &text)
    return text + "\n"
  }

  private func writeLine(into text: inout String) {
    switch self {
    case .string, .number, .thousandths, .boolean, .null: write(into: &text, indent: 0)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        element.writeLine(into: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += ", " }
        Self.quote(member.key, into: &text)
        text += ": "
        member.value.writeLine(into: &text)
      }
      text += "}"
    }
  }

  private func write(into text: inout String, indent: Int) {
    switch self {
    case .string(let value): Self.quote(value, into: &text)
    case .number(let value): text += String(value)
    case .thousandths(let value): Self.write(thousandths: value, into: &text)
    case .boolean(let value): text += value ? "true" : "false"
    case .null: text += "null"
    case .array(let elements):
      Self.write(elements, between: ("[", "]"), into: &text, indent: indent) { element, text in
        element.write(into: &text, indent: indent + 1)
      }
    case .object(let members):
      Self.write(members, between: ("{", "}"), into: &text, indent: indent) { member, text in
        Self.quote(member.key, into: &text)
        text += ": "
        member.value.write(into: &text, indent: indent + 1)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], between brackets: (open: String, close: String),
    into text: inout String, indent: Int, each: (Element, inout String) -> Void
  ) {
    text += brackets.open
    for (index, element) in elements.enumerated() {
      text += index == 0 ? "\n" : ",\n"
      text += String(repeating: "  ", count: indent + 1)
      each(element, &text)
    }
    if !elements.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += brackets.close
  }

  private static func write(thousandths value: Int64, into text: inout String) {
    let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 1000)
    let digits = String(rest)
    text += value < 0 ? "-" : ""
    text += "\(whole).\(String(repeating: "0", count: 3 - digits.utf8.count))\(digits)"
  }

  private static func quote(_ value: String, into text: inout String) {
    text += "\""
    defer { text += "\"" }
    guard !value.utf8.allSatisfy(isPlain) else { return text += value }
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      case _: text.unicodeScalars.append(scalar)
      }
    }
  }

  /// Whether a byte stands for itself between the quotes.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }
}
