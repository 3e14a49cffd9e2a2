/// The lines of a Dockerfile: only a line feed ends one.
struct DockerfileLines {
  /// BuildKit reads no longer line.
  static let maximumLength = 65_535

  let bytes: [UInt8]
  private(set) var position = 0
  /// How many lines were taken.
  private(set) var count = 0
  /// Whether a line was too long; nothing is read from there on.
  private(set) var isTooLong = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next line with its line feed; nil at the end.
  mutating func next() -> ArraySlice<UInt8>? {
    guard position < bytes.count, !isTooLong else { return nil }
    let rest = bytes[position...]
    let feed = rest.firstIndex(of: 0x0A)
    guard (feed ?? bytes.count) - position <= Self.maximumLength else {
      isTooLong = true
      return nil
    }
    let line = rest[..<(feed.map { $0 + 1 } ?? bytes.count)]
    position = line.endIndex
    count += 1
    return line
  }
}

extension ArraySlice<UInt8> {
  /// Without carriage returns and line feeds at its end.
  var withoutLineEnd: ArraySlice<UInt8> {
    var end = endIndex
    while end > startIndex, self[end - 1] == 0x0D || self[end - 1] == 0x0A { end -= 1 }
    return self[..<end]
  }

  /// Whether its first character behind white space is a `#`.
  var isComment: Bool { trimmedAtStart.first == UInt8(ascii: "#") }
}
