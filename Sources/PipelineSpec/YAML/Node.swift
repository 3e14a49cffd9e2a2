/// One node of a YAML document: plain data and where it stands.
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

  /// A key of a mapping and its value.
  public struct Entry: Sendable {
    /// The key's text.
    public let key: Located<String>
    /// What it maps to.
    public let value: Node
  }

  /// What the node holds; scalars stay text until a schema asks for something else.
  public enum Content: Sendable {
    /// Text, exactly as YAML defines it.
    case scalar(String, Style)
    /// A list.
    case sequence([Node])
    /// A mapping in the order written, keys unique by their bytes.
    case mapping([Entry])
  }

  /// What the node holds.
  public let content: Content
  /// Where it stands; an alias stands where it is used.
  public let range: SourceRange

  /// A node that holds `content` at `range`.
  public init(_ content: Content, at range: SourceRange) {
    self.content = content
    self.range = range
  }
}
