/// How one kind of value is described and decoded.
package struct Schema<Value: Sendable>: Sendable {
  private let makeShape: @Sendable () -> Shape
  /// The value that `node` holds; nil once it has reported why there is none.
  package let decode: @Sendable (_ node: Node, _ diagnostics: inout Diagnostics) -> Value?

  package init(
    _ shape: @autoclosure @escaping @Sendable () -> Shape,
    decode: @escaping @Sendable (Node, inout Diagnostics) -> Value?
  ) {
    makeShape = shape
    self.decode = decode
  }

  /// What its values look like; made where somebody asks for it, as reading does not.
  package var shape: Shape { makeShape() }

  /// A schema that is made where there is a value to read: most specs have few of its kind.
  package static func late(_ schema: @autoclosure @escaping @Sendable () -> Schema) -> Schema {
    Schema(schema().shape) { node, diagnostics in schema().decode(node, &diagnostics) }
  }

  /// The same YAML, seen as another type.
  package func map<Other: Sendable>(
    _ transform: @escaping @Sendable (consuming Value) -> Other
  ) -> Schema<Other> {
    Schema<Other>(shape) { [decode] node, diagnostics in
      guard let value = decode(node, &diagnostics) else { return nil }
      return transform(value)
    }
  }

  /// The same YAML, with the place where it stands.
  package var located: Schema<Located<Value>> {
    Schema<Located<Value>>(shape) { [decode] node, diagnostics in
      guard let value = decode(node, &diagnostics) else { return nil }
      return Located(value, at: node.range)
    }
  }
}

extension Node {
  /// What kind of node this is, in the words of a message.
  var kindName: String {
    switch kind {
    case .scalar: isNothing ? "nothing" : "text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

extension Diagnostics {
  /// Records that `node` is of another kind than `expected`, such as "a list of tags".
  mutating func wrongKind(of node: Node, expected: String, help: String? = nil) {
    error(.wrongKind, "expected \(expected), found \(node.kindName)", at: node.range, help: help)
  }
}
