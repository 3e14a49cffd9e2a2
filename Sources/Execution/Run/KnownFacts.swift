import PipelinePlan

/// Facts of one run, each asked for once and only where it is needed.
struct KnownFacts {
  let facts: Facts
  let lane: String
  /// Those that are known and set.
  private(set) var values: [Variable: String] = [:]
  private var asked: Set<Fact> = []

  init(facts: Facts, lane: String) {
    self.facts = facts
    self.lane = lane
  }

  /// Finds out all of `wanted`.
  mutating func find(_ wanted: [Fact]) throws(RefusedRun) {
    for fact in wanted where asked.insert(fact).inserted {
      do throws(Facts.Fault) {
        values[fact.variable] = try facts.value(of: fact, lane: lane)
      } catch {
        throw RefusedRun(messages: [error.message], isUsage: error.isUsage)
      }
    }
  }

  /// The text of a default; nil where it is empty, or names a fact that is not set.
  mutating func text(of word: Word) throws(RefusedRun) -> String? {
    try find(word.facts)
    return word.resolved(values).flatMap { $0.isEmpty ? nil : $0 }
  }
}
