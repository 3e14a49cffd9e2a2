import PipelinePlan
import PipelineSpec

/// What the steps of a pipeline are called, whose values are known only when it runs.
struct AzureTitles {
  /// Digests, of which a title tells no more.
  private let keys: Set<Variable>

  init(of plan: Plan) { keys = Set(plan.keys.flatMap(\.variables)) }

  /// For a list of steps, where nobody knows a value: such as `<version>`.
  func name(_ title: Word) -> String {
    var buffer = TextBuffer()
    append(title, to: &buffer)
    return buffer.text
  }

  /// Appends what `name` gives.
  func append(_ title: Word, to buffer: inout TextBuffer) {
    buffer.append(title.head)
    for fragment in title.tail {
      switch fragment {
      case .literal(let text): buffer.append(text)
      case .variable(let variable):
        buffer.append("<")
        buffer.append(keys.contains(variable) ? "key" : variable.name)
        buffer.append(">")
      }
    }
  }

  /// For a report, with the values of those variables that its script has.
  func word(_ title: Word, with variables: [Variable]) -> Word {
    let isKnown = title.tail.allSatisfy { fragment in
      guard case .variable(let variable) = fragment else { return true }
      return !variable.isOptional && variables.contains(variable)
    }
    if isKnown { return title }
    return Word(
      title.fragments.map { fragment in
        guard case .variable(let variable) = fragment else { return fragment }
        // A title is told whatever has no value.
        return variables.contains(variable)
          ? .variable(Variable(name: variable.name)) : .literal(Text(name(Word([fragment]))))
      })
  }
}
