import PipelineSpec

/// Collects the steps of a plan.
///
/// A step can need only what was added before it, so a cycle cannot be built.
struct PlanBuilder {
  private(set) var steps: [Step] = []

  /// A builder of about `count` steps.
  init(capacity count: Int = 0) { steps.reserveCapacity(count) }

  mutating func add(
    _ operation: Plan.Operation, phase: Step.Phase, policy: Step.Policy, lanes: LaneSet = .all,
    needs: KeptList<Step.ID> = KeptList(), image: Int? = nil, origin: SourceRange?,
    when conditions: KeptList<Step.Condition> = KeptList(), tracksContent: Bool = false
  ) -> Step.ID {
    let id = Step.ID(index: steps.count)
    steps.append(
      Step(
        id: id, operation: operation, needs: needs, phase: phase, policy: policy, lanes: lanes,
        image: image, origin: origin, conditions: conditions, tracksContent: tracksContent))
    return id
  }
}

extension Step.Policy {
  static func login(within timeout: Duration) -> Step.Policy {
    Step.Policy(tolerance: .required, tries: 1, timeout: timeout)
  }

  static func pullCache(tries: Int, within timeout: Duration) -> Step.Policy {
    Step.Policy(tolerance: .coldCache, tries: tries, timeout: timeout)
  }

  static func tag(within timeout: Duration) -> Step.Policy {
    Step.Policy(tolerance: .required, tries: 1, timeout: timeout)
  }

  static func build(within timeout: Duration) -> Step.Policy {
    Step.Policy(tolerance: .required, tries: 1, timeout: timeout)
  }

  static func pushImage(tries: Int, within timeout: Duration) -> Step.Policy {
    Step.Policy(tolerance: .required, tries: tries, timeout: timeout)
  }

  static func pushCache(tries: Int, within timeout: Duration) -> Step.Policy {
    Step.Policy(tolerance: .bestEffort, tries: tries, timeout: timeout)
  }
}
