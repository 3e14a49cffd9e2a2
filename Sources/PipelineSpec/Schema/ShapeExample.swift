extension Shape {
  /// The least that may be written in place of `node`, for a help: `{ cache: deps }` for the text
  /// `deps`.
  func example(for node: Node) -> String {
    switch self {
    case .text, .integer: "text"
    case .boolean: "true"
    case .choice(let words): words.first ?? "text"
    case .list: "[…]"
    case .map: "{ NAME: … }"
    case .record(let record): record.example(for: node)
    case .any: "…"
    case .named(_, let make): make().example(for: node)
    case .either(let forms): forms.map { $0.example(for: node) }.joined(separator: " or ")
    }
  }

  /// What may stand in a list in place of `node`, which is none: a text is probably its only item.
  func items(for node: Node) -> String {
    guard let text = node.shortText else { return "a, b" }
    if case .choice(let words) = self, !words.contains(text) { return words.first ?? text }
    return text
  }

  /// Whether an empty value is a fault, as a key is required.
  var hasRequiredKey: Bool {
    if case .record(let record) = self {
      record.fields.contains(where: \.isRequired)
    } else {
      false
    }
  }
}

extension RecordShape {
  /// With the keys that have to be there, or the first one; a text is probably its value.
  fileprivate func example(for node: Node) -> String {
    let required = fields.filter(\.isRequired).map(\.key)
    if required.isEmpty, others != nil { return "{ NAME: … }" }
    let keys = required.isEmpty ? fields.prefix(1).map(\.key) : required
    let value = keys.count == 1 ? node.shortText ?? "…" : "…"
    return "{ \(keys.map { "\($0): \(value)" }.joined(separator: ", ")) }"
  }
}

extension Node {
  /// The text of a scalar that is not empty, as far as a help shows it.
  var shortText: String? {
    guard case .scalar(let text, _) = content, !text.isEmpty else { return nil }
    return DisplayText.shortened(text)
  }
}
