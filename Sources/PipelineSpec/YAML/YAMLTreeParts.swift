/// What the tree of a document is made of, while it is read.
struct YAMLTreeParts: ~Copyable {
  /// The text of all scalars, one behind the other.
  var text: ScalarText
  var recent = RecentScalars()
  /// What belongs to lists and mappings that are being read.
  var stack: [NodeTree.Cell] = []
  /// What belongs to those that are whole.
  private(set) var cells: [NodeTree.Cell] = []

  /// For a file of so many bytes: memory that is not written to costs nothing.
  init(fileLength: Int) {
    text = ScalarText(capacity: fileLength)
    cells.reserveCapacity(fileLength / 12)
  }

  /// Moves what lies on the stack from `first` on to where it stays.
  mutating func settle(from first: Int) -> Range<Int> {
    let start = cells.count
    cells += stack[first...]
    stack.removeLast(stack.count - first)
    return start..<cells.count
  }

  /// The root, which alone is left on the stack; nil where there is none.
  mutating func finish() -> Node? {
    guard !stack.isEmpty else { return nil }
    let root = settle(from: 0).lowerBound
    var text = ScalarText("")
    swap(&text, &self.text)
    text.trim()
    return Node(root, in: NodeTree(cells, text: text))
  }

  /// A scalar as a key.
  func key(_ cell: NodeTree.Cell) -> Located<String> {
    Located(text.string(cell.place), at: cell.range)
  }

  /// Whether two scalars are the same, byte by byte.
  func areSame(_ left: NodeTree.Cell, _ right: NodeTree.Cell) -> Bool {
    text.areSame(left.place, right.place)
  }
}
