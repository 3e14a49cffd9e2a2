import PipelinePlan
import PipelineSpec

/// What the steps of a pipeline are called, whose values are known only when it runs.
struct AzureTitles {
  /// What stands for each value where nobody knows it yet, such as `<version>`.
  private let names: [Variable: String]

  init(of plan: Plan) {
    let known = plan.parameters.map(\.variable) + plan.possibleFacts.map(\.variable)
    let keys = plan.keys.flatMap(\.variables).map { ($0, "<key>") }
    names = Dictionary(known.map { ($0, "<\($0.name)>") } + keys) { first, _ in first }
  }

  /// For a list of steps, where nobody knows a value.
  func name(_ title: Word) -> String { title.text(with: names) }

  /// For a report, with the values of those variables that its script has.
  func word(_ title: Word, with variables: [Variable]) -> Word {
    if title.isLiteral { return title }
    let holes = title.variables
    if holes.allSatisfy({ !$0.isOptional && variables.contains($0) }) { return title }
    return Word(
      title.fragments.map { fragment in
        guard case .variable(let variable) = fragment else { return fragment }
        // A title is told whatever has no value.
        return variables.contains(variable)
          ? .variable(Variable(name: variable.name)) : .literal(Text(name(Word([fragment]))))
      })
  }
}
