/// Text that may hold `${name}`; `$$` stands for a dollar.
public struct InterpolatedText: Sendable, Hashable, BitwiseCopyable {
  /// A stretch of text, or a name to be replaced.
  public enum Fragment: Sendable, Hashable, BitwiseCopyable {
    /// Text as it is meant, `$$` already a dollar.
    case literal(Text)
    /// What stands between `${` and `}`.
    case variable(Located<Text>)
  }

  /// Most texts name nothing: they need no list.
  private enum Content: Sendable, Hashable, BitwiseCopyable {
    case literal(Text)
    case fragments(KeptList<Fragment>)
  }

  private let content: Content
  /// The whole scalar.
  public let range: SourceRange

  /// A text without names.
  init(literal: Text, at range: SourceRange) {
    content = .literal(literal)
    self.range = range
  }

  /// A text of these fragments; no literal is empty and no two literals are neighbours.
  init(_ fragments: KeptList<Fragment>, at range: SourceRange) {
    content = .fragments(fragments)
    self.range = range
  }

  /// In order; empty for an empty text.
  public var fragments: KeptList<Fragment> {
    switch content {
    case .literal(let text): text.isEmpty ? KeptList() : KeptList(only: .literal(text))
    case .fragments(let fragments): fragments
    }
  }

  /// The text, where it names no variable.
  public var literal: String? { text?.string }

  /// The same where it lies.
  package var text: Text? {
    switch content {
    case .literal(let text): text
    case .fragments: nil
    }
  }

  /// Whether it names nothing.
  public var isLiteral: Bool {
    switch content {
    case .literal: true
    case .fragments: false
    }
  }

