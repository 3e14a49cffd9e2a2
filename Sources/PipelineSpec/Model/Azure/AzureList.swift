/// One kind of element in a list of Azure's: the key that begins it, and the whole of it.
struct AzureKind: Sendable {
  let key: String
  let schema: Schema<AzureValue>

  init(_ key: String, _ schema: Schema<AzureValue>) {
    self.key = key
    self.schema = schema
  }
}

extension Schema<AzureValue> {
  /// A list whose elements are told apart by their first key; `- pipegen: IMAGES` is one of them.
  static func azureList(
    _ name: String, hole: AzureHole.Kind,
    _ kinds: @autoclosure @escaping @Sendable () -> [AzureKind]
  ) -> Schema {
    let shape = { @Sendable in
      Shape.named("azure-\(name)") {
        .list(
          .either(
            kinds().map(\.schema.shape) + [
              Schema<Located<String>>.azureHole.shape,
              .map(key: .text(pattern: #"^\$\{\{"#), value: .any),
            ]))
      }
    }
    return Schema(shape()) { node, diagnostics in
      AzureList(name: name, hole: hole, kinds: kinds()).decode(node, into: &diagnostics)
    }
  }
}

extension Schema<Located<String>> {
  /// `pipegen: IMAGES`, the whole of an element.
  fileprivate static let azureHole = record(
    "pipegen",
    .required(
      "pipegen", Schema<String>.text(.imagePattern).located,
      "An image, a group, a pattern of images or `all`: stands for what builds and pushes them.",
      example: "all"),
    make: { $0 })
}

private struct AzureList {
  let name: String
  let hole: AzureHole.Kind
  let kinds: [AzureKind]

  func decode(_ node: Node, into diagnostics: inout Diagnostics) -> AzureValue? {
    guard case .sequence(let items) = node.content else {
      diagnostics.wrongKind(
        of: node, expected: "a list of \(name)", help: "begin each with '- \(kinds[0].key): …'")
      return nil
    }
    AzureOrder(of: items, named: name).check(into: &diagnostics)
    return diagnostics.all(items) { element($0, into: &$1) }.map(AzureValue.list)
  }

  private func element(_ node: Node, into diagnostics: inout Diagnostics) -> AzureValue? {
    guard case .mapping(let entries) = node.content, let first = entries.first else {
      diagnostics.wrongKind(of: node, expected: "a mapping in \(name)", help: help)
      return nil
    }
    if first.key.isExpression, entries.count == 1 {
      return decode(first.value, into: &diagnostics).map { list in
        .map([AzureEntry(key: first.key.value, value: list)])
      }
    }
    let keys = entries.map(\.key.value)
    if keys.contains("pipegen") {
      return Schema<Located<String>>.azureHole.decode(node, &diagnostics).map { images in
        .compiled(AzureHole(kind: hole, images: images))
      }
    }
    guard let kind = kinds.first(where: { keys.contains($0.key) }) else {
      let near = Suggestion.nearest(to: first.key.value, in: kinds.map(\.key) + ["pipegen"])
      diagnostics.error(
        .keyKind, "nothing in \(name) begins with '\(first.key.value)'", at: first.key.range,
        help: near.map { "did you mean '\($0)'?" } ?? help)
      return nil
    }
    return kind.schema.decode(node, &diagnostics)
  }

  private var help: String {
    "what begins one: \((kinds.map(\.key) + ["pipegen"]).joined(separator: ", "))"
  }
}
