extension Schema {
  /// One element or a list of them.
  package static func oneOrMore<Element>(
    _ element: Schema<Element>, named name: String
  ) -> Schema where Value == [Element] {
    let list = Schema.list(of: element, named: name)
    return Schema(.either([element.shape, list.shape])) { node, diagnostics in
      if node.kind == .sequence { return list.decode(node, &diagnostics) }
      return element.decode(node, &diagnostics).map { [$0] }
    }
  }

  /// A list, each element reported on its own; `name` is the plural, as in "a list of tags".
  package static func list<Element>(
    of element: Schema<Element>, named name: String
  ) -> Schema where Value == [Element] {
    Schema(.list(element.shape)) {
      [decode = element.decode] node, diagnostics in
      guard case .sequence(let items) = node.content else {
        diagnostics.wrongKind(
          of: node, expected: "a list of \(name)",
          help: "write [\(element.shape.items(for: node))], or one '- …' a line")
        return nil
      }
      var elements: [Element] = []
      elements.reserveCapacity(items.count)
      for item in items {
        if let element = decode(item, &diagnostics) { elements.append(element) }
      }
      return elements.count == items.count ? elements : nil
    }
  }

  /// The same as a list that stays where it is.
  package static func keptList<Element>(
    of element: Schema<Element>, named name: String
  ) -> Schema where Value == KeptList<Element> {
    Schema<[Element]>.list(of: element, named: name).map { KeptList($0) }
  }

  /// A mapping whose keys the user chooses, in the order written.
  package static func map<Key, Element>(
    _ key: Schema<Key>, _ element: Schema<Element>, named name: String
  ) -> Schema where Value == [Keyed<Key, Element>] {
    map(key, element, named: name) { Keyed(key: $0, value: $1) }
  }

  /// A mapping whose keys the user chooses and whose elements hold their own key.
  package static func map<Key, Body, Element>(
    _ key: Schema<Key>, _ body: Schema<Body>, named name: String,
    make: @escaping @Sendable (consuming Located<Key>, consuming Body) -> Element
  ) -> Schema where Value == [Element] {
    Schema(.map(key: key.shape, value: body.shape)) {
      [decodeKey = key.decode, decode = body.decode] node, diagnostics in
      guard let entries = node.entries else {
        diagnostics.wrongKind(
          of: node, expected: "a mapping of \(name)",
          help: "write { NAME: … }, or one 'NAME: …' a line")
        return nil
      }
      var elements: [Element] = []
      elements.reserveCapacity(entries.count)
      for position in entries.indices {
        let keyNode = entries.key(position)
        let key = decodeKey(keyNode, &diagnostics)
        guard let value = decode(entries.value(position), &diagnostics), let key else { continue }
        elements.append(make(Located(key, at: keyNode.range), value))
      }
      return elements.count == entries.count ? elements : nil
    }
  }

  /// A shorthand for scalars, or for lists, beside the full form; all give one model.
  package static func either(
    scalar: Schema? = nil, list: Schema? = nil, mapping: Schema
  ) -> Schema {
    let shape = { @Sendable in Shape.either([scalar, list, mapping].compactMap { $0?.shape }) }
    return Schema(shape()) { node, diagnostics in
      switch node.kind {
      case .scalar where node.isNothing && (scalar == nil || !mapping.shape.hasRequiredKey):
        return mapping.decode(node, &diagnostics)
      case .scalar: return (scalar ?? mapping).decode(node, &diagnostics)
      case .sequence:
        if let list { return list.decode(node, &diagnostics) }
        diagnostics.wrongKind(
          of: node, expected: "text or a mapping", help: "write \(shape().example(for: node))")
        return nil
      case .mapping: return mapping.decode(node, &diagnostics)
      }
    }
  }
}

/// One entry of a mapping whose keys the user chose.
public struct Keyed<Key, Value> {
  /// The key and where it stands.
  public let key: Located<Key>
  /// What it maps to.
  public let value: Value

  package init(key: Located<Key>, value: Value) {
    self.key = key
    self.value = value
  }
}

extension Keyed: Sendable where Key: Sendable, Value: Sendable {}
extension Keyed: Equatable where Key: Equatable, Value: Equatable {}
