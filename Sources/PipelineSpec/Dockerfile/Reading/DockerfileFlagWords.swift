/// The words with `--` before an instruction's arguments.
struct DockerfileFlagWords {
  private enum Place {
    case between
    case inWord
    case inQuote
  }

  private let text: ArraySlice<UInt8>
  private let escape: UInt8
  private var place = Place.between
  private var position: Int
  private var words: [[UInt8]] = []
  private var word: [UInt8] = []
  private var isQuoted = false
  private var quote: UInt8 = 0

  private init(_ text: ArraySlice<UInt8>, _ escape: UInt8) {
    self.text = text
    self.escape = escape
    position = text.startIndex
  }

  /// The flags at the start of `text`, without quotes, and what follows them.
  static func split(
    _ text: ArraySlice<UInt8>, escape: UInt8
  ) -> (flags: [[UInt8]], rest: ArraySlice<UInt8>) {
    guard text.starts(with: [0x2D, 0x2D]) || text.first.map(DockerfileNode.isLatinSpace) == true
    else { return ([], text) }
    var flags = DockerfileFlagWords(text, escape)
    let rest = flags.split()
    return (flags.words, rest)
  }

  private mutating func split() -> ArraySlice<UInt8> {
    while position < text.endIndex {
      let byte = text[position]
      switch place {
      case .between:
        if !DockerfileNode.isLatinSpace(byte) {
          guard text[position...].starts(with: [0x2D, 0x2D]) else { return text[position...] }
          place = .inWord
          continue
        }
      case .inWord:
        if DockerfileNode.isLatinSpace(byte) {
          if word == [0x2D, 0x2D] { return text[position...] }
          place = .between
          finish()
        } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
          (quote, isQuoted, place) = (byte, true, .inQuote)
        } else {
          append(byte)
        }
      case .inQuote:
        if byte == quote { place = .inWord } else { append(byte) }
      }
      position += 1
    }
    if word != [0x2D, 0x2D] { finish() }
    return text[text.endIndex...]
  }

  private mutating func finish() {
    if isQuoted || !word.isEmpty { words.append(word) }
    word = []
    isQuoted = false
  }

  /// BuildKit takes each byte of a flag for a character of its own.
  private mutating func append(_ byte: UInt8) {
    guard byte == escape else { return Runes.append(latin: byte, to: &word) }
    guard position + 1 < text.endIndex else { return }
    position += 1
    Runes.append(latin: text[position], to: &word)
  }
}
