import PipelinePlan
import PipelineSpec

/// Spells what is passed through, and puts the plan's parts where it asks for them.
struct AzurePassed {
  let parts: AzureParts
  /// Ids of stages and jobs.
  var names: AzureNames
  /// Names of the steps of the job at hand.
  private var stepNames = AzureNames(besideSteps: [])

  init(parts: AzureParts, names: AzureNames) {
    self.parts = parts
    self.names = names
  }

  mutating func document(of value: AzureValue) -> YAMLDocument {
    switch value {
    case .text(let text, let isPlain): return .passed(text, isPlain: isPlain)
    case .list(let items):
      return items.contains(where: \.isHole) ? elements(items) : .list(documents(of: items))
    case .map(let entries):
      var all: [YAMLEntry] = []
      for entry in entries {
        all.append(YAMLEntry(.passed(entry.key), document(of: entry.value, for: entry.key)))
      }
      return .map(all)
    case .compiled(let hole):
      return hole.kind == .steps
        ? parts.fill(hole, &stepNames) : parts.fill(hole, &names)
    }
  }

  /// Stages, jobs and steps have blank lines between them.
  private mutating func document(of value: AzureValue, for key: String) -> YAMLDocument {
    guard ["stages", "jobs", "steps"].contains(key), case .list(let items) = value else {
      return document(of: value)
    }
    return elements(items)
  }

  /// A list of stages, jobs or steps.
  mutating func elements(_ items: [AzureValue]) -> YAMLDocument {
    var elements: [YAMLDocument] = []
    if items.holdsSteps { stepNames = AzureNames(besideSteps: items) }
    // Said in so many words: what a job does by itself, a deployment does not.
    if items.holdsSteps, !items.contains(where: { $0.value(of: "checkout") != nil }) {
      elements.append(.list([parts.checkout]))
    }
    for item in items {
      let document = document(of: item)
      elements.append(item.isHole ? document : .list([document]))
    }
    return .joined(elements)
  }

  private mutating func documents(of items: [AzureValue]) -> [YAMLDocument] {
    var documents: [YAMLDocument] = []
    for item in items { documents.append(document(of: item)) }
    return documents
  }
}

extension AzureValue {
  fileprivate var isHole: Bool { if case .compiled = self { true } else { false } }
}

extension [AzureValue] {
  /// Whether the plan's steps stand in it.
  fileprivate var holdsSteps: Bool {
    contains { item in
      if case .compiled(let hole) = item { hole.kind == .steps } else { false }
    }
  }
}
