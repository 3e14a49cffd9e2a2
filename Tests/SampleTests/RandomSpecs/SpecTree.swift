/// A spec as a tree that can be printed and made smaller.
indirect enum SpecTree: Sendable {
  /// A scalar in double quotes.
  case text(String)
  /// A scalar without quotes, such as a number.
  case plain(String)
  case list([SpecTree])
  case map([(key: String, value: SpecTree)])

  /// A mapping of those entries that are there.
  static func of(_ entries: (String, SpecTree?)...) -> SpecTree {
    .map(entries.compactMap { key, value in value.map { (key, $0) } })
  }

  static func texts(_ texts: some Sequence<String>) -> SpecTree { .list(texts.map(text)) }

  static func boolean(_ value: Bool) -> SpecTree { .plain(value ? "true" : "false") }

  /// As YAML: mappings on lines of their own down to `depth`, the rest in brackets.
  func yaml(depth: Int = 3) -> String {
    guard case .map(let entries) = self, !entries.isEmpty else { return flow + "\n" }
    return Self.block(entries, depth: depth, indent: "")
  }

  private static func block(
    _ entries: [(key: String, value: SpecTree)], depth: Int, indent: String
  ) -> String {
    entries.map { key, value in
      if case .map(let inner) = value, !inner.isEmpty, depth > 1 {
        return indent + quoted(key) + ":\n" + block(inner, depth: depth - 1, indent: indent + "  ")
      }
      return indent + quoted(key) + ": " + value.flow + "\n"
    }.joined()
  }

  private var flow: String {
    switch self {
    case .text(let text): Self.quoted(text)
    case .plain(let text): text
    case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
    case .map(let entries):
      "{" + entries.map { Self.quoted($0.key) + ": " + $0.value.flow }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let isWord = text.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
    if isWord, !text.isEmpty, !["true", "false"].contains(text) { return text }
    return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x22, 0x5C: return "\\\(scalar)"
    case 0x20...0x7E, 0xA1...0x2027, 0x202F...0xD7FF, 0xE000...0xFDFF: return String(scalar)
    case let value:
      let digits = String(value, radix: 16)
      return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
  }
}

// MARK: - Making smaller

extension SpecTree {
  /// The tree without one entry or item, in every way; the larger parts first.
  var smaller: [SpecTree] {
    switch self {
    case .text, .plain: []
    case .list(let items):
      items.indices.map { .list(items.removing($0)) }
        + items.indices.flatMap { index in
          items[index].smaller.map { .list(items.replacing(index, by: $0)) }
        }
    case .map(let entries):
      entries.indices.map { .map(entries.removing($0)) }
        + entries.indices.flatMap { index in
          entries[index].value.smaller.map {
            .map(entries.replacing(index, by: (entries[index].key, $0)))
          }
        }
    }
  }
}

extension Array {
  fileprivate func removing(_ index: Int) -> Array {
    var copy = self
    copy.remove(at: index)
    return copy
  }

  fileprivate func replacing(_ index: Int, by element: Element) -> Array {
    var copy = self
    copy[index] = element
    return copy
  }
}
