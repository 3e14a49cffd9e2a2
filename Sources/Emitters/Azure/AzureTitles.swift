import PipelinePlan

/// What the steps of a pipeline are called, whose values are known only when it runs.
struct AzureTitles {
  private let plan: Plan
  /// What stands for each value where nobody knows it yet, such as `<version>`.
  private let names: [Variable: String]

  init(of plan: Plan) {
    self.plan = plan
    let known = plan.parameters.map(\.variable) + plan.possibleFacts.map(\.variable)
    let keys = plan.keys.flatMap(\.variables).map { ($0, "<key>") }
    names = Dictionary(known.map { ($0, "<\($0.name)>") } + keys) { first, _ in first }
  }

  /// For a list of steps.
  func name(of step: Step) -> String { step.title(in: plan, values: names) }

  /// For a report, with the values of those variables that its script has.
  func word(of step: Step, with variables: [Variable]) -> Word {
    if variables.isEmpty { return Word(literal: name(of: step)) }
    // No text of a spec has such a byte.
    let mark = "\u{0}"
    let marked = Dictionary(variables.map { ($0, mark + $0.name + mark) }) { first, _ in first }
    let title = step.title(in: plan, values: names.merging(marked) { $1 })
    let parts = title.split(separator: "\u{0}", omittingEmptySubsequences: false)
    return Word(
      parts.enumerated().map { position, part in
        position % 2 == 0
          ? .literal(String(part)) : .variable(Variable(name: String(part)))
      })
  }
}
