import PipelineSpec

/// Turns parameters into holes.
enum ParameterPlanner {
  /// Names that pipegen itself gives to `PIPEGEN_…` variables.
  private static let reserved = ["root", "image", "startTime"]

  static func plan(
    _ parameters: [Parameter], into diagnostics: inout Diagnostics
  ) -> [Plan.Parameter] {
    var planned: [Plan.Parameter] = []
    for parameter in parameters {
      let name = parameter.name
      let variable = Variable(name: name.value, isOptional: parameter.isOptional)
      if isTaken(variable) {
        diagnostics.error(
          .reservedName,
          "'\(name.value)' cannot be a parameter: pipegen itself gives ${\(name.value)} or \(variable.environmentName) a meaning",
          at: name.range, help: "choose another name")
      } else if let other = planned.first(where: {
        $0.variable.environmentName == variable.environmentName
      }) {
        diagnostics.error(
          .clash,
          "'\(name.value)' and '\(other.variable.name)' both become the variable \(variable.environmentName)",
          at: name.range, help: "rename one of them",
          notes: [Diagnostic.Note(message: "the other one is here", range: other.origin)])
      }
      planned.append(
        Plan.Parameter(
          variable: variable, environmentName: parameter.env?.value ?? variable.environmentName,
          default: standard(of: parameter, into: &diagnostics),
          rule: ValueRulePlanner.rule(of: parameter, into: &diagnostics), help: parameter.help,
          origin: name.range))
    }
    return planned
  }

  /// Whether pipegen itself gives the name, or its variable, a meaning.
  private static func isTaken(_ variable: Variable) -> Bool {
    NameTable.builtin.contains(variable.name) || reserved.contains(variable.name)
      || Fact.allCases.contains { $0.variable.environmentName == variable.environmentName }
      || Plan.ContentKey.isTaken(variable)
  }

  private static func standard(
    of parameter: Parameter, into diagnostics: inout Diagnostics
  ) -> Word? {
    parameter.default.flatMap {
      DefaultText.word(of: $0, in: "a parameter's default", into: &diagnostics)
    }
  }
}
