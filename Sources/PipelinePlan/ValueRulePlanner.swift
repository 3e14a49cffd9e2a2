import PipelineSpec

/// What parameters may be, as far as it is known when the spec is compiled.
enum ValueRulePlanner {
  /// The rule of `parameter`; nil where any text will do, or once its faults are reported.
  static func rule(of parameter: Parameter, into diagnostics: inout Diagnostics) -> ValueRule? {
    switch (parameter.values, parameter.pattern) {
    case (nil, nil): return nil
    case (let values?, nil): return rule(of: values, into: &diagnostics)
    case (nil, let pattern?): return rule(of: pattern, into: &diagnostics)
    case (let values?, let pattern?):
      diagnostics.error(
        .clash, "'values' and 'pattern' exclude each other", at: pattern.range,
        help: "list all values, or give a pattern of them",
        notes: [Diagnostic.Note(message: "the values are here", range: values.range)])
      return nil
    }
  }

  /// Refuses values of the spec's own that a rule does not allow: defaults, those of lanes and those
  /// of outputs.
  static func check(
    _ pipeline: Pipeline, _ parameters: [Plan.Parameter], into diagnostics: inout Diagnostics
  ) {
    for (parameter, planned) in zip(pipeline.parameters, parameters) {
      guard let rule = planned.rule else { continue }
      if let text = parameter.default {
        check(text.literal, of: planned, rule, at: text.range, into: &diagnostics)
      }
      for lane in pipeline.lanes ?? [] {
        for entry in lane.set where entry.key.value == planned.variable.name {
          check(entry.value.literal, of: planned, rule, at: entry.value.range, into: &diagnostics)
        }
      }
      for entry in pipeline.outputs.azure.flatMap(\.parameters)
      where entry.key.value == planned.variable.name
        && AzureText.first(of: AzureText.expressions, in: entry.value) == nil
      {
        check(entry.value, of: planned, rule, at: entry.key.range, into: &diagnostics)
      }
    }
  }

  private static func check(
    _ text: String?, of parameter: Plan.Parameter, _ rule: ValueRule, at range: SourceRange,
    into diagnostics: inout Diagnostics
  ) {
    // An empty value counts as none.
    guard let text, !text.isEmpty, !rule.allows(text) else { return }
    let near: String? =
      if case .oneOf(let texts) = rule { Suggestion.nearest(to: text, in: texts) } else { nil }
    diagnostics.error(
      .invalidValue, "'\(text)' is not \(rule.description)", at: range,
      help: near.map { "did you mean '\($0)'?" } ?? "choose one that is, or change the rule",
      notes: [Diagnostic.Note(message: "the parameter is declared here", range: parameter.origin)])
  }

  private static func rule(
    of values: Located<[Located<String>]>, into diagnostics: inout Diagnostics
  ) -> ValueRule? {
    for (index, value) in values.value.enumerated() {
      if value.value.isEmpty {
        diagnostics.error(
          .invalidValue, "an empty value counts as none", at: value.range,
          help: "'optional: true' lets a run go without a value")
      } else if values.value[..<index].contains(where: { $0.value == value.value }) {
        diagnostics.error(
          .clash, "'\(value.value)' stands twice in 'values'", at: value.range,
          help: "remove one of them")
      }
    }
    if values.value.isEmpty {
      diagnostics.error(
        .missingValue, "'values' names none", at: values.range, help: "list what it may be")
      return nil
    }
    return .oneOf(values.value.map(\.value))
  }

  private static func rule(
    of pattern: Located<String>, into diagnostics: inout Diagnostics
  ) -> ValueRule? {
    do throws(ValuePattern.Fault) {
      return .matching(try ValuePattern(pattern.value))
    } catch {
      diagnostics.error(
        .invalidValue, "'\(pattern.value)' is not a pattern: \(error.reason)", at: pattern.range,
        help: "'*' is any text, '?' any byte, [a-z_] one of these, [!a-z_] any other")
      return nil
    }
  }
}