  /// The names, in order.
  public var variables: [Located<String>] {
    guard case .fragments(let fragments) = content else { return [] }
    return fragments.compactMap { fragment in
      if case .variable(let name) = fragment { name.map(\.string) } else { nil }
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
    guard let text = diagnostics.keptText(of: node, expected: "text") else { return nil }
    return InterpolationParser.parse(text, of: node, into: &diagnostics)
  }

  /// Text of `grammar` in which `${name}` is replaced: what is known already is checked here.
  package static func interpolated(_ grammar: Grammar) -> Schema {
    Schema(.text(pattern: grammar.pattern + #"|\$\{"#)) { node, diagnostics in
      guard
        diagnostics.checkScalar(node, expected: grammar.name, help: grammar.help),
        let interpolated = InterpolationParser.parse(node.keptText, of: node, into: &diagnostics)
      else { return nil }
      guard let fault = grammar.fault(in: interpolated) else { return interpolated }
      diagnostics.invalid(node.text, as: grammar, fault, at: node.range)
      return nil
    }
  }
}

extension Grammar {
  fileprivate func fault(in text: InterpolatedText) -> Fault? {
    if let literal = text.text { return fault(in: literal) }
    for case .literal(let piece) in text.fragments {
      if let fault = faultOfCharacters(in: piece) { return fault }
    }
    return nil
  }
}

private struct InterpolationParser {
  private let text: Text
  private let range: SourceRange
  private let kind: Node.Kind
  private var fragments = Fragments()
  /// What no name interrupts: the only piece, and all pieces where there are more.
  private var piece: Range<Int>?
  private var literal: [UInt8] = []
  private var isWhole = true
  /// How many scalars stand before a place in the text, which is the last that was asked for.
  private var counted = (index: 0, scalars: 0)

  /// What `text` of a scalar says.
  static func parse(
    _ text: Text, of node: Node, into diagnostics: inout Diagnostics
  ) -> InterpolatedText? {
    guard let dollar = text.firstIndex(of: 0x24) else {
      return InterpolatedText(literal: text, at: node.range)
    }
    var parser = InterpolationParser(text, of: node)
    guard parser.run(from: dollar, into: &diagnostics) else { return nil }
    if parser.fragments.count == 1, case .literal(let text) = parser.fragments[0] {
      return InterpolatedText(literal: text, at: node.range)
    }
    return InterpolatedText(parser.fragments.list, at: node.range)
  }

  private init(_ text: Text, of node: Node) {
    self.text = text
    range = node.range
    kind = node.kind
  }

  /// Reads all of the text; `first` is its first dollar.
  private mutating func run(from first: Int, into diagnostics: inout Diagnostics) -> Bool {
    var index = 0
    var next: Int? = first
    while let dollar = next, dollar + 1 < text.count {
      switch text.utf8[dollar + 1] {
      case 0x24:
        add(index..<dollar + 1)
        index = dollar + 2
      case 0x7B:
        guard let end = text.firstIndex(of: 0x7D, from: dollar) else {
          diagnostics.error(
            .interpolation, "'${' is never closed",
            at: place(of: dollar..<dollar + 2),
            help: Self.help)
          return false
        }
        add(index..<dollar)
        takeName(in: dollar..<end + 1, into: &diagnostics)
        index = end + 1
      case _:
        add(index..<dollar + 1)
        index = dollar + 1
      }
      next = text.firstIndex(of: 0x24, from: index)
    }
    add(index..<text.count)
    takeLiteral()
    return isWhole
  }

  private static let help = "write ${name}, or $${ for the characters themselves"

  private mutating func add(_ part: Range<Int>) {
    if part.isEmpty { return }
    guard let piece else {
      piece = part
      return
    }
    if literal.isEmpty { literal += text.utf8[piece] }
    literal += text.utf8[part]
  }

  private mutating func takeName(in part: Range<Int>, into diagnostics: inout Diagnostics) {
    let place = place(of: part)
    let name = text.part(part.lowerBound + 2..<part.upperBound - 1)
    guard let first = name.utf8.first, Self.first.contains(first),
      name.withSpan(Self.rest.holdsAll)
    else {
      diagnostics.error(
        .interpolation, name.isEmpty ? "'${}' names nothing" : "'\(name)' is not a name", at: place,
        help: Self.help)
      isWhole = false
      return
    }
    takeLiteral()
    fragments.append(.variable(Located(name, at: place)))
  }

  private mutating func takeLiteral() {
    guard let piece else { return }
    fragments.append(.literal(literal.isEmpty ? text.part(piece) : Text(utf8: literal[...])))
    self.piece = nil
    literal.removeAll(keepingCapacity: true)
  }

  private static let first = ByteSet("", letters: true)
  private static let rest = ByteSet("._-/|", letters: true, digits: true)

  /// Where `part` of the text stands; the whole scalar where its source does not show the text one to
  /// one (escapes, several lines). No part stands before one that was asked for earlier.
  private mutating func place(of part: Range<Int>) -> SourceRange {
    counted.scalars += scalars(in: counted.index..<part.lowerBound)
    counted.index = part.lowerBound
    let width = Int(range.end.column) - Int(range.start.column)
    guard case .scalar(let style) = kind, style != .block, range.start.line == range.end.line,
      width == whole + (style == .quoted ? 2 : 0)
    else { return range }
    let column = Int(range.start.column) + (style == .quoted ? 1 : 0) + counted.scalars
    let line = Int(range.start.line)
    return SourceRange(
      file: range.file, start: SourcePosition(line: line, column: column),
      end: SourcePosition(line: line, column: column + scalars(in: part)))
  }

  /// Of the whole text, counted once.
  private lazy var whole = scalars(in: 0..<text.count)

  private func scalars(in part: Range<Int>) -> Int {
    if text.kinds.contains(.printable) { return part.count }
    var count = 0
    for byte in text.utf8[part] where !byte.isUTF8Continuation { count += 1 }
    return count
  }

  /// What a text consists of, as far as it has been read; few have more than three fragments.
  private struct Fragments {
    private var first = InlineArray<3, InterpolatedText.Fragment>(repeating: .literal(""))
    private var rest: [InterpolatedText.Fragment] = []
    private(set) var count = 0

    subscript(index: Int) -> InterpolatedText.Fragment {
      index < first.count ? first[index] : rest[index - first.count]
    }

    var list: KeptList<InterpolatedText.Fragment> { KeptList(count: count) { self[$0] } }

    mutating func append(_ fragment: InterpolatedText.Fragment) {
      if count < first.count { first[count] = fragment } else { rest.append(fragment) }
      count += 1
    }
  }
}
