/// Text that may hold `${name}`; `$$` stands for a dollar.
public struct InterpolatedText: Sendable, Hashable {
  /// A stretch of text, or a name to be replaced.
  public enum Fragment: Sendable, Hashable {
    /// Text as it is meant, `$$` already a dollar.
    case literal(String)
    /// What stands between `${` and `}`.
    case variable(Located<String>)
  }

  /// In order; no literal is empty and no two literals are neighbours. Empty for an empty text.
  public let fragments: [Fragment]
  /// The whole scalar.
  public let range: SourceRange

  /// A text of these fragments.
  public init(_ fragments: [Fragment], at range: SourceRange) {
    self.fragments = fragments
    self.range = range
  }

  /// The text, where it names no variable.
  public var literal: String? {
    if fragments.isEmpty { return "" }
    guard fragments.count == 1, case .literal(let text) = fragments[0] else { return nil }
    return text
  }

  /// Equal where the texts are equal, wherever they stand.
  public static func == (left: Self, right: Self) -> Bool { left.fragments == right.fragments }

  /// Hashes the text alone.
  public func hash(into hasher: inout Hasher) { hasher.combine(fragments) }
}

extension Schema<InterpolatedText> {
  /// Text in which `${name}` is replaced.
  package static let interpolated = Schema(.text()) { node, diagnostics in
    guard let text = diagnostics.text(of: node, expected: "text") else { return nil }
    return InterpolationParser.parse(text, of: node, into: &diagnostics)
  }

  /// Text of `grammar` in which `${name}` is replaced: what is known already is checked here.
  package static func interpolated(_ grammar: Grammar) -> Schema {
    Schema(.text()) { node, diagnostics in
      guard let text = diagnostics.text(of: node, expected: grammar.name),
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

private enum InterpolationParser {
  static func parse(
    _ text: String, of node: Node, into diagnostics: inout Diagnostics
  ) -> InterpolatedText? {
    guard text.utf8.contains(0x24) else {
      return InterpolatedText(text.isEmpty ? [] : [.literal(text)], at: node.range)
    }
    var fragments: [InterpolatedText.Fragment] = []
    var literal = ""
    var rest = text.unicodeScalars[...]
    var isWhole = true
    while let dollar = rest.firstIndex(of: "$") {
      literal.unicodeScalars += rest[..<dollar]
      let next = rest.index(after: dollar)
      guard next < rest.endIndex, rest[next] == "{" else {
        literal.unicodeScalars.append("$")
        let isEscaped = next < rest.endIndex && rest[next] == "$"
        rest = rest[isEscaped ? rest.index(after: next)... : next...]
        continue
      }
      let start = rest.index(after: next)
      let place = node.place(of: dollar, in: text)
      guard let end = rest[start...].firstIndex(of: "}") else {
        diagnostics.error(
          .interpolation, "'${' is never closed", at: place(1),
          help: "write ${name}, or $${ for the characters themselves")
        return nil
      }
      let name = String(rest[start..<end])
      if !isName(name) {
        diagnostics.error(
          .interpolation, "'\(name)' is not a name",
          at: place(rest.distance(from: dollar, to: end) + 1),
          help: "write ${name}, or $${ for the characters themselves")
        isWhole = false
      }
      if !literal.isEmpty { fragments.append(.literal(literal)) }
      literal = ""
      let length = rest.distance(from: dollar, to: end) + 1
      fragments.append(.variable(Located(name, at: place(length))))
      rest = rest[rest.index(after: end)...]
    }
    literal.unicodeScalars += rest
    if !literal.isEmpty { fragments.append(.literal(literal)) }
    return isWhole ? InterpolatedText(fragments, at: node.range) : nil
  }

  private static func isName(_ text: String) -> Bool {
    let allowed = ByteSet("._-/|", letters: true, digits: true)
    return text.utf8.first.map(ByteSet("", letters: true).contains) == true
      && text.utf8.allSatisfy(allowed.contains)
  }
}

extension Node {
  /// Ranges that begin at `index` of the scalar `text`; the whole scalar where its source does not
  /// show the text one to one (escapes, several lines).
  fileprivate func place(
    of index: String.Index, in text: String
  ) -> (_ length: Int) -> SourceRange {
    let scalars = text.unicodeScalars
    let width = Int(range.end.column) - Int(range.start.column)
    guard case .scalar(_, let style) = content, style != .block, range.start.line == range.end.line,
      width == scalars.count + (style == .quoted ? 2 : 0)
    else { return { [range] _ in range } }
    let column =
      Int(range.start.column) + (style == .quoted ? 1 : 0)
      + scalars.distance(from: scalars.startIndex, to: index)
    let (file, line) = (range.file, Int(range.start.line))
    return { length in
      SourceRange(
        file: file, start: SourcePosition(line: line, column: column),
        end: SourcePosition(line: line, column: column + length))
    }
  }
}
