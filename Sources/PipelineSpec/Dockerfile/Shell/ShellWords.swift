/// Collects the words of a text while it is expanded.
struct ShellWords {
  let isWanted: Bool
  private var word: [UInt8] = []
  private var words: [[UInt8]] = []

  init(isWanted: Bool) { self.isWanted = isWanted }

  /// Adds text whose blanks end a word.
  @inline(__always)
  mutating func add(_ text: ArraySlice<UInt8>) {
    if isWanted { split(text) }
  }

  /// Adds text that was quoted or escaped.
  @inline(__always)
  mutating func addRaw(_ text: ArraySlice<UInt8>) {
    if isWanted { word += text }
  }

  private mutating func split(_ text: ArraySlice<UInt8>) {
    var index = text.startIndex
    while index < text.endIndex {
      let (scalar, width) = Runes.decode(text, at: index)
      if !Runes.isSpace(scalar) {
        word += text[index..<(index + width)]
      } else if !word.isEmpty {
        words.append(word)
        word = []
      }
      index += width
    }
  }

  /// All words.
  mutating func finished() -> [[UInt8]] {
    if !word.isEmpty { words.append(word) }
    word = []
    return words
  }
}
