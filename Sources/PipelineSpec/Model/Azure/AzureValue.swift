/// A part of an Azure pipeline that is passed through: what it holds is Azure's own language, so
/// macros and expressions are live in it and nothing is interpolated.
public indirect enum AzureValue: Sendable, Equatable {
  /// A scalar; all of Azure's are text. `isPlain` where it stood without quotes.
  case text(String, isPlain: Bool)
  case list([AzureValue])
  case map([AzureEntry])
  /// Stands for what the plan compiles to.
  case compiled(AzureHole)

  /// The value of a key; nil where there is none, or where this is no mapping.
  public func value(of key: String) -> AzureValue? {
    guard case .map(let entries) = self else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The text of a scalar.
  public var text: String? {
    if case .text(let text, _) = self { text } else { nil }
  }

  /// Where the plan's own parts stand in it, in order.
  public var holes: [AzureHole] {
    switch self {
    case .text: []
    case .list(let items): items.flatMap(\.holes)
    case .map(let entries): entries.flatMap(\.value.holes)
    case .compiled(let hole): [hole]
    }
  }
}

/// A key of a mapping that is passed through, and its value.
public struct AzureEntry: Sendable, Equatable {
  /// The key's text.
  public let key: String
  /// What it maps to.
  public let value: AzureValue
}

/// `- pipegen: IMAGES` in a list of steps, jobs or stages.
public struct AzureHole: Sendable, Equatable {
  /// What the list that it stands in holds.
  public enum Kind: String, Sendable {
    case steps
    case jobs
    case stages
  }

  /// What it stands for.
  public let kind: Kind
  /// An image, a group, a pattern of images, or `all`.
  public let images: Located<String>

  /// What stands for every image.
  public static let all = "all"
}

/// The row of a key of Azure's, as its documentation names it.
struct AzureRow: Sendable {
  let field: FieldShape
  let decode: @Sendable (Node, inout Diagnostics) -> AzureValue?

  /// A key whose values are of `schema`.
  init(_ key: String, _ schema: Schema<AzureValue>, _ summary: String) {
    field = FieldShape(
      key: key, shape: schema.shape, isRequired: false, summary: summary, example: "")
    decode = schema.decode
  }
}

extension Schema<AzureValue> {
  /// One line of text, or several.
  static let azureText = Schema(.text()) { node, diagnostics in
    if node.isNothing { return .text("", isPlain: false) }
    guard let text = diagnostics.text(of: node, expected: "text") else { return nil }
    let bad = text.unicodeScalars.first { scalar in
      (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || scalar.value == 0x7F
    }
    if let bad {
      diagnostics.error(
        .invalidValue,
        "the text holds the control character U+\(String(bad.value, radix: 16, uppercase: true))",
        at: node.range, help: "Azure's log would act on it; remove it")
      return nil
    }
    return .text(text, isPlain: node.isPlain)
  }

  /// `true` or `false` in one of Azure's spellings, or an expression.
  static let azureBoolean = Schema(.text(pattern: #"^(true|false|y|n|yes|no|on|off|.*\$.*)$"#)) {
    node, diagnostics in
    guard let text = diagnostics.text(of: node, expected: "true or false") else { return nil }
    switch text.lowercased() {
    case "true", "y", "yes", "on": return .text("true", isPlain: true)
    case "false", "n", "no", "off": return .text("false", isPlain: true)
    case let text where text.holds(0x24): return .text(text, isPlain: false)
    case _:
      diagnostics.error(
        .invalidValue, "expected true or false, found '\(text)'", at: node.range,
        help: "write true or false, or an expression of Azure's")
      return nil
    }
  }

  /// A number, or an expression.
  static let azureNumber = Schema(.text(pattern: #"^([0-9]{1,9}|.*\$.*)$"#)) { node, diagnostics in
    guard let text = diagnostics.text(of: node, expected: "a number") else { return nil }
    guard
      text.holds(0x24) || (1...9).contains(text.utf8.count) && Int(text).map({ $0 >= 0 }) == true
    else {
      diagnostics.error(
        .invalidValue, "expected a number, found '\(text)'", at: node.range,
        help: "write its digits, or an expression of Azure's")
      return nil
    }
    return .text(text, isPlain: true)
  }

  /// Anything that Azure can read: a task's inputs, a template's parameters.
  static let azureAny: Schema = Schema(.any) { node, diagnostics in
    switch node.content {
    case .scalar: return azureText.decode(node, &diagnostics)
    case .sequence(let items):
      return diagnostics.all(items) { item, diagnostics in
        Schema<AzureValue>.azureAny.decode(item, &diagnostics)
      }.map(AzureValue.list)
    case .mapping(let entries):
      diagnostics.checkFoldedKeys(of: entries)
      return diagnostics.all(entries) { entry, diagnostics in
        diagnostics.entry(entry) { Schema<AzureValue>.azureAny.decode($0, &$1) }
      }.map(AzureValue.map)
    }
  }

  /// A mapping of texts, such as `env`.
  static let azureTexts = Schema(.map(key: .text(), value: .text())) { node, diagnostics in
    guard let entries = node.entries else {
      diagnostics.wrongKind(
        of: node, expected: "a mapping of texts", help: "write one 'NAME: …' a line")
      return nil
    }
    diagnostics.checkFoldedKeys(of: entries)
    return diagnostics.all(entries) { entry, diagnostics in
      diagnostics.entry(entry) { Schema<AzureValue>.azureText.decode($0, &$1) }
    }.map(AzureValue.map)
  }

  /// One text or a list of them, such as `dependsOn`.
  static let azureTextOrList = Schema(.either([.text(), .list(.text())])) { node, diagnostics in
    guard case .sequence(let items) = node.content else {
      return azureText.decode(node, &diagnostics)
    }
    return diagnostics.all(items) { Schema<AzureValue>.azureText.decode($0, &$1) }
      .map(AzureValue.list)
  }

  /// A text where a mapping has a short form, else what `mapping` says.
  static func azureTextOr(_ mapping: Schema) -> Schema {
    Schema(.either([.text(), mapping.shape])) { node, diagnostics in
      if case .scalar = node.content { return azureText.decode(node, &diagnostics) }
      return mapping.decode(node, &diagnostics)
    }
  }

  /// A mapping with Azure's keys; `first` is the key that has to come first.
  ///
  /// Entries keep the order in which they are written. `${{ if … }}` and its like may stand
  /// wherever a key may; what is behind them is of the same mapping.
  static func azureRecord(
    _ name: String, first: String? = nil, _ rows: @escaping @Sendable () -> [AzureRow]
  ) -> Schema {
    let shape = { @Sendable in
      Shape.named("azure-" + name.split(separator: " ").joined(separator: "-")) {
        .record(
          RecordShape(
            name: name, fields: rows().map(\.field),
            others: MapShape(key: .text(pattern: #"^\$\{\{"#), value: .any)))
      }
    }
    return Schema(shape()) { node, diagnostics in
      AzureRecord(name: name, first: first, rows: rows()).decode(node, into: &diagnostics)
    }
  }
}

/// Reads a mapping of Azure's by its rows.
private struct AzureRecord {
  let name: String
  let first: String?
  let rows: [AzureRow]

  func decode(_ node: Node, into diagnostics: inout Diagnostics) -> AzureValue? {
    guard case .mapping(let entries) = node.content else {
      diagnostics.wrongKind(
        of: node, expected: "a mapping for \(name)",
        help: "write \(first.map { "'\($0): …'" } ?? "one 'KEY: …' a line")")
      return nil
    }
    if let first, let entry = entries.first, entry.key.value != first, !entry.key.isExpression,
      entries.contains(where: { $0.key.value == first })
    {
      diagnostics.error(
        .keyKind, "'\(first)' has to be the first key of a \(name)", at: entry.key.range,
        help: "Azure tells by its first key what a mapping is")
    }
    return diagnostics.all(entries) { entry, diagnostics in
      if entry.key.isExpression {
        return diagnostics.entry(entry) { decode($0, into: &$1) }
      }
      guard let row = rows.first(where: { $0.field.key == entry.key.value }) else {
        diagnostics.unknownKey(entry.key, in: name, known: rows.map(\.field.key))
        return nil
      }
      return diagnostics.entry(entry) { row.decode($0, &$1) }
    }.map(AzureValue.map)
  }
}

extension Located<String> {
  /// Whether it is a directive such as `${{ if … }}`.
  var isExpression: Bool { value.utf8.starts(with: "${{".utf8) }
}

extension Node {
  /// Whether it is a scalar without quotes.
  var isPlain: Bool {
    kind == .scalar(.plain)
  }
}

extension Diagnostics {
  /// What `decode` makes of each; nil once one of them is reported.
  mutating func all<Item, Result>(
    _ items: some Collection<Item>, _ decode: (Item, inout Diagnostics) -> Result?
  ) -> [Result]? {
    let results = items.compactMap { decode($0, &self) }
    return results.count == items.count ? results : nil
  }

  /// An entry whose value `decode` reads.
  mutating func entry(
    _ entry: Node.Entry, _ decode: (Node, inout Diagnostics) -> AzureValue?
  ) -> AzureEntry? {
    let key = entry.key.value
    guard !key.isEmpty, key.utf8.count <= 500,
      key.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      error(
        .keyKind, "a key is one line of at most 500 bytes", at: entry.key.range,
        help: "shorten it")
      return nil
    }
    return decode(entry.value, &self).map { AzureEntry(key: key, value: $0) }
  }

  /// Reports keys that Azure takes for one: it compares without regard to case.
  mutating func checkFoldedKeys(of entries: Node.Entries) {
    var seen: [String: Located<String>] = [:]
    for entry in entries where !entry.key.isExpression {
      if let first = seen.updateValue(entry.key, forKey: entry.key.value.lowercased()) {
        error(
          .duplicateKey, "Azure takes '\(entry.key.value)' and '\(first.value)' for one key",
          at: entry.key.range, help: "it compares keys without regard to case",
          notes: [Diagnostic.Note(message: "the other one is here", range: first.range)])
      }
    }
  }
}
