/// Looks at a list of stages, jobs or steps as a whole: ids, who waits for whom, and conditions.
struct AzureOrder {
  private let items: Node.Items
  private let name: String
  /// Ids by their lower case.
  private var known: [String: Located<String>] = [:]
  private var repeated: [(id: Located<String>, first: Located<String>)] = []
  /// Whether all ids are to be seen here.
  private var isWhole = true

  private static let idKeys = ["stage", "job", "deployment"]

  init(of items: Node.Items, named name: String) {
    self.items = items
    self.name = name
    for item in items {
      guard let id = Self.id(of: item) else {
        isWhole = false
        continue
      }
      if id.value.isEmpty { continue }
      if let first = known[id.value.lowercased()] {
        repeated.append((id, first))
      } else {
        known[id.value.lowercased()] = id
      }
    }
  }

  func check(into diagnostics: inout Diagnostics) {
    for (id, first) in repeated {
      diagnostics.error(
        .clash, "two of the \(name) are called '\(id.value)'", at: id.range,
        help: "give each an id of its own; Azure compares them without regard to case",
        notes: [Diagnostic.Note(message: "the other one is here", range: first.range)])
    }
    for (index, item) in items.enumerated() {
      if isWhole { checkNames(in: item, into: &diagnostics) }
      checkCondition(of: item, at: index, into: &diagnostics)
    }
  }

  /// The id of a stage or job; nil for what stands for others, or has none.
  private static func id(of item: Node) -> Located<String>? {
    guard case .mapping(let entries) = item.content else { return nil }
    for key in idKeys {
      guard let node = entries.value(of: key), case .scalar(let text, _) = node.content else {
        continue
      }
      return text.holds(0x24) ? nil : Located(text, at: node.range)
    }
    return nil
  }

  private func checkNames(in item: Node, into diagnostics: inout Diagnostics) {
    guard case .mapping(let entries) = item.content, let needs = entries.value(of: "dependsOn")
    else { return }
    var nodes = [needs]
    if case .sequence(let items) = needs.content { nodes = Array(items) }
    for node in nodes {
      guard case .scalar(let text, _) = node.content, !text.isEmpty, !text.holds(0x24),
        known[text.lowercased()] == nil
      else { continue }
      diagnostics.error(
        .unknownName, "none of the \(name) is called '\(text)'", at: node.range,
        help: Suggestion.help(for: text, in: known.values.map(\.value).sorted(), kind: name))
    }
  }

  /// A condition replaces `succeeded()`: without it, a failure before it stops nothing.
  private func checkCondition(
    of item: Node, at index: Int, into diagnostics: inout Diagnostics
  ) {
    guard case .mapping(let entries) = item.content,
      let node = entries.value(of: "condition"), case .scalar(let text, _) = node.content,
      waits(entries, at: index)
    else { return }
    let said = CaselessText(text.utf8)
    let functions = ["succeeded", "failed", "always", "canceled", "dependencies", "${{"]
    guard !functions.contains(where: { said.holds([$0]) }),
      !["false", "true"].contains(text.lowercased())
    else { return }
    diagnostics.warning(
      .azureCondition, "this condition does not ask whether what came before has succeeded",
      at: node.range,
      help: "write and(succeeded(), …)\(name == "stages" ? ", or 'dependsOn: []' beside it" : "")")
  }

  private func waits(_ entries: Node.Entries, at index: Int) -> Bool {
    if let needs = entries.value(of: "dependsOn") {
      if case .sequence(let items) = needs.content { return !items.isEmpty }
      return true
    }
    switch name {
    case "jobs": return false
    case _: return index > 0
    }
  }
}
