package import PipelinePlan

/// A plan for people: what is done, in which order and in which lanes.
package enum PlanText {
  /// One line a step, grouped by phase.
  package static func text(of plan: Plan) -> String {
    var text = ""
    for phase in Step.Phase.allCases {
      let steps = plan.steps.filter { $0.phase == phase }
      guard !steps.isEmpty else { continue }
      text += (text.isEmpty ? "" : "\n") + title(of: phase) + "\n"
      for step in steps { text += line(of: step, in: plan) }
    }
    return text
  }

  private static func title(of phase: Step.Phase) -> String {
    switch phase {
    case .build: "Build"
    case .pushImages: "Push images (once everything is built)"
    case .pushCaches: "Push caches"
    case .cleanUp: "Clean up (whatever happened)"
    }
  }

  private static func line(of step: Step, in plan: Plan) -> String {
    let number = String(step.id.index + 1)
    let padding = String(repeating: " ", count: max(0, 4 - number.utf8.count))
    var line = "\(padding)\(number)  \(step.title(in: plan))"
    let needs = step.needs.map { String($0.index + 1) }
    if !needs.isEmpty { line += "  after \(needs.joined(separator: ", "))" }
    let notes = notes(of: step, in: plan)
    if !notes.isEmpty { line += "  (\(notes.joined(separator: "; ")))" }
    return line + "\n"
  }

  private static func notes(of step: Step, in plan: Plan) -> [String] {
    var notes: [String] = []
    switch step.policy.tolerance {
    case .required: break
    case .coldCache where step.operation.key != nil:
      notes.append("where it is not here; a missing one is built")
    case .coldCache: notes.append("a missing one is a cold cache")
    case .bestEffort: notes.append("a failure is a warning")
    }
    if step.tracksContent, step.phase == .pushCaches {
      notes.append("unless it is as it was pulled")
    }
    for condition in step.conditions {
      let key = "${\(condition.key.name)}"
      notes.append(condition.isFound ? "where \(key) is found" : "unless \(key) is found")
    }
    if step.lanes != .all { notes.append("not in lane \(excluded(from: step, in: plan))") }
    return notes
  }

  private static func excluded(from step: Step, in plan: Plan) -> String {
    plan.lanes.indices.filter { !step.lanes.contains(LaneSet($0)) }
      .map { plan.lanes[$0].name }.joined(separator: ", ")
  }
}
