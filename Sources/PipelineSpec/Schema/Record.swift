/// One row of a record's table: a key, its kind of value and what it means.
package struct Field<Value: Sendable>: Sendable {
  let shape: FieldShape
  /// The value of the row; `node` is nil where the key is absent.
  let decode: @Sendable (_ node: Node?, _ record: Node, _ diagnostics: inout Diagnostics) -> Value?
}

extension Field {
  /// A key that has to be there.
  package static func required(
    _ key: String, _ schema: Schema<Value>, _ summary: String
  ) -> Field {
    let shape = FieldShape(key: key, shape: schema.shape, isRequired: true, summary: summary)
    return Field(shape: shape) { [decode = schema.decode] node, record, diagnostics in
      guard let node else {
        diagnostics.error(.missingKey, "missing key '\(key)'", at: record.range)
        return nil
      }
      return decode(node, &diagnostics)
    }
  }

  /// A key that means `value` where it is absent.
  package static func optional(
    _ key: String, _ schema: Schema<Value>, default value: Value, _ summary: String
  ) -> Field {
    let shape = FieldShape(key: key, shape: schema.shape, isRequired: false, summary: summary)
    return Field(shape: shape) { [decode = schema.decode] node, _, diagnostics in
      guard let node else { return value }
      return decode(node, &diagnostics)
    }
  }

  /// A key that may be absent.
  package static func optional<Wrapped>(
    _ key: String, _ schema: Schema<Wrapped>, _ summary: String
  ) -> Field where Value == Wrapped? {
    let shape = FieldShape(key: key, shape: schema.shape, isRequired: false, summary: summary)
    return Field(shape: shape) { [decode = schema.decode] node, _, diagnostics in
      guard let node else { return .some(nil) }
      return decode(node, &diagnostics).map(Optional.some)
    }
  }
}

private struct Absent: Error {}

extension Schema {
  /// A mapping with fixed keys.
  ///
  /// Every key is decoded before `make` runs, so one pass reports all faults; a row too few or of
  /// the wrong type does not compile. An empty value is an empty mapping.
  package static func record<each F: Sendable>(
    _ name: String,
    _ fields: repeat Field<each F>,
    make: @escaping @Sendable (repeat each F) -> Value
  ) -> Schema {
    var shapes: [FieldShape] = []
    for field in repeat each fields { shapes.append(field.shape) }
    let record = RecordShape(name: name, fields: shapes)
    let keys = shapes.map(\.key)
    return Schema(.record(record)) { node, diagnostics in
      guard let entries = node.entries else {
        diagnostics.wrongKind(of: node, expected: "a mapping for \(name)")
        return nil
      }
      let rows = rows(of: entries, keys: keys, record: name, into: &diagnostics)
      var row = 0
      func next<Element>(_ field: Field<Element>) -> Element? {
        defer { row += 1 }
        let entry = rows.isEmpty ? -1 : rows[row]
        return field.decode(entry < 0 ? nil : entries[entry].value, node, &diagnostics)
      }
      let decoded = (repeat next(each fields))
      do {
        return make(repeat try present(each decoded))
      } catch {
        return nil
      }
    }
  }

  /// For each key of the table the index of its entry, or -1; reports entries without a key.
  private static func rows(
    of entries: [Node.Entry], keys: [String], record: String, into diagnostics: inout Diagnostics
  ) -> [Int] {
    guard !entries.isEmpty else { return [] }
    var rows = Array(repeating: -1, count: keys.count)
    for (index, entry) in entries.enumerated() {
      if let row = keys.firstIndex(of: entry.key.value) {
        rows[row] = index
      } else {
        diagnostics.unknownKey(entry.key, in: record, known: keys)
      }
    }
    return rows
  }
}

private func present<T>(_ value: T?) throws(Absent) -> T {
  guard let value else { throw Absent() }
  return value
}

extension Node {
  /// The entries of a mapping; an empty value is an empty mapping. Nil for anything else.
  var entries: [Entry]? {
    switch content {
    case .mapping(let entries): entries
    case .scalar(let text, .plain) where text.isEmpty: []
    case .scalar, .sequence: nil
    }
  }
}

extension Diagnostics {
  fileprivate mutating func unknownKey(
    _ key: Located<String>, in record: String, known: [String]
  ) {
    let help =
      Suggestion.nearest(to: key.value, in: known).map { "did you mean '\($0)'?" }
      ?? "keys of \(record): \(known.joined(separator: ", "))"
    error(.unknownKey, "unknown key '\(key.value)' in \(record)", at: key.range, help: help)
  }
}
