import PipelinePlan

/// A script's steps, in the plan's order, as functions under headings for a reader: one for each
/// image while building, then one for each kind of push.
final class StepSections {
  /// Steps that follow each other and are done in one function. A class, as it is asked for often.
  final class Job: Sendable {
    /// The function.
    let name: ShellName
    /// The same as an argument.
    let word: Word
    let steps: Range<Int>
    /// The image that the first of them is about; nil for none.
    let image: Int?
    let phase: Step.Phase
    /// Whether all others wait for it: logins, and what the engine may lack.
    let isFirst: Bool

    fileprivate init(_ name: String, of step: Step, _ steps: Range<Int>) {
      self.name = ShellName(checked: name)
      word = Word(literal: name)
      self.steps = steps
      image = step.image
      phase = step.phase
      isFirst = step.phase == .build && step.image == nil && !step.isCheck
    }
  }

  /// What holds the lane in which a run pushes, and the one that it is in.
  private static let lane: ShellName = "lane"
  private static let laneName: ShellName = "lane_name"

  let plan: Plan
  let prefixes: StepPrefixes
  let jobs: [Job]
  let needs: JobNeeds

  /// Where the steps' commands stand.
  var place: Lowering.Place { prefixes.place }

  init(plan: Plan, prefixes: StepPrefixes) {
    self.plan = plan
    self.prefixes = prefixes
    var names = Identifiers()
    var jobs: [Job] = []
    let steps = plan.steps
    var index = steps.startIndex
    // What is undone at the end is undone by a trap.
    while index < steps.endIndex, steps[index].phase != .cleanUp {
      let end = Self.endOfJob(from: index, in: steps)
      let step = steps[index]
      jobs.append(Job(names.take(Self.name(of: step, in: plan)), of: step, index..<end))
      index = end
    }
    self.jobs = jobs
    needs = JobNeeds(plan: plan, jobs: jobs)
  }

  private static func name(of step: Step, in plan: Plan) -> String {
    switch step.phase {
    case .build:
      if case .check(let check) = step.operation, step.image == nil { return "check_" + check.name }
      guard let image = step.image else { return "prepare" }
      return (step.isCheck ? "check_" : "build_") + plan.images[image].name
    case .pushImages: return "push_images"
    case .pushCaches: return "push_caches"
    case .cleanUp: return "clean_up"
    }
  }

  /// Behind the last step that is done in one function with that at `first`.
  private static func endOfJob(from first: Int, in steps: [Step]) -> Int {
    let (phase, image, isCheck) = (steps[first].phase, steps[first].image, steps[first].isCheck)
    var end = first + 1
    while end < steps.endIndex, steps[end].phase == phase,
      phase != .build || steps[end].image == image && steps[end].isCheck == isCheck
    {
      end += 1
    }
    return end
  }

  /// Prints the functions, one section after the other, so that a large script is never there as a
  /// tree.
  func print(with printer: inout ShellPrinter) {
    for position in jobs.indices {
      let job = jobs[position]
      let heading = ShellComment(heading(of: plan.steps[job.steps.lowerBound]))
      printer.print(.comment(heading), indent: 0)
      printer.open(job.name)
      var index = job.steps.lowerBound
      var isEmpty = true
      while index < job.steps.upperBound {
        let end = endOfPart(from: index, of: job)
        isEmpty = print(needsOf: index..<end, of: position, with: &printer) && isEmpty
        isEmpty = print(index..<end, with: &printer) && isEmpty
        index = end
      }
      printer.close(isEmpty: isEmpty)
    }
  }

  /// Behind the last step that a failure before `first` lets be done as it lets this: of pushes those
  /// of one image, of checks one.
  private func endOfPart(from first: Int, of job: Job) -> Int {
    let image = plan.steps[first].image
    for index in job.steps[first...].dropFirst() {
      if plan.steps[index].image != image { return index }
      if case .check = plan.steps[index - 1].operation { return index }
    }
    return job.steps.upperBound
  }

