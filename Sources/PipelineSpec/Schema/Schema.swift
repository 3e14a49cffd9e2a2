/// How one kind of value is described and decoded.
package struct Schema<Value: Sendable>: Sendable {
  /// What its values look like.
  package let shape: Shape
  /// The value that `node` holds; nil once it has reported why there is none.
  package let decode: @Sendable (_ node: Node, _ diagnostics: inout Diagnostics) -> Value?

  package init(
    _ shape: Shape, decode: @escaping @Sendable (Node, inout Diagnostics) -> Value?
  ) {
    self.shape = shape
    self.decode = decode
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
