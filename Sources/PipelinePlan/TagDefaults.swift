import PipelineSpec

/// Tags as they are where nobody gives a value: what the spec says of them is all known.
enum TagDefaults {
  /// Refuses defaults with which a tag is illegal or taken; a run would refuse them otherwise.
  static func check(
    _ rules: [Plan.TagRule], _ parameters: [Parameter], into diagnostics: inout Diagnostics
  ) {
    guard !rules.isEmpty else { return }
    var values: [Variable: String] = [:]
    for parameter in parameters {
      // An empty default counts as none.
      guard let text = parameter.default?.literal, !text.isEmpty else { continue }
      values[Variable(name: parameter.name.value)] = text
    }
    // What was found to be right is not looked at again.
    var right = SeenRules()
    for rule in rules where !right.contains(rule) {
      guard let tag = rule.tag.resolved(values), let reason = reason(against: tag, rule, values)
      else {
        right.add(rule)
        continue
      }
      diagnostics.error(
        .invalidValue, "by default '\(rule.tag.description)' is '\(tag)', \(reason)",
        at: rule.origin, help: "change the default, or give the parameter none",
        notes: parameters.compactMap { parameter in
          guard rule.tag.variables.contains(where: { $0.name == parameter.name.value }) else {
            return nil
          }
          return parameter.default.map {
            Diagnostic.Note(message: "the default is here", range: $0.range)
          }
        })
    }
  }

  private static func reason(
    against tag: String, _ rule: Plan.TagRule, _ values: [Variable: String]
  ) -> String? {
    if let fault = Grammar.tag.fault(in: tag) {
      return "which is not \(Grammar.tag.name): \(fault.reason)"
    }
    let isTaken = rule.taken.contains {
      $0.resolved(values)?.utf8.elementsEqual(tag.utf8) ?? false
    }
    return isTaken ? "which is taken by a cache, another image or another lane" : nil
  }
}
