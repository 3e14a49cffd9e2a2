/// `\u` or `\U` with a number that is no character: JSON writes characters as two such halves.
struct YAMLNumberEscape {
  let message: String
  let help: String
  let start: SourcePosition
  /// Characters, from the backslash on.
  let length: Int

  /// The escape in `line`, which is split before its digits.
  init(_ line: FaultyLine) {
    let digits = line.before.last == "U" ? 8 : 4
    let number = Self.number(line.after.prefix(digits)) ?? 0
    start = line.column(max(1, line.before.count - 1))
    guard number <= 0x10FFFF else {
      message = "there is no character of this number: the last is U+10FFFF"
      help = "write the character itself"
      length = 2 + digits
      return
    }
    guard let low = Self.lowHalf(line.after.dropFirst(digits)), number < 0xDC00 else {
      message = "this is half of a surrogate pair, not a character"
      help = "write the character itself"
      length = 2 + digits
      return
    }
    message = "YAML does not join two '\\u' to one character, as JSON does"
    let whole = String(0x10000 + (number - 0xD800) << 10 + (low - 0xDC00), radix: 16).uppercased()
    let zeros = String(repeating: "0", count: max(0, 8 - whole.utf8.count))
    help = "write the character itself, or \\U\(zeros)\(whole)"
    length = 2 + digits + 6
  }

  /// The number of the escape that `text` begins with, if it is a second half.
  private static func lowHalf(_ text: ArraySlice<Unicode.Scalar>) -> UInt32? {
    guard text.starts(with: ["\\", "u"]), let number = number(text.dropFirst(2).prefix(4)),
      (0xDC00...0xDFFF).contains(number)
    else { return nil }
    return number
  }

  private static func number(_ digits: ArraySlice<Unicode.Scalar>) -> UInt32? {
    UInt32(String(String.UnicodeScalarView(digits)), radix: 16)
  }
}
