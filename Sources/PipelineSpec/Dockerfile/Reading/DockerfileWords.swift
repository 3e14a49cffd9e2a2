/// How the rest of a line is split into words; each instruction has its way.
extension DockerfileNode {
  /// The instruction of one joined line.
  init(_ line: ArraySlice<UInt8>, escape: UInt8, depth: Int = 0) throws(NodeFault) {
    let text = line.trimmed
    let end = text.firstIndex(where: Self.isBlank) ?? text.endIndex
    word = text[..<end]
    keyword = Dockerfile.Keyword(word)
    self.line = line
    guard end < text.endIndex else { return }
    let behind = text[end...].drop(while: Self.isBlank)
    let (flags, rest) = DockerfileFlagWords.split(behind, escape: escape)
    self.flags = flags
    try read(rest.trimmed, escape: escape, depth: depth)
  }

  private mutating func read(
    _ rest: ArraySlice<UInt8>, escape: UInt8, depth: Int
  ) throws(NodeFault) {
    guard let keyword, !rest.isEmpty else { return }
    switch keyword {
    case .from, .expose: arguments = Self.split(rest)
    case .add, .copy, .volume: try readJSON(rest) { Self.split($0) }
    case .run, .cmd, .entrypoint, .shell: try readJSON(rest) { [$0] }
    case .maintainer, .stopsignal, .user, .workdir: arguments = [rest]
    case .arg: arguments = DockerfileNameWords.split(rest, escape: escape).map { $0[...] }
    case .env, .label: arguments = try Self.pairs(rest, of: keyword, escape: escape)
    case .healthcheck: try readHealthcheck(rest)
    case .onbuild:
      // No chain of triggers is ever built; one deeper than this is not even read.
      guard depth < 50 else { return }
      trigger = [try DockerfileNode(rest, escape: escape, depth: depth + 1)]
      arguments = [trigger[0].word] + trigger[0].arguments
    }
  }

  private mutating func readJSON(
    _ rest: ArraySlice<UInt8>, otherwise: (ArraySlice<UInt8>) -> [ArraySlice<UInt8>]
  ) throws(NodeFault) {
    switch JSONWords.read(rest) {
    case .words(let words):
      arguments = words.map { $0[...] }
      isJSON = true
    case .notOnlyStrings:
      throw NodeFault(
        message: "when using JSON array syntax, arrays must be comprised of strings only")
    case .none: arguments = otherwise(rest)
    }
  }

  private mutating func readHealthcheck(_ rest: ArraySlice<UInt8>) throws(NodeFault) {
    let end = rest.firstIndex(where: Self.isLatinSpace) ?? rest.endIndex
    guard end > rest.startIndex else { return }
    let command = rest[end...].drop(while: Self.isLatinSpace)
    if !command.isEmpty { try readJSON(command) { [$0] } }
    arguments.insert(rest[..<end], at: 0)
  }

  /// Names and values in turn.
  private static func pairs(
    _ rest: ArraySlice<UInt8>, of keyword: Dockerfile.Keyword, escape: UInt8
  ) throws(NodeFault) -> [ArraySlice<UInt8>] {
    let words = DockerfileNameWords.split(rest, escape: escape)
    guard let first = words.first else { return [] }
    guard first.contains(UInt8(ascii: "=")) else {
      guard let end = rest.firstIndex(where: isBlank) else {
        throw NodeFault(message: "\(keyword.capitals) must have two arguments")
      }
      return [rest[..<end], rest[end...].drop(while: isBlank)]
    }
    var pairs: [ArraySlice<UInt8>] = []
    for word in words {
      guard let sign = word.firstIndex(of: UInt8(ascii: "=")) else {
        throw NodeFault(
          message: "Syntax error - can't find = in \(GoQuote.quoted(word)). "
            + "Must be of the form: name=value")
      }
      pairs += [word[..<sign], word[(sign + 1)...]]
    }
    return pairs
  }

  /// At runs of blanks, whatever quotes there are.
  static func split(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var words: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    while let end = text[start...].firstIndex(where: isBlank) {
      words.append(text[start..<end])
      start = text[end...].firstIndex { !isBlank($0) } ?? text.endIndex
    }
    words.append(text[start...])
    return words
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || (0x0B...0x0D).contains(byte)
  }

  /// BuildKit looks at single bytes here, as if each were a character.
  static func isLatinSpace(_ byte: UInt8) -> Bool { Runes.isSpace(UInt32(byte)) }
}
