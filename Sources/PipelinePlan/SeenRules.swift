/// The first few rules of tags that were dealt with: most images have the same, and comparing with
/// those is faster than hashing.
package struct SeenRules {
  private var rules: [Plan.TagRule] = []

  package init() {}

  /// Whether one of them asks for the same as `rule`, in whatever repository.
  package func contains(_ rule: Plan.TagRule) -> Bool {
    rules.contains { $0.tag == rule.tag && $0.taken == rule.taken }
  }

  /// Keeps it, if there are few.
  package mutating func add(_ rule: Plan.TagRule) {
    if rules.count < 8 { rules.append(rule) }
  }
}
