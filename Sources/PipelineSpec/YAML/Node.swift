/// One node of a YAML document: plain data and where it stands.
///
/// A handle, quick to copy: the document's nodes lie together in one tree.
public struct Node: Sendable {
  /// How a scalar was written.
  public enum Style: Sendable {
    /// Without quotes.
    case plain
    /// In single or double quotes.
    case quoted
    /// Literal or folded.
    case block
  }

  /// What the node holds; scalars stay text until a schema asks for something else.
  public enum Content: Sendable {
    /// Text, exactly as YAML defines it.
    case scalar(String, Style)
    /// A list.
    case sequence(Items)
    /// A mapping in the order written, keys unique by their bytes.
    case mapping(Entries)
  }

  /// What it is, without what it holds.
  enum Kind: Sendable, Equatable {
    case scalar(Style)
    case sequence
    case mapping

    /// Whether it is text.
    var isScalar: Bool { if case .scalar = self { true } else { false } }
  }

  private let tree: NodeTree
  private let index: Int

  init(_ index: Int, in tree: NodeTree) {
    self.tree = tree
    self.index = index
  }

  /// What the node holds.
  public var content: Content {
    switch kind {
    case .scalar(let style): .scalar(tree.text(index), style)
    case .sequence: .sequence(Items(in: tree, tree.cells[index].place))
    case .mapping: .mapping(Entries(in: tree, tree.cells[index].place))
    }
  }

  /// Where it stands; an alias stands where it is used.
  public var range: SourceRange { tree.cells[index].range }

  /// What it is, without what it holds.
  var kind: Kind { tree.cells[index].kind }

  /// Whether nothing is written: a scalar without text and without quotes.
  var isNothing: Bool { kind == .scalar(.plain) && tree.cells[index].place.isEmpty }

  /// The text of a scalar.
  var text: String { kind.isScalar ? tree.text(index) : "" }

  /// The same where it lies, which the document does not give back any more.
  var keptText: Text { kind.isScalar ? tree.keptText(index) : "" }

  /// Whether it is this text, byte by byte.
  func hasText(_ text: String) -> Bool { kind.isScalar && tree.hasText(text, at: index) }

  /// The entries of a mapping; an empty value is an empty mapping. Nil for anything else.
  var entries: Entries? {
    if kind == .mapping { return Entries(in: tree, tree.cells[index].place) }
    return isNothing ? Entries(in: tree, 0..<0) : nil
  }
}
