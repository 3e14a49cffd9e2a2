/// What a value looks like in YAML: what the JSON Schema and the reference page are printed from.
package indirect enum Shape: Sendable {
  /// Text; `pattern` is an ECMA 262 regular expression that every legal value matches.
  case text(pattern: String? = nil)
  case integer(ClosedRange<Int>)
  case boolean
  /// One of these words.
  case choice([String])
  case list(Shape)
  /// A mapping whose keys the user chooses; `key` describes them.
  case map(key: Shape, value: Shape)
  case record(RecordShape)
  /// A shorthand beside the full form.
  case either([Shape])
  /// Anything at all.
  case any
  /// A shape that is described once, by this name, and made only where somebody asks for it.
  case named(String, @Sendable () -> Shape)
}

/// A mapping with fixed keys.
package struct RecordShape: Sendable {
  /// What it describes, as in "unknown key 'nam' in stage".
  package let name: String
  package let fields: [FieldShape]
  /// What further keys look like; nil where there may be none.
  package var others: MapShape?
}

/// Keys that the user chooses and what they map to.
package struct MapShape: Sendable {
  package let key: Shape
  package let value: Shape
}

/// One key of a record, as its row declares it.
package struct FieldShape: Sendable {
  package let key: String
  private let makeShape: @Sendable () -> Shape
  package let isRequired: Bool
  /// One sentence, printed in the reference and the JSON Schema.
  package let summary: String
  /// A value as it stands behind the key, in YAML.
  package let example: String

  init(
    key: String, shape: @autoclosure @escaping @Sendable () -> Shape, isRequired: Bool,
    summary: String, example: String
  ) {
    self.key = key
    makeShape = shape
    self.isRequired = isRequired
    self.summary = summary
    self.example = example
  }

  package var shape: Shape { makeShape() }
}
