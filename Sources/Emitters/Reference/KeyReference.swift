package import PipelineSpec

/// A key of the language and where it stands.
package struct KeyReference: Sendable {
  /// The keys that lead to it; `*` is a name that the user chooses, `[]` an element of a list.
  package let path: [String]
  /// Its row.
  package let field: FieldShape

  /// Such as `images.*.stages.*.cache`.
  package var name: String { path.joined(separator: ".") }
}

/// A mapping of the language and its keys.
package struct RecordReference: Sendable {
  /// The keys that lead to it; none for the spec itself.
  package let path: [String]
  /// Its table.
  package let record: RecordShape

  /// Its keys, in the order of the table.
  package var keys: [KeyReference] {
    record.fields.map { KeyReference(path: path + [$0.key], field: $0) }
  }

  /// All of a spec, each behind those in which it stands.
  package static let all: [RecordReference] = {
    var records: [RecordReference] = []
    collect(Schema.document.shape, at: [], into: &records)
    return records
  }()

  private static func collect(
    _ shape: Shape, at path: [String], into records: inout [RecordReference]
  ) {
    switch shape {
    // What Azure's own documentation describes is not said again.
    case .text, .integer, .boolean, .choice, .any, .named: break
    case .list(let element):
      collect(element, at: path.dropLast() + ["\(path.last ?? "")[]"], into: &records)
    case .map(_, let value): collect(value, at: path + ["*"], into: &records)
    case .either(let forms): for form in forms { collect(form, at: path, into: &records) }
    case .record(let record):
      let reference = RecordReference(path: path, record: record)
      records.append(reference)
      for key in reference.keys { collect(key.field.shape, at: key.path, into: &records) }
      if let others = record.others { collect(others.value, at: path + ["*"], into: &records) }
    }
  }
}

extension KeyReference {
  /// Keys that `query` may mean: a whole path, with any names, or the end of one.
  package static func keys(meantBy query: String) -> [KeyReference] {
    let parts = query.split(separator: ".", omittingEmptySubsequences: false).map(bare)
    let keys = RecordReference.all.flatMap(\.keys)
    let exact = keys.filter { key in
      key.path.count == parts.count
        && zip(key.path, parts).allSatisfy { $0 == "*" || bare($0) == $1 }
    }
    if parts.count > 1, !exact.isEmpty { return exact }
    return keys.filter { key in
      let fixed = key.path.filter { $0 != "*" }.map(bare)
      return fixed.suffix(parts.count) == parts[...]
    }
  }

  private static func bare(_ part: some StringProtocol) -> String {
    part.hasSuffix("[]") ? String(part.dropLast(2)) : String(part)
  }
}

extension Shape {
  /// What may be written, in words.
  package var words: String {
    switch self {
    case .text: "text"
    case .integer(let range) where range.count == 1: "`\(range.lowerBound)`"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "`true` or `false`"
    case .choice(let words): Self.oneOf(words.map { "`\($0)`" })
    case .list(let element): "a list of \(element.plural)"
    case .map(_, let value): "a mapping of names to \(value.plural)"
    case .record: "a mapping"
    case .any: "anything"
    case .named: "Azure's own words"
    case .either(let forms): Self.oneOf(forms.map(\.words).uniqued)
    }
  }

  private var plural: String {
    switch self {
    case .text: "texts"
    case .record, .map: "mappings"
    case .list: "lists"
    case .either(let forms): Self.oneOf(forms.map(\.plural).uniqued)
    case .integer, .boolean, .choice, .any, .named: words
    }
  }

  private static func oneOf(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}

extension [String] {
  fileprivate var uniqued: [String] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
