/// A `.dockerignore`: what of a context is not sent to the builder.
public struct IgnoreFile: Sendable {
  /// Parts of each pattern, exceptions among them; nil where one may be about any path.
  private let patterns: [[[Token]]?]

  /// What `bytes` say, in the manner of moby's patternmatcher.
  public init(_ bytes: [UInt8]) {
    var text = bytes[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    patterns = text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard line.first != UInt8(ascii: "#") else { return nil }
      var pattern = line.trimmed
      if pattern.first == UInt8(ascii: "!") { pattern = pattern.dropFirst().trimmed }
      let parts = ContextPath.plainParts(of: pattern)
      guard !parts.isEmpty else { return nil }
      let tokens = parts.map(Self.tokens)
      return tokens.contains { $0.contains(.anyParts) } ? .some(nil) : tokens
    }
  }

  /// Whether a pattern may be about `path`, a folder above it, or anything below it.
  public func mayTouch(_ path: String) -> Bool {
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { Self.tokens(Array($0)[...]) }
    return patterns.contains { pattern in
      guard let pattern else { return true }
      return zip(pattern, parts).allSatisfy(Self.mayBeSame)
    }
  }

  private enum Token: Equatable {
    case byte(UInt8)
    /// Any text.
    case any
    /// Any text with slashes in it.
    case anyParts
  }

  /// One unknown character, or one of a class, is taken for any text.
  private static func tokens(_ part: ArraySlice<UInt8>) -> [Token] {
    var tokens: [Token] = []
    var rest = part
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "*") where rest.first == UInt8(ascii: "*"): return [.anyParts]
      case UInt8(ascii: "*"), UInt8(ascii: "?"): tokens.append(.any)
      case UInt8(ascii: "["):
        tokens.append(.any)
        rest = rest.drop { $0 != UInt8(ascii: "]") }.dropFirst()
      case UInt8(ascii: "\\"): if let next = rest.popFirst() { tokens.append(.byte(next)) }
      case _: tokens.append(.byte(byte))
      }
    }
    return tokens
  }

  /// Whether some text is matched by both.
  private static func mayBeSame(_ one: [Token], _ other: [Token]) -> Bool {
    // Whether the rests behind each place have a text in common, from the last place on.
    var below = [Bool](repeating: false, count: other.count + 1)
    for left in stride(from: one.count, through: 0, by: -1) {
      var row = below
      for right in stride(from: other.count, through: 0, by: -1) {
        let (mine, yours) = (
          left < one.count ? one[left] : nil, right < other.count ? other[right] : nil
        )
        row[right] =
          switch (mine, yours) {
          case (nil, nil): true
          case (.any, _): below[right] || (yours != nil && row[right + 1])
          case (_, .any): row[right + 1] || (mine != nil && below[right])
          case (nil, _), (_, nil): false
          case (let mine?, let yours?): mine == yours && below[right + 1]
          }
      }
      below = row
    }
    return below[0]
  }
}
