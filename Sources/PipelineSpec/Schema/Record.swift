/// One row of a record's table: a key, its kind of value and what it means.
package struct Field<Value: Sendable>: Sendable {
  let shape: FieldShape
  /// The value of the row; `node` is nil where the key is absent.
  ///
  /// It throws, where a schema gives nil: a row that may be absent has an optional value already,
  /// and an optional of that, of a type known only when it runs, is dear.
  let decode:
    @Sendable (_ node: Node?, _ record: Node, _ diagnostics: inout Diagnostics) throws(Reported) ->
      Value
}

/// Thrown once the diagnostics say why there is no value.
struct Reported: Error {}

extension Field {
  /// A key that has to be there.
  package static func required(
    _ key: String, _ schema: Schema<Value>, _ summary: String,
    example: String
  ) -> Field {
    let shape = FieldShape(
      key: key, shape: schema.shape, isRequired: true, summary: summary, example: example)
    return Field(shape: shape) {
      [decode = schema.decode] node, record, diagnostics throws(Reported) in
      guard let node else {
        diagnostics.error(
          .missingKey, "missing key '\(key)'", at: record.range, help: "'\(key)': \(summary)")
        throw Reported()
      }
      return try decode(node, &diagnostics).orReported()
    }
  }

  /// A key that means `value` where it is absent.
  package static func optional(
    _ key: String, _ schema: Schema<Value>, default value: Value, _ summary: String,
    example: String
  ) -> Field {
    let shape = FieldShape(
      key: key, shape: schema.shape, isRequired: false, summary: summary, example: example)
    return Field(shape: shape) { [decode = schema.decode] node, _, diagnostics throws(Reported) in
      guard let node else { return value }
      return try decode(node, &diagnostics).orReported()
    }
  }

  /// A key that may be absent.
  package static func optional<Wrapped>(
    _ key: String, _ schema: Schema<Wrapped>, _ summary: String,
    example: String
  ) -> Field where Value == Wrapped? {
    let shape = FieldShape(
      key: key, shape: schema.shape, isRequired: false, summary: summary, example: example)
    return Field(shape: shape) { [decode = schema.decode] node, _, diagnostics throws(Reported) in
      guard let node else { return nil }
      return try decode(node, &diagnostics).orReported()
    }
  }
}

extension Optional {
  /// The value that a schema gave.
  fileprivate consuming func orReported() throws(Reported) -> Wrapped {
    guard let self else { throw Reported() }
    return self
  }
}

extension Schema {
  /// A mapping with fixed keys.
  ///
  /// Every key is decoded before `make` runs, so one pass reports all faults; a row too few or of
  /// the wrong type does not compile. An empty value is an empty mapping.
  package static func record<each F: Sendable>(
    _ name: String,
    _ fields: repeat Field<each F>,
    make: @escaping @Sendable (repeat consuming each F) -> Value
  ) -> Schema {
    var shapes: [FieldShape] = []
    for field in repeat each fields { shapes.append(field.shape) }
    precondition(shapes.count <= UInt64.bitWidth, "RecordRows has a bit for each row")
    let shape = RecordShape(name: name, fields: shapes)
    let keys = RecordKeys(all: shapes.map(\.key), isRequired: shapes.map(\.isRequired))
    return Schema(.record(shape)) { node, diagnostics in
      guard let entries = node.entries else {
        diagnostics.wrongKind(
          of: node, expected: "a mapping for \(name)",
          help: "write \(Shape.record(shape).example(for: node))")
        return nil
      }
      var rows = RecordRows(keys: keys, entries: entries)
      defer { rows.reportUnknown(in: name, into: &diagnostics) }
      do {
        return make(repeat try (each fields).decode(rows.next(), node, &diagnostics))
      } catch {
        // The rows behind the one that failed have their say as well.
        var row = 0
        for field in repeat each fields {
          if row == rows.row { _ = try? field.decode(rows.next(), node, &diagnostics) }
          row += 1
        }
        return nil
      }
    }
  }
}

extension Schema {
  /// A mapping of which some keys are fixed and the others are read by `rest`.
  package static func record<First: Sendable, Second: Sendable, Rest: Sendable>(
    _ name: String, _ first: Field<First>, _ second: Field<Second>, rest: Schema<Rest>,
    make: @escaping @Sendable (First, Second, Rest) -> Value
  ) -> Schema {
    let own = Schema<(First, Second)>.record(name, first, second) { ($0, $1) }
    return beside(own, rest, named: name) { make($0.0, $0.1, $1) }
  }

