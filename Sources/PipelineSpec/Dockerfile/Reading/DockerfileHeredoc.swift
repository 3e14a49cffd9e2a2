extension DockerfileHeredoc {
  private static let backslash = UInt8(ascii: "\\")

  /// The heredocs that a line opens, in order.
  static func opened(by line: ArraySlice<UInt8>) throws(NodeFault) -> [DockerfileHeredoc] {
    var lexer = ShellLexer(
      line, escape: backslash, mode: [.rawQuotes, .rawEscapes, .unsetIsText], budget: line.count)
    guard let words = try? lexer.words() else { return [] }
    var heredocs: [DockerfileHeredoc] = []
    for word in words {
      if let heredoc = try DockerfileHeredoc(word: word[...]) { heredocs.append(heredoc) }
    }
    return heredocs
  }

  /// Whether a word opens a heredoc.
  static func isOpened(by word: ArraySlice<UInt8>) -> Bool { named(word) != nil }

  /// The heredoc that a word opens, nil where it opens none or a wrong one.
  static func named(_ word: ArraySlice<UInt8>) -> DockerfileHeredoc? {
    guard word.contains(0x3C, 0x3C) else { return nil }
    return (try? DockerfileHeredoc(word: word)) ?? nil
  }

  /// The heredoc of a word such as `3<<-"END"`; nil if it opens none.
  init?(word: ArraySlice<UInt8>) throws(NodeFault) {
    var rest = word.drop { (0x30...0x39).contains($0) }
    guard rest.starts(with: [0x3C, 0x3C]) else { return nil }
    rest = rest.dropFirst(2)
    let isChomped = rest.first == UInt8(ascii: "-")
    if isChomped { rest = rest.dropFirst() }
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0C || $0 == 0x0D }
    guard !rest.isEmpty, !rest.contains(0x3C) else { return nil }
    let plain = try Self.words(of: rest, mode: .unsetIsText)
    guard plain.count == 1 else { return nil }
    let raw = try Self.words(of: rest, mode: [.unsetIsText, .rawQuotes])
    guard raw.count == 1 else {
      throw NodeFault(
        message: "internal lexing of heredoc produced inconsistent results: \(rest.text)")
    }
    name = plain[0]
    isExpanded = Self.quotes(in: plain[0]) == Self.quotes(in: raw[0])
    self.isChomped = isChomped
  }

  private static func words(
    of text: ArraySlice<UInt8>, mode: ShellLexer.Mode
  ) throws(NodeFault) -> [[UInt8]] {
    var lexer = ShellLexer(text, escape: backslash, mode: mode, budget: text.count)
    do throws(ShellFault) {
      return try lexer.words()
    } catch {
      throw NodeFault(message: "failed to process \(GoQuote.quoted(text)): \(error.message)")
    }
  }

  private static func quotes(in text: [UInt8]) -> Int {
    text.count { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
  }
}
