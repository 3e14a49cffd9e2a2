import PipelinePlan
import PipelineSpec

/// Ids of the stages and jobs of a file, or of the steps of a job: none is used twice.
struct AzureNames {
  private var identifiers: Identifiers

  /// Ids of stages and jobs, beside those that stand in `values`, which are passed through.
  init(beside values: [AzureValue]) {
    identifiers = Identifiers(beside: Set(values.flatMap(Self.ids)))
  }

  /// Names of steps, beside those of `steps`, which are passed through.
  init(besideSteps steps: [AzureValue] = []) {
    identifiers = Identifiers(
      beside: Set(steps.compactMap { $0.value(of: "name")?.text?.lowercased() }))
  }

  /// An id like `text`, of letters, digits and `_` alone, that nothing else has.
  mutating func take(_ text: String) -> String { identifiers.take(Text(text)).text.string }

  /// What tells each image of `plan` in the name of an output variable.
  static func ofDigests(in plan: Plan) -> [Word] {
    var names = Identifiers(count: plan.images.count)
    return plan.images.indices.map { Word(names.take(plan.images[$0].nameText).text) }
  }

  private static func ids(in value: AzureValue) -> [String] {
    switch value {
    case .text, .compiled: []
    case .list(let items): items.flatMap(ids)
    case .map(let entries):
      entries.flatMap { entry in
        ["stage", "job", "deployment"].contains(entry.key)
          ? entry.value.text.map { [$0.lowercased()] } ?? ids(in: entry.value)
          : ids(in: entry.value)
      }
    }
  }
}
