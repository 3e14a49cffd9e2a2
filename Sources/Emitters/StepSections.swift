import PipelinePlan

/// A script's steps, in the plan's order, under headings for a reader.
struct StepSections {
  let plan: Plan

  /// One section an image while building, then one for each kind of push.
  var statements: [ShellStatement] {
    var statements: [ShellStatement] = []
    statements.reserveCapacity(plan.steps.count * 2)
    var index = plan.steps.startIndex
    while index < plan.steps.endIndex {
      let first = plan.steps[index]
      let end =
        plan.steps[index...].firstIndex { !$0.shares(sectionOf: first) } ?? plan.steps.endIndex
      if index > 0 { statements.append(.blank) }
      statements.append(.comment(ShellComment(heading(of: first))))
      statements += section(plan.steps[index..<end])
      index = end
    }
    return statements
  }

  private func section(_ steps: ArraySlice<Step>) -> [ShellStatement] {
    let body = steps.flatMap(Lowering.statements(for:))
    guard let lanes = steps.first?.lanes, lanes != .all else { return body }
    let names = plan.lanes.indices.filter { lanes.contains(LaneSet($0)) }.map {
      plan.lanes[$0].name
    }
    guard !names.isEmpty else { return [.comment(ShellComment("No lane does this."))] }
    let arm = ShellCase.Arm(names.map(ShellCase.Pattern.text)) { body }
    return [.choice(ShellCase(.value("lane"), [arm]))]
  }

  private func heading(of step: Step) -> String {
    switch step.phase {
    case .build:
      guard let image = step.image else { return "Registries" }
      let name = plan.images[image].name
      let caches = plan.images[image].hasCaches
      return caches
        ? "\(name): each cached stage from its cache image, then the image from those"
        : name
    case .pushImages: return "Everything is built: push the images."
    case .pushCaches: return "The caches last: a failed push of one does not fail a good build."
    }
  }
}

extension Step {
  /// Whether a reader sees both under one heading.
  fileprivate func shares(sectionOf other: Step) -> Bool {
    phase == other.phase && lanes == other.lanes && (phase != .build || image == other.image)
  }
}
