/// The nodes of one document in one array, and their text beside it: made, handed about and freed as a
/// whole, but for text of which a part was handed out.
final class NodeTree: Sendable {
  /// A node, or the key of a mapping.
  struct Cell: Sendable {
    var range: SourceRange
    let kind: Node.Kind
    private let first: Int32
    private let end: Int32

    /// What holds what lies at `place`: bytes of the text; the nodes of a list; keys and values, in
    /// turn.
    init(_ kind: Node.Kind, _ place: Range<Int>, at range: SourceRange) {
      self.range = range
      self.kind = kind
      first = Int32(place.lowerBound)
      end = Int32(place.upperBound)
    }

    /// Where what it holds lies.
    var place: Range<Int> { Int(first)..<Int(end) }
  }

  let cells: [Cell]
  private let text: ScalarText
  /// Nodes of other documents, counted on behind the cells.
  private let others: [Node]

  init(_ cells: [Cell], text: consuming ScalarText, others: [Node] = []) {
    self.cells = cells
    self.text = text
    self.others = others
  }

  /// The node at `index`.
  func node(_ index: Int) -> Node {
    index < cells.count ? Node(index, in: self) : others[index - cells.count]
  }

  /// The text of the scalar at `index`.
  func text(_ index: Int) -> String { text.string(cells[index].place) }

  /// The same where it lies.
  func keptText(_ index: Int) -> Text { text.kept(cells[index].place) }

  /// Whether that is `other`, byte by byte.
  func hasText(_ other: String, at index: Int) -> Bool {
    guard index < cells.count else { return node(index).hasText(other) }
    return text.holds(other, at: cells[index].place)
  }
}

extension Node {
  /// A scalar of no document.
  init(_ text: String, _ style: Style, at range: SourceRange) {
    let text = ScalarText(text)
    let cell = NodeTree.Cell(.scalar(style), 0..<text.count, at: range)
    self.init(0, in: NodeTree([cell], text: text))
  }

  /// A mapping of entries of any document.
  init(_ entries: [Entry], at range: SourceRange) {
    var others: [Node] = []
    others.reserveCapacity(2 * entries.count)
    for entry in entries {
      others.append(entry.keyNode)
      others.append(entry.value)
    }
    let mapping = NodeTree.Cell(.mapping, 1..<others.count + 1, at: range)
    self.init(0, in: NodeTree([mapping], text: ScalarText(""), others: others))
  }
}
