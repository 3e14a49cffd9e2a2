import PipelinePlan
import PipelineSpec

/// The values of a plan's parameters, once a run begins.
public enum ParameterValues {
  /// Values by their holes: what was given by the spec's name, else the environment's, else the
  /// lane's, else the default; and a line for each name that is none, each value that is missing and
  /// each that its rule does not allow.
  ///
  /// An empty value counts as not given, as in `${1:-latest}`.
  static func resolve(
    _ plan: Plan, lane: Plan.Lane?, given: [String: String], facts: Facts, environment: Environment
  ) throws(RefusedRun) -> (values: [Variable: String], faults: [String]) {
    var known = KnownFacts(facts: facts, lane: lane?.name ?? Plan.Lane.noName)
    try known.find(plan.facts)
    var values = known.values
    var faults = unknownNames(in: given, of: plan)
    for parameter in plan.parameters {
      let name = parameter.variable.name
      let candidates = [given[name], environment.text(of: parameter.environmentName)]
      var value = candidates.compactMap(\.self).first { !$0.isEmpty }
      for standard in [lane?.defaults[parameter.variable], parameter.default] where value == nil {
        value = try standard.flatMap { (word) throws(RefusedRun) in try known.text(of: word) }
      }
      // An empty default is a value; what is given empty is not.
      if value == nil, parameter.default?.literal == "", !parameter.variable.isOptional {
        value = ""
      }
      if let value {
        values[parameter.variable] = value
        if let rule = parameter.rule, !rule.allows(value) {
          faults.append(
            "parameter '\(name)' is '\(DisplayText.escaped(value))', not \(rule.description)")
        }
      } else if !parameter.variable.isOptional {
        faults.append(
          "parameter '\(name)' has no value: give it with --set \(name)=VALUE, or set "
            + parameter.environmentName)
      }
    }
    return (values, faults)
  }

  private static func unknownNames(in given: [String: String], of plan: Plan) -> [String] {
    let known = plan.parameters.map(\.variable.name)
    let all = known.isEmpty ? "the spec has none" : "known: \(known.joined(separator: ", "))"
    return given.keys.filter { !known.contains($0) }.sorted().map { name in
      "no parameter '\(name)'; \(all)"
    }
  }
}
