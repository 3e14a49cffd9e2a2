import PipelinePlan
import PipelineSpec

/// A script's steps, in the plan's order, as functions under headings for a reader: one for each
/// image while building, then one for each kind of push.
final class StepSections {
  /// Steps that follow each other and are done in one function.
  struct Job: Sendable {
    /// The function.
    let name: Identifier
    let steps: Range<Int>
    /// The image that the first of them is about; nil for none.
    let image: Int?
    let phase: Step.Phase
    /// Whether all others wait for it: logins, and what the engine may lack.
    let isFirst: Bool

    /// The function's name as an argument.
    var word: Word { Word(name.text) }

    fileprivate init(_ name: Identifier, of step: Step, _ steps: Range<Int>) {
      self.name = name
      self.steps = steps
      image = step.image
      phase = step.phase
      isFirst = step.phase == .build && step.image == nil && !step.isCheck
    }
  }

  /// What is used again while sections are printed.
  private struct Room {
    var command = Command()
    /// Jobs that are needed.
    var needed: [Int] = []
    /// Where it was last asked for a lane.
    var question: (lanes: LaneSet, isOfLane: Bool, text: Range<Int>)?
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
    var names = Identifiers(count: plan.images.count)
    var jobs: [Job] = []
    let steps = plan.steps
    var index = steps.startIndex
    // What is undone at the end is undone by a trap.
    while index < steps.endIndex, steps[index].phase != .cleanUp {
      let end = Self.endOfJob(from: index, in: steps)
      let step = steps[index]
      jobs.append(Job(Self.name(of: step, in: plan, from: &names), of: step, index..<end))
      index = end
    }
    self.jobs = jobs
    needs = JobNeeds(plan: plan, jobs: jobs)
  }

  private static func name(
    of step: Step, in plan: Plan, from names: inout Identifiers
  ) -> Identifier {
    switch step.phase {
    case .build:
      if let image = step.image {
        return names.take(plan.images[image].nameText, behind: step.isCheck ? "check_" : "build_")
      }
      guard case .check(let check) = step.operation else { return names.take("prepare") }
      return names.take(Text(check.name), behind: "check_")
    case .pushImages: return names.take("push_images")
    case .pushCaches: return names.take("push_caches")
    case .cleanUp: return names.take("clean_up")
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
    let needs = needs  // A property's struct is copied at each call.
    var room = Room()
    for position in jobs.indices {
      let job = jobs[position]
      printer.buffer.appendComment(indent: 0) {
        append(headingOf: plan.steps[job.steps.lowerBound], to: &$0)
      }
      printer.open(job.name)
      var index = job.steps.lowerBound
      var isEmpty = true
      while index < job.steps.upperBound {
        let end = endOfPart(from: index, of: job)
        needs.require(index..<end, of: position, in: &room.needed)
        let isFirst = index == job.steps.lowerBound
        isEmpty = print(needed: room.needed, isFirst: isFirst, with: &printer) && isEmpty
        isEmpty = print(index..<end, with: &printer, &room) && isEmpty
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

  /// What a part of a job needs, which may be the first; gives whether nothing is printed.
  private func print(needed: [Int], isFirst: Bool, with printer: inout ShellPrinter) -> Bool {
    if needed.isEmpty && isFirst { return true }
    printer.print("needs", count: needed.count, indent: 2) { jobs[needed[$0]].word }
    return false
  }

  /// Gives whether nothing is done.
  private func print(
    _ part: Range<Int>, with printer: inout ShellPrinter, _ room: inout Room
  ) -> Bool {
    var index = part.lowerBound
    var isEmpty = true
    while index < part.upperBound {
      let lanes = plan.steps[index].lanes
      var end = index + 1
      while end < part.upperBound, plan.steps[end].lanes == lanes { end += 1 }
      isEmpty = print(index..<end, in: lanes, with: &printer, &room) && isEmpty
      index = end
    }
    return isEmpty
  }

  /// Prints steps that are done in these lanes; gives whether nothing is done.
  private func print(
    _ range: Range<Int>, in lanes: LaneSet, with printer: inout ShellPrinter, _ room: inout Room
  ) -> Bool {
    if lanes == .all {
      printBody(range, with: &printer, indent: 2, &room)
      return false
    }
    let isOfLane = plan.steps[range.lowerBound].isOfLane
    if range.count > 1, open(lanes, isOfLane: isOfLane, with: &printer, &room) {
      printBody(range, with: &printer, indent: 6, &room)
      printer.closeChoice(indent: 2)
      return false
    }
    let statements = Lowering.only(
      in: lanes, of: plan, body(of: range), lane: Self.subject(isOfLane: isOfLane))
    printer.print(statements, indent: 2)
    return !statements.contains(where: \.isCommand)
  }

  private static func subject(isOfLane: Bool) -> ShellCase.Subject {
    .value(isOfLane ? laneName : lane)
  }

  /// Begins what is done in these lanes alone; gives whether one question tells of all of them.
  private func open(
    _ lanes: LaneSet, isOfLane: Bool, with printer: inout ShellPrinter, _ room: inout Room
  ) -> Bool {
    // Mostly the same lanes push everything.
    if let last = room.question, last.lanes == lanes, last.isOfLane == isOfLane {
      printer.buffer.append(copyOf: last.text)
      return true
    }
    let names = Lowering.names(decidingOn: lanes, of: plan)
    guard !names.isEmpty, !lanes.contains(.noLane) else { return false }
    let start = printer.buffer.count
    printer.open(
      Self.subject(isOfLane: isOfLane), names.map(ShellCase.Pattern.text), indent: 2)
    room.question = (lanes, isOfLane, start..<printer.buffer.count)
    return true
  }

  private func printBody(
    _ range: Range<Int>, with printer: inout ShellPrinter, indent: Int, _ room: inout Room
  ) {
    var index = range.lowerBound
    while index < range.upperBound {
      let step = plan.steps[index]
      var end = index + 1
      if !step.conditions.isEmpty {
        end = endOfLike(from: index, in: range)
        printer.print(
          ShellKeys.only(when: step.conditions, statements(of: index..<end)), indent: indent)
      } else if let prefix = prefixes.words(forStep: index), step.optionalVariables.isEmpty {
        // No statement is made and thrown away: large plans are made of such steps.
        plan.spell(step, as: &room.command)
        printer.print(room.command, indent: indent) { $0.append(prefix) }
      } else {
        printer.print(statements(of: index..<end), indent: indent)
      }
      index = end
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

  private func append(headingOf step: Step, to buffer: inout TextBuffer) {
    switch step.phase {
    case .build where step.isCheck || step.isGate: buffer.append(step.title(in: plan))
    case .build:
      guard let image = step.image else { return buffer.append("Registries") }
      buffer.append(plan.images[image].nameText)
      switch plan.images[image].caching {
      case .none: break
      case .stages:
        buffer.append(": each cached stage from its cache image, then the image from those")
      case .image: buffer.append(": from its own last image")
      }
    case .pushImages: buffer.append("Everything is built: push the images.")
    case .pushCaches:
      buffer.append("The caches last: a failed push of one does not fail a good build.")
    case .cleanUp: buffer.append("At the end, whatever happened")
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
