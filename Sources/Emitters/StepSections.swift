import PipelinePlan

/// A script's steps, in the plan's order, under headings for a reader.
struct StepSections {
  let plan: Plan

  /// Prints a section for each image while building, then one for each kind of push.
  ///
  /// One section after the other, so that a large script is never there as a tree.
  func print(with printer: inout ShellPrinter) {
    let steps = plan.steps
    var index = steps.startIndex
    // What is undone at the end is undone by a trap.
    while index < steps.endIndex, steps[index].phase != .cleanUp {
      let end = endOfSection(from: index)
      var statements: [ShellStatement] = index > 0 ? [.blank] : []
      if index == 0 || steps[index].phase == .build || steps[index - 1].phase != steps[index].phase
      {
        statements.append(.comment(ShellComment(heading(of: steps[index]))))
      }
      add(index..<end, to: &statements)
      printer.print(statements, indent: 0)
      index = end
    }
  }

  /// Behind the last step that a reader sees under one heading with that at `first`.
  private func endOfSection(from first: Int) -> Int {
    let steps = plan.steps
    let (phase, lanes, image) = (steps[first].phase, steps[first].lanes, steps[first].image)
    var end = first + 1
    while end < steps.endIndex, steps[end].phase == phase, steps[end].lanes == lanes,
      phase != .build
        || steps[end].image == image && steps[end].isCheck == steps[first].isCheck
    {
      end += 1
    }
    return end
  }

  private func add(_ range: Range<Int>, to statements: inout [ShellStatement]) {
    let lanes = plan.steps[range.lowerBound].lanes
    guard lanes != .all else { return addBody(range, to: &statements) }
    var body: [ShellStatement] = []
    body.reserveCapacity(range.count)
    addBody(range, to: &body)
    statements += Lowering.only(in: lanes, of: plan, body)
  }

  private func addBody(_ range: Range<Int>, to statements: inout [ShellStatement]) {
    var first = range.lowerBound
    while first < range.upperBound {
      let conditions = plan.steps[first].conditions
      let end = range[first...].first { plan.steps[$0].conditions != conditions }
      var body: [ShellStatement] = []
      body.reserveCapacity(range.count)
      for step in plan.steps[first..<(end ?? range.upperBound)] {
        Lowering.add(step, plan.command(of: step), by: plan.engine, to: &body)
      }
      statements += ShellKeys.only(when: conditions, body)
      first = end ?? range.upperBound
    }
  }

  private func heading(of step: Step) -> String {
    switch step.phase {
    case .build where step.isCheck || step.isGate: return step.title(in: plan)
    case .build:
      guard let image = step.image else { return "Registries" }
      let name = plan.images[image].name
      switch plan.images[image].caching {
      case .none: return name
      case .stages:
        return name + ": each cached stage from its cache image, then the image from those"
      case .image: return name + ": from its own last image"
      }
    case .pushImages: return "Everything is built: push the images."
    case .pushCaches: return "The caches last: a failed push of one does not fail a good build."
    case .cleanUp: return "At the end, whatever happened"
    }
  }
}

extension Step {
  fileprivate var isGate: Bool {
    if case .build(let build) = operation { build.purpose == .gate } else { false }
  }

  /// Whether it belongs to a check.
  var isCheck: Bool {
    switch operation {
    case .check, .extract: true
    case .require, .login, .pull, .find, .probe, .build, .tag, .copy, .name, .unname, .push, .save:
      false
    }
  }
}
