/// The words of ARG, ENV and LABEL: blanks inside quotes do not end one, and quotes stay.
struct DockerfileNameWords {
  private let text: ArraySlice<UInt8>
  private let escape: UInt8
  private var position: Int
  private var word: [UInt8] = []
  private var hasQuotes = false

  private init(_ text: ArraySlice<UInt8>, _ escape: UInt8) {
    self.text = text
    self.escape = escape
    position = text.startIndex
  }

  /// The words of `text`.
  static func split(_ text: ArraySlice<UInt8>, escape: UInt8) -> [[UInt8]] {
    var reader = DockerfileNameWords(text, escape)
    var words: [[UInt8]] = []
    while let word = reader.next() { words.append(word) }
    return words
  }

  private mutating func next() -> [UInt8]? {
    while position < text.endIndex {
      let (scalar, width) = Runes.decode(text, at: position)
      guard Runes.isSpace(scalar) else { break }
      position += width
    }
    guard position < text.endIndex else { return nil }
    word = []
    hasQuotes = false
    readWord()
    return word.isEmpty && !hasQuotes ? next() : word
  }

  private mutating func readWord() {
    while position < text.endIndex {
      let (scalar, _) = Runes.decode(text, at: position)
      guard !Runes.isSpace(scalar) else { return }
      let byte = text[position]
      if byte == escape {
        takeEscaped()
      } else {
        take()
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
          hasQuotes = true
          readQuoted(byte)
        }
      }
    }
  }

  private mutating func readQuoted(_ quote: UInt8) {
    while position < text.endIndex {
      let byte = text[position]
      if byte == escape, quote != UInt8(ascii: "'") {
        let isLast = position + 1 == text.endIndex
        takeEscaped()
        if isLast { return }
      } else {
        take()
        if byte == quote { return }
      }
    }
  }

  private mutating func take() { position += Runes.copy(text, at: position, to: &word) }

  /// The escape character with what follows; alone at the end it is dropped.
  private mutating func takeEscaped() {
    position += 1
    guard position < text.endIndex else { return }
    word.append(escape)
    take()
  }
}
