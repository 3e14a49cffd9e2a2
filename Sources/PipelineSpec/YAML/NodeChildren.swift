extension Node {
  /// The nodes of a list.
  public struct Items: RandomAccessCollection, Sendable {
    private let tree: NodeTree
    private let first: Int
    /// How many there are.
    public let count: Int

    /// Those whose cells are `cells` of `tree`.
    init(in tree: NodeTree, _ cells: Range<Int>) {
      self.tree = tree
      first = cells.lowerBound
      count = cells.count
    }

    /// Always 0.
    public var startIndex: Int { 0 }
    /// As many as there are.
    public var endIndex: Int { count }

    /// The node at `position`, from 0.
    public subscript(position: Int) -> Node {
      precondition(position >= 0 && position < count)
      return tree.node(first + position)
    }

    /// Whether the scalar at `position` is this text.
    func hasText(_ text: String, at position: Int) -> Bool {
      precondition(position >= 0 && position < count)
      return tree.hasText(text, at: first + position)
    }
  }

  /// The entries of a mapping, in the order written.
  public struct Entries: RandomAccessCollection, Sendable {
    /// Keys and values, in turn.
    private let nodes: Items

    /// Those whose keys and values are, in turn, `cells` of `tree`.
    init(in tree: NodeTree, _ cells: Range<Int>) { nodes = Items(in: tree, cells) }

    /// How many there are.
    public var count: Int { nodes.count / 2 }
    /// Always 0.
    public var startIndex: Int { 0 }
    /// As many as there are.
    public var endIndex: Int { count }

    /// The entry at `position`, from 0.
    public subscript(position: Int) -> Entry {
      Entry(keyNode: key(position), value: value(position))
    }

    /// The value of the entry at `position`.
    func value(_ position: Int) -> Node { nodes[2 * position + 1] }

    /// The key of the entry at `position`, as a node of its own.
    func key(_ position: Int) -> Node { nodes[2 * position] }

    /// Whether the entry at `position` has this key.
    func hasKey(_ key: String, at position: Int) -> Bool {
      nodes.hasText(key, at: 2 * position)
    }

    /// The value of a key; nil where it is absent.
    func value(of key: String) -> Node? {
      for position in 0..<count where hasKey(key, at: position) { return value(position) }
      return nil
    }
  }
}
