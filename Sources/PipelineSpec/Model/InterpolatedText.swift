/// Text that may hold `${name}`; `$$` stands for a dollar.
public struct InterpolatedText: Sendable, Hashable {
  /// A stretch of text, or a name to be replaced.
  public enum Fragment: Sendable, Hashable {
    /// Text as it is meant, `$$` already a dollar.
    case literal(String)
    /// What stands between `${` and `}`.
    case variable(Located<String>)
  }

  /// Most texts name nothing: they need no array.
  private enum Content: Sendable, Hashable {
    case literal(String)
    case fragments([Fragment])
  }

  private let content: Content
  /// The whole scalar.
  public let range: SourceRange

  /// A text without names.
  init(literal: String, at range: SourceRange) {
    content = .literal(literal)
    self.range = range
  }

  /// A text of these fragments; no literal is empty and no two literals are neighbours.
  init(_ fragments: [Fragment], at range: SourceRange) {
    content = .fragments(fragments)
    self.range = range
  }

  /// In order; empty for an empty text.
  public var fragments: [Fragment] {
    switch content {
    case .literal(let text): text.isEmpty ? [] : [.literal(text)]
    case .fragments(let fragments): fragments
    }
  }

  /// The text, where it names no variable.
  public var literal: String? {
    switch content {
    case .literal(let text): text
    case .fragments: nil
    }
  }

  /// The names, in order.
  public var variables: [Located<String>] {
    guard case .fragments(let fragments) = content else { return [] }
    return fragments.compactMap { fragment in
      if case .variable(let name) = fragment { name } else { nil }
    }
  }

  /// Equal where the texts are equal, wherever they stand.
  public static func == (left: Self, right: Self) -> Bool { left.content == right.content }

  /// Hashes the text alone.
  public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}

extension Schema<InterpolatedText> {
  /// Text in which `${name}` is replaced.
  package static let interpolated = Schema(.text()) { node, diagnostics in
    guard let text = diagnostics.text(of: node, expected: "text") else { return nil }
    return InterpolationParser.parse(text, of: node, into: &diagnostics)
  }

  /// Text of `grammar` in which `${name}` is replaced: what is known already is checked here.
  package static func interpolated(_ grammar: Grammar) -> Schema {
    Schema(.text(pattern: grammar.pattern + #"|\$\{"#)) { node, diagnostics in
      guard
        let text = diagnostics.scalar(of: node, expected: grammar.name, help: grammar.help),
        let interpolated = InterpolationParser.parse(text, of: node, into: &diagnostics)
      else { return nil }
      guard let fault = grammar.fault(in: interpolated) else { return interpolated }
      diagnostics.invalid(text, as: grammar, fault, at: node.range)
      return nil
    }
  }
}

extension Grammar {
  fileprivate func fault(in text: InterpolatedText) -> Fault? {
    if let literal = text.literal { return fault(in: literal) }
    for case .literal(let piece) in text.fragments {
      if let fault = faultOfCharacters(in: piece) { return fault }
    }
    return nil
  }
}

private struct InterpolationParser {
  private let bytes: [UInt8]
  private let node: Node
  private var fragments: [InterpolatedText.Fragment] = []
  private var literal: [UInt8] = []
  private var isWhole = true

  static func parse(
    _ text: String, of node: Node, into diagnostics: inout Diagnostics
  ) -> InterpolatedText? {
    guard text.holds(0x24) else { return InterpolatedText(literal: text, at: node.range) }
    var parser = InterpolationParser(bytes: Array(text.utf8), node: node)
    guard parser.run(into: &diagnostics) else { return nil }
    if case .literal(let text)? = parser.fragments.first, parser.fragments.count == 1 {
      return InterpolatedText(literal: text, at: node.range)
    }
    return InterpolatedText(parser.fragments, at: node.range)
  }

  private init(bytes: [UInt8], node: Node) {
    self.bytes = bytes
    self.node = node
  }

  private mutating func run(into diagnostics: inout Diagnostics) -> Bool {
    var index = 0
    while let dollar = bytes[index...].firstIndex(of: 0x24), dollar + 1 < bytes.count {
      switch bytes[dollar + 1] {
      case 0x24:
        literal += bytes[index...dollar]
        index = dollar + 2
      case 0x7B:
        guard let end = bytes[dollar...].firstIndex(of: 0x7D) else {
          diagnostics.error(
            .interpolation, "'${' is never closed",
            at: node.place(of: dollar..<dollar + 2, in: bytes),
            help: Self.help)
          return false
        }
        literal += bytes[index..<dollar]
        takeName(in: dollar..<end + 1, into: &diagnostics)
        index = end + 1
      case _:
        literal += bytes[index...dollar]
        index = dollar + 1
      }
    }
    literal += bytes[index...]
    takeLiteral()
    return isWhole
  }

  private static let help = "write ${name}, or $${ for the characters themselves"

  private mutating func takeName(in range: Range<Int>, into diagnostics: inout Diagnostics) {
    let name = bytes[range.lowerBound + 2..<range.upperBound - 1]
    let place = node.place(of: range, in: bytes)
    let text = String(decoding: name, as: UTF8.self)
    guard let first = name.first, Self.first.contains(first), name.allSatisfy(Self.rest.contains)
    else {
      diagnostics.error(
        .interpolation, text.isEmpty ? "'${}' names nothing" : "'\(text)' is not a name", at: place,
        help: Self.help)
      isWhole = false
      return
    }
    takeLiteral()
    fragments.append(.variable(Located(text, at: place)))
  }

  private mutating func takeLiteral() {
    guard !literal.isEmpty else { return }
    fragments.append(.literal(String(decoding: literal, as: UTF8.self)))
    literal.removeAll(keepingCapacity: true)
  }

  private static let first = ByteSet("", letters: true)
  private static let rest = ByteSet("._-/|", letters: true, digits: true)
}

extension Node {
  /// Where `bytes[part]` of the scalar stands; the whole scalar where its source does not show the
  /// text one to one (escapes, several lines).
  fileprivate func place(of part: Range<Int>, in bytes: [UInt8]) -> SourceRange {
    let width = Int(range.end.column) - Int(range.start.column)
    guard case .scalar(_, let style) = content, style != .block, range.start.line == range.end.line,
      width == Self.scalars(in: bytes[...]) + (style == .quoted ? 2 : 0)
    else { return range }
    let column =
      Int(range.start.column) + (style == .quoted ? 1 : 0)
      + Self.scalars(in: bytes[..<part.lowerBound])
    let line = Int(range.start.line)
    return SourceRange(
      file: range.file, start: SourcePosition(line: line, column: column),
      end: SourcePosition(line: line, column: column + Self.scalars(in: bytes[part])))
  }

  private static func scalars(in bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }
}
