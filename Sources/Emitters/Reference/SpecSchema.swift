import PipelineSpec

/// The JSON Schema of specs, printed from the same tables that decode them.
package enum SpecSchema {
  /// Draft 2020-12.
  package static var json: JSON {
    .object(
      [
        ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
        ("title", .string("pipegen spec")),
      ] + members(of: Schema.document.shape) + [("$defs", .object(definitions))])
  }

  /// Shapes that are described once, by their names.
  private static var definitions: [(key: String, value: JSON)] {
    var found: [(key: String, shape: Shape)] = []
    var open = [Schema.document.shape]
    while let shape = open.popLast() {
      guard case .named(let name, let make) = shape else {
        open += shape.parts
        continue
      }
      guard !found.contains(where: { $0.key == name }) else { continue }
      found.append((name, make()))
      open.append(make())
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, schema(of: $0.shape)) }
  }

  private static func schema(of shape: Shape) -> JSON { .object(members(of: shape)) }

  /// Scalars are decoded from their text, so a number or a boolean is as good as a string.
  private static func members(of shape: Shape) -> [(key: String, value: JSON)] {
    switch shape {
    case .text(let pattern):
      [("type", .array([.string("string"), .string("number"), .string("boolean")]))]
        + (pattern.map { [("pattern", .string($0))] } ?? [])
    case .integer(let range):
      [
        ("type", .string("integer")), ("minimum", .number(range.lowerBound)),
        ("maximum", .number(range.upperBound)),
      ]
    case .boolean: [("type", .string("boolean"))]
    case .choice(let words): [("enum", .array(words.map(JSON.string)))]
    case .list(let element): [("type", .string("array")), ("items", schema(of: element))]
    case .map(let key, let value):
      [
        ("type", .array([.string("object"), .string("null")])),
        ("propertyNames", schema(of: key)), ("additionalProperties", schema(of: value)),
      ]
    case .record(let record): members(of: record)
    case .any: []
    case .named(let name, _): [("$ref", .string("#/$defs/" + name))]
    case .either(let forms): [("anyOf", .array(forms.map(schema)))]
    }
  }

  /// An empty value is an empty mapping, unless a key is required.
  private static func members(of record: RecordShape) -> [(key: String, value: JSON)] {
    let required = record.fields.filter(\.isRequired).map { JSON.string($0.key) }
    let types: [JSON] =
      required.isEmpty ? [.string("object"), .string("null")] : [.string("object")]
    let properties = record.fields.map { field in
      (field.key, JSON.object([("description", .string(field.summary))] + members(of: field.shape)))
    }
    return [
      ("type", .array(types)), ("properties", .object(properties)),
      ("required", .array(required)),
    ] + members(of: record.others)
  }

  /// What further keys a record may have.
  private static func members(of others: MapShape?) -> [(key: String, value: JSON)] {
    guard let others else { return [("additionalProperties", .boolean(false))] }
    guard case .text(let pattern?) = others.key else {
      return [("additionalProperties", schema(of: others.value))]
    }
    return [
      ("patternProperties", .object([(pattern, schema(of: others.value))])),
      ("additionalProperties", .boolean(false)),
    ]
  }
}

extension Shape {
  /// The shapes that it is made of.
  fileprivate var parts: [Shape] {
    switch self {
    case .text, .integer, .boolean, .choice, .any, .named: []
    case .list(let element): [element]
    case .map(let key, let value): [key, value]
    case .record(let record):
      record.fields.map(\.shape) + (record.others.map { [$0.value] } ?? [])
    case .either(let forms): forms
    }
  }
}