  /// The same with one fixed key.
  package static func record<First: Sendable, Rest: Sendable>(
    _ name: String, _ first: Field<First>, rest: Schema<Rest>,
    make: @escaping @Sendable (First, Rest) -> Value
  ) -> Schema {
    beside(Schema<First>.record(name, first) { $0 }, rest, named: name, make: make)
  }

  private static func beside<Own: Sendable, Rest: Sendable>(
    _ own: Schema<Own>, _ rest: Schema<Rest>, named name: String,
    make: @escaping @Sendable (Own, Rest) -> Value
  ) -> Schema {
    guard case .record(let record) = own.shape else { preconditionFailure("no record") }
    let keys = record.fields.map(\.key)
    return Schema(.record(record.beside(rest.shape))) { node, diagnostics in
      guard let entries = node.entries else {
        diagnostics.wrongKind(
          of: node, expected: "a mapping for \(name)",
          help: "write \(Shape.record(record.beside(rest.shape)).example(for: node))")
        return nil
      }
      let fixed = entries.filter { keys.contains($0.key.value) }
      let others = entries.filter { !keys.contains($0.key.value) }
      let first = own.decode(Node(fixed, at: node.range), &diagnostics)
      let second = rest.decode(Node(others, at: node.range), &diagnostics)
      guard let first, let second else { return nil }
      return make(first, second)
    }
  }
}

extension RecordShape {
  /// Its own keys, then those of `rest`, which is a record or a map.
  fileprivate func beside(_ rest: Shape) -> RecordShape {
    switch rest {
    case .record(let other):
      RecordShape(name: name, fields: fields + other.fields, others: other.others)
    case .map(let key, let value):
      RecordShape(name: name, fields: fields, others: MapShape(key: key, value: value))
    case .text, .integer, .boolean, .choice, .list, .either, .any, .named:
      preconditionFailure("no mapping")
    }
  }
}

/// The keys of a record's rows.
private struct RecordKeys: Sendable {
  let all: [String]
  let isRequired: [Bool]

  /// The rows of `entries`, a bit for each; nil where one has none or follows one of a later row.
  func rows(of entries: Node.Entries) -> UInt64? {
    var rows: UInt64 = 0
    var row = 0
    for position in entries.indices {
      while row < all.count, !entries.hasKey(all[row], at: position) { row += 1 }
      guard row < all.count else { return nil }
      rows |= 1 << UInt64(row)
      row += 1
    }
    return rows
  }

  /// The key that a misspelt one was probably meant to be.
  func meant(by key: String) -> String? {
    all.contains(key) ? nil : Suggestion.nearest(to: key, in: all)
  }
}

/// Finds each row's entry, in the order of the table.
private struct RecordRows {
  private let keys: RecordKeys
  private let entries: Node.Entries
  /// The rows that have an entry, where all entries follow the table, as in most records; nil where
  /// one does not.
  private let present: UInt64?
  /// The next row.
  private(set) var row = 0
  private var found = 0

  init(keys: RecordKeys, entries: Node.Entries) {
    self.keys = keys
    self.entries = entries
    present = keys.rows(of: entries)
  }

  /// The value of the next row's key; nil where it is absent.
  ///
  /// A required key that is only misspelt is there: the unknown key is the one fault to report.
  mutating func next() -> Node? {
    row += 1
    if let present {
      guard present >> UInt64(row - 1) & 1 == 1 else { return nil }
      found += 1
      return entries.value(found - 1)
    }
    guard found < entries.count || keys.isRequired[row - 1] else { return nil }
    let key = keys.all[row - 1]
    if let value = entries.value(of: key) {
      found += 1
      return value
    }
    guard keys.isRequired[row - 1] else { return nil }
    return entries.first { keys.meant(by: $0.key.value) == key }?.value
  }

  /// Reports entries that no row has asked for.
  func reportUnknown(in record: String, into diagnostics: inout Diagnostics) {
    guard found < entries.count else { return }
    for entry in entries where !keys.all.contains(entry.key.value) {
      diagnostics.unknownKey(entry.key, in: record, known: keys.all)
    }
  }
}

extension Diagnostics {
  mutating func unknownKey(
    _ key: Located<String>, in record: String, known: [String]
  ) {
    let text = DisplayText.spelled(key.value)
    let other = key.value.unicodeScalars.first { !$0.isASCII }
    let hint = other.map { "'\(DisplayText.spelled(String($0)))' is no ASCII letter; " } ?? ""
    let help =
      Suggestion.nearest(to: key.value, in: known).map { "\(hint)did you mean '\($0)'?" }
      ?? "\(hint)keys of \(record): \(known.joined(separator: ", "))"
    error(.unknownKey, "unknown key '\(text)' in \(record)", at: key.range, help: help)
  }
}
