extension Node {
  /// A key of a mapping and its value.
  public struct Entry: Sendable {
    /// The key, a scalar.
    let keyNode: Node
    /// What it maps to.
    public let value: Node

    /// The key's text.
    public var key: Located<String> { Located(keyNode.text, at: keyNode.range) }

    /// Whether this is the key.
    func hasKey(_ key: String) -> Bool { keyNode.hasText(key) }

    /// The same key with another value.
    func replacing(_ value: Node) -> Entry { Entry(keyNode: keyNode, value: value) }
  }
}

extension Node {
  /// Its entries, to be changed; none where it is no mapping.
  var allEntries: [Entry] { entries.map { Array($0) } ?? [] }
}

extension Node.Entry {
  /// An entry that no document has.
  init(_ key: String, at range: SourceRange, _ value: Node) {
    self.init(keyNode: Node(key, .plain, at: range), value: value)
  }
}
