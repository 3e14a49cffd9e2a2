/// Expands variables and removes quotes, as BuildKit does with every word that it expands.
///
/// https://docs.docker.com/reference/dockerfile/#environment-replacement tells the forms; the rest
/// is how BuildKit behaves.
struct ShellLexer {
  /// What of the text is kept as it is written.
  struct Mode: OptionSet {
    let rawValue: UInt8
    static let rawQuotes = Mode(rawValue: 1)
    static let rawEscapes = Mode(rawValue: 2)
    static let quotesAreText = Mode(rawValue: 4)
    static let unsetIsText = Mode(rawValue: 8)
  }

  let text: ArraySlice<UInt8>
  let escape: UInt8
  let mode: Mode
  let environment: ShellEnvironment
  /// Names that were looked up and have no value, in order.
  private(set) var unset: [[UInt8]] = []

  var position: Int
  private var isRaw: Bool
  private var depth = 0
  /// How many bytes variables may still add; patterns cost as well.
  private var budget: Int
  /// What of it was used.
  private(set) var spent = 0

  init(
    _ text: ArraySlice<UInt8>, escape: UInt8, mode: Mode = [],
    environment: ShellEnvironment = ShellEnvironment(), budget: Int = 1 << 20
  ) {
    self.text = text
    self.escape = escape
    self.mode = mode
    self.environment = environment
    self.budget = budget
    isRaw = mode.contains(.rawEscapes)
    // A byte order mark at the very start of a text is not read.
    position = text.startIndex + (text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
  }

  /// The byte at hand; nil at the end.
  var peek: UInt8? { position < text.endIndex ? text[position] : nil }

  /// The whole text, expanded.
  mutating func expand() throws(ShellFault) -> [UInt8] {
    var words = ShellWords(isWanted: false)
    return try text(until: nil, &words)
  }

  /// The whole text, expanded and split at blanks that are not quoted.
  mutating func words() throws(ShellFault) -> [[UInt8]] {
    var words = ShellWords(isWanted: true)
    _ = try text(until: nil, &words)
    return words.finished()
  }

  /// What stands before `stop`, expanded; the place is then behind it.
  mutating func text(until stop: UInt8, raw: Bool) throws(ShellFault) -> [UInt8] {
    let before = isRaw
    isRaw = raw
    depth += 1
    defer {
      isRaw = before
      depth -= 1
    }
    guard depth <= 200 else { throw .tooDeep }
    var words = ShellWords(isWanted: false)
    return try text(until: stop, &words)
  }

  private mutating func text(
    until stop: UInt8?, _ words: inout ShellWords
  ) throws(ShellFault) -> [UInt8] {
    var result: [UInt8] = []
    while let byte = peek {
      if byte == stop {
        position += 1
        return result
      }
      switch byte {
      case UInt8(ascii: "$"):
        let value = try variable()
        try spend(value.count)
        result += value
        words.add(value[...])
      case UInt8(ascii: "<"): add(heredocMark(), to: &result, &words)
      case UInt8(ascii: "'") where !mode.contains(.quotesAreText):
        add(try singleQuoted(), to: &result, &words)
      case UInt8(ascii: "\"") where !mode.contains(.quotesAreText):
        add(try doubleQuoted(), to: &result, &words)
      case escape: escaped(to: &result, &words)
      case _: plain(to: &result, &words)
      }
    }
    if let stop { throw .unexpectedEnd(String(Unicode.Scalar(stop))) }
    return result
  }

  private func add(_ piece: [UInt8], to result: inout [UInt8], _ words: inout ShellWords) {
    result += piece
    words.addRaw(piece[...])
  }

  private mutating func plain(to result: inout [UInt8], _ words: inout ShellWords) {
    let start = position
    while let byte = peek, Self.isPlain(byte), byte != escape { position += 1 }
    guard position == start else {
      result += text[start..<position]
      return words.add(text[start..<position])
    }
    var character: [UInt8] = []
    position += Runes.copy(text, at: position, to: &character)
    result += character
    words.add(character[...])
  }

  /// Letters, digits and what else never means anything in a word, whatever the place.
  @inline(__always)
  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x20, UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "="),
      UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: "@"), UInt8(ascii: "+"),
      UInt8(ascii: "*"), UInt8(ascii: "|"):
      true
    case _: false
    }
  }

  /// Whether a text is its own expansion.
  static func isPlain(_ text: ArraySlice<UInt8>) -> Bool {
    text.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "/") }
  }

  private mutating func escaped(to result: inout [UInt8], _ words: inout ShellWords) {
    if isRaw {
      result.append(escape)
      words.addRaw([escape])
    }
    position += 1
    guard peek != nil else { return }
    let start = result.count
    position += Runes.copy(text, at: position, to: &result)
    words.addRaw(result[start...])
  }

  /// `<`, or `<<` with the blanks behind it: they belong to the word that opens a heredoc.
  private mutating func heredocMark() -> [UInt8] {
    let start = position
    position += 1
    guard peek == UInt8(ascii: "<") else { return Array(text[start..<position]) }
    position += 1
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0D { position += 1 }
    return Array(text[start..<position])
  }

  private mutating func singleQuoted() throws(ShellFault) -> [UInt8] {
    var result: [UInt8] = []
    position += 1
    if mode.contains(.rawQuotes) { result.append(UInt8(ascii: "'")) }
    while let byte = peek {
      guard byte != UInt8(ascii: "'") else {
        position += 1
        if mode.contains(.rawQuotes) { result.append(byte) }
        return result
      }
      position += Runes.copy(text, at: position, to: &result)
    }
    throw .unexpectedEnd("single-quote")
  }

  private mutating func doubleQuoted() throws(ShellFault) -> [UInt8] {
    var result: [UInt8] = []
    position += 1
    if mode.contains(.rawQuotes) { result.append(UInt8(ascii: "\"")) }
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        if mode.contains(.rawQuotes) { result.append(byte) }
        return result
      case UInt8(ascii: "$"):
        let value = try variable()
        try spend(value.count)
        result += value
      case escape: escapedInQuotes(to: &result)
      case _: position += Runes.copy(text, at: position, to: &result)
      }
    }
    throw .unexpectedEnd("double-quote")
  }

  private mutating func escapedInQuotes(to result: inout [UInt8]) {
    position += 1
    if isRaw { result.append(escape) }
    guard let next = peek else { return }
    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "$") || next == escape {
      position += 1
      result.append(next)
    } else {
      result.append(escape)
    }
  }

  mutating func note(unset name: [UInt8]) {
    if unset.count < 100, !unset.contains(name) { unset.append(name) }
  }

  mutating func spend(_ bytes: Int) throws(ShellFault) {
    budget -= bytes
    spent += bytes
    if budget < 0 { throw .tooLong }
  }
}