  /// What the part needs; gives whether that is nothing.
  private func print(
    needsOf part: Range<Int>, of job: Int, with printer: inout ShellPrinter
  ) -> Bool {
    let names = needs.required(for: part, of: job).map { jobs[$0].word }
    let isFirstPart = part.lowerBound == jobs[job].steps.lowerBound
    if names.isEmpty && isFirstPart { return true }
    printer.print(ShellCall("needs", names), indent: 2)
    return false
  }

  /// Gives whether nothing is done.
  private func print(_ part: Range<Int>, with printer: inout ShellPrinter) -> Bool {
    var index = part.lowerBound
    var isEmpty = true
    while index < part.upperBound {
      let lanes = plan.steps[index].lanes
      var end = index + 1
      while end < part.upperBound, plan.steps[end].lanes == lanes { end += 1 }
      isEmpty = print(index..<end, in: lanes, with: &printer) && isEmpty
      index = end
    }
    return isEmpty
  }

  /// Prints steps that are done in these lanes; gives whether nothing is done.
  private func print(
    _ range: Range<Int>, in lanes: LaneSet, with printer: inout ShellPrinter
  ) -> Bool {
    if lanes == .all {
      printBody(range, with: &printer, indent: 2)
      return false
    }
    let isOfLane = plan.steps[range.lowerBound].isOfLane
    let lane = ShellCase.Subject.value(isOfLane ? Self.laneName : Self.lane)
    let names = Lowering.names(decidingOn: lanes, of: plan)
    if range.count > 1, !names.isEmpty, !lanes.contains(.noLane) {
      printer.print(lane, names.map(ShellCase.Pattern.text), indent: 2) {
        printBody(range, with: &$0, indent: $1)
      }
      return false
    }
    let statements = Lowering.only(in: lanes, of: plan, body(of: range), lane: lane)
    printer.print(statements, indent: 2)
    return !statements.contains(where: \.isCommand)
  }

  private func printBody(_ range: Range<Int>, with printer: inout ShellPrinter, indent: Int) {
    var index = range.lowerBound
    while index < range.upperBound {
      let conditions = plan.steps[index].conditions
      guard conditions.isEmpty else {
        let end = endOfLike(from: index, in: range)
        printer.print(ShellKeys.only(when: conditions, statements(of: index..<end)), indent: indent)
        index = end
        continue
      }
      print(index, with: &printer, indent: indent)
      index += 1
    }
  }

  /// Prints the step at `index`, which is done whatever has been found; where that is one command,
  /// without a statement that is made and thrown away: large plans are made of such.
  private func print(_ index: Int, with printer: inout ShellPrinter, indent: Int) {
    let step = plan.steps[index]
    if let prefix = prefixes.words(forStep: index), step.optionalVariables.isEmpty {
      printer.print(plan.command(of: step), indent: indent) { $0.append(prefix) }
    } else {
      printer.print(statements(of: index..<index + 1), indent: indent)
    }
  }

  private func body(of range: Range<Int>) -> [ShellStatement] {
    var body: [ShellStatement] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let end = endOfLike(from: index, in: range)
      body += ShellKeys.only(when: plan.steps[index].conditions, statements(of: index..<end))
      index = end
    }
    return body
  }

  private func statements(of range: Range<Int>) -> [ShellStatement] {
    var statements: [ShellStatement] = []
    for index in range {
      let step = plan.steps[index]
      Lowering.add(
        step, plan.command(of: step), by: plan.engine, behind: prefixes[index], at: place,
        to: &statements)
    }
    return statements
  }

  /// Behind the last neighbour of the step at `first` that asks for the same.
  private func endOfLike(from first: Int, in range: Range<Int>) -> Int {
    let conditions = plan.steps[first].conditions
    return range[first...].first { plan.steps[$0].conditions != conditions } ?? range.upperBound
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
