public import PipelineSpec

/// Which steps may start as others finish. Pure: it knows no clock, task or process.
///
/// A step is ready when all that it needs is done and no step of an earlier phase is left. After
/// the first failure nothing more becomes ready, or only what does not need the failed step: what
/// runs may end, the rest is not done.
public struct Schedule: Sendable {
  /// How a step ended; what a step's tolerance forgives has succeeded.
  public enum Outcome: Sendable {
    /// Done.
    case succeeded
    /// Done: there was no such cache.
    case cold
    /// Failed, so that the run fails.
    case failed
  }

  /// How many pushes to one registry may run at once, each to another repository.
  public static let pushesAtOnce = 4

  private let steps: [Step]
  private let images: [Plan.PlannedImage]
  private let isKeepingGoing: Bool
  private var blockers: [Int]
  private var dependents: [[Int]]
  private var left: [Int]
  /// Steps that wait for their phase, by phase.
  private var waiting: [[Int]]
  private var phase = Step.Phase.build
  private var queues: ReadyQueues
  private var sharing: LayerSharing
  /// Steps that are ready, but kept back for others.
  private var held: [Int] = []
  private var running = 0
  private var hasFailed = false
  private var isStarted: [Bool]
  /// The failed steps for which others are not done.
  public private(set) var causes: [Step.ID: Step] = [:]

  /// A schedule of `steps`, some of a plan's: what such a step needs beyond them counts as done.
  ///
  /// - Parameters:
  ///   - steps: In the order of their ids.
  ///   - images: The plan's.
  ///   - engine: The plan's.
  ///   - isKeepingGoing: Whether what does not need a failed step still becomes ready.
  public init(
    _ steps: [Step], images: [Plan.PlannedImage] = [], by engine: Engine = .docker,
    isKeepingGoing: Bool = false
  ) {
    self.steps = steps
    self.images = images
    self.isKeepingGoing = isKeepingGoing
    queues = ReadyQueues(steps)
    sharing = LayerSharing(steps, images: images, by: engine)
    var position: [Step.ID: Int] = [:]
    for (index, step) in steps.enumerated() { position[step.id] = index }
    blockers = Array(repeating: 0, count: steps.count)
    dependents = Array(repeating: [], count: steps.count)
    left = Array(repeating: 0, count: Step.Phase.allCases.count)
    waiting = Array(repeating: [], count: Step.Phase.allCases.count)
    isStarted = Array(repeating: false, count: steps.count)
    for (index, step) in steps.enumerated() {
      left[step.phase.rawValue] += 1
      for need in step.needs {
        guard let before = position[need] else { continue }
        dependents[before].append(index)
        blockers[index] += 1
      }
    }
    for index in steps.indices where blockers[index] == 0 { release(index) }
    advance()
  }

  /// The next step that may start now; nil where none may until another finishes.
  public mutating func takeReady() -> Step? {
    guard !hasFailed || isKeepingGoing, let index = queues.take() ?? takeHeld() else { return nil }
    isStarted[index] = true
    running += 1
    return steps[index]
  }

  /// Where nothing else can be done, nothing is kept back.
  private mutating func takeHeld() -> Int? {
    running > 0 || held.isEmpty ? nil : held.removeFirst()
  }

  /// Records that a step that was taken has ended.
  public mutating func finish(_ id: Step.ID, _ outcome: Outcome) {
    guard let index = steps.firstIndex(of: id) else { return }
    left[steps[index].phase.rawValue] -= 1
    running -= 1
    queues.finish(index)
    sharing.finish(index, isCold: outcome == .cold)
    switch outcome {
    case .succeeded, .cold:
      for next in dependents[index] {
        blockers[next] -= 1
        if blockers[next] == 0, causes[steps[next].id] == nil { release(next) }
      }
    case .failed:
      hasFailed = true
      giveUp(behind: index)
    }
    letGo()
    advance()
  }

  /// Steps that never started.
  public var remaining: [Step] {
    zip(steps, isStarted).filter { !$0.1 }.map(\.0)
  }

  private mutating func release(_ index: Int) {
    let its = steps[index].phase
    if its > phase {
      waiting[its.rawValue].append(index)
    } else if sharing.isHeld(index) {
      held.append(index)
    } else {
      queues.append(index)
    }
  }

  /// Makes ready what nothing keeps back any more.
  private mutating func letGo() {
    held.removeAll { causes[steps[$0].id] != nil }
    for index in held where !sharing.isHeld(index) { queues.append(index) }
    held.removeAll { !sharing.isHeld($0) }
  }

  private mutating func advance() {
    while left[phase.rawValue] == 0, let next = Step.Phase(rawValue: phase.rawValue + 1) {
      phase = next
      for index in waiting[next.rawValue].sorted() where causes[steps[index].id] == nil {
        queues.append(index)
      }
      waiting[next.rawValue] = []
    }
  }

  /// Leaves out what needs `failed`, which must not have been started, and pushes that its failure
  /// forbids.
  private mutating func giveUp(behind failed: Int) {
    var open = dependents[failed] + pushes(forbiddenBy: steps[failed])
    while let index = open.popLast() {
      guard causes.updateValue(steps[failed], forKey: steps[index].id) == nil else { continue }
      left[steps[index].phase.rawValue] -= 1
      sharing.finish(index)
      open += dependents[index]
    }
  }

  /// Nothing is pushed of an image before all that is about it, and about those that it is made
  /// of, has passed; nothing at all before what is about no image has.
  private func pushes(forbiddenBy failed: Step) -> [Int] {
    guard failed.phase == .build else { return [] }
    let affected = failed.image.map(images(behind:))
    return steps.indices.filter { index in
      let step = steps[index]
      guard step.phase == .pushImages || step.phase == .pushCaches else { return false }
      guard causes[step.id] == nil else { return false }
      guard let affected, let image = step.image else { return true }
      return affected.contains(image)
    }
  }

  private func images(behind first: Int) -> Set<Int> {
    // They stand in an order in which they can be built.
    images.indices.reduce(into: [first]) { affected, image in
      if !affected.isDisjoint(with: images[image].needs) { affected.insert(image) }
    }
  }
}

/// Steps that may start now, in the order in which they became ready; but pushes to one repository
/// take turns, and to one registry few run at once.
///
/// Two pushes of images that share layers upload these twice at the same time, and a registry then
/// finds one half written when the manifest that names it comes: moby/moby#9132,
/// containerd/containerd#2706; seen with distribution 2.8 as well.
private struct ReadyQueues: Sendable {
  /// What goes one after the other: pushes to one repository.
  private struct Line {
    var waiting: [(turn: Int, index: Int)] = []
    var head = 0
    var isRunning = false

    var next: (turn: Int, index: Int)? { head < waiting.count ? waiting[head] : nil }
  }

  /// What runs beside each other: the lines of one registry.
  private struct Gate {
    /// Lines whose next step may start.
    var lines: [Int] = []
    var head = 0
    var running = 0

    /// The line to take from; nil where none may start now.
    var next: Int? {
      running < Schedule.pushesAtOnce && head < lines.count ? lines[head] : nil
    }
  }

  /// What is no push.
  private var free = Line()
  private var lines: [Line] = []
  private var gates: [Gate] = []
  /// Of each step the line and the gate; nil for what is no push.
  private var places: [(line: Int, gate: Int)?] = []
  private var turns = 0

  init(_ steps: [Step]) {
    var lineOf: [String: Int] = [:]
    var gateOf: [String: Int] = [:]
    for step in steps {
      guard step.phase != .build, let name = step.operation.writes.first else {
        places.append(nil)
        continue
      }
      let line = lineOf[name.repository] ?? lines.count
      if line == lines.count { lines.append(Line()) }
      lineOf[name.repository] = line
      let gate = gateOf[name.host] ?? gates.count
      if gate == gates.count { gates.append(Gate()) }
      gateOf[name.host] = gate
      places.append((line, gate))
    }
  }

  mutating func append(_ index: Int) {
    turns += 1
    guard let (line, gate) = places[index] else {
      free.waiting.append((turns, index))
      return
    }
    let isFirst = lines[line].next == nil && !lines[line].isRunning
    lines[line].waiting.append((turns, index))
    if isFirst { gates[gate].lines.append(line) }
  }

  mutating func take() -> Int? {
    let next = gates.indices.compactMap { gate in
      gates[gate].next.flatMap { line in lines[line].next.map { (turn: $0.turn, gate: gate) } }
    }.min { $0.turn < $1.turn }
    if let first = free.next, next.map({ first.turn < $0.turn }) ?? true {
      free.head += 1
      return first.index
    }
    guard let gate = next?.gate, let line = gates[gate].next, let first = lines[line].next else {
      return nil
    }
    gates[gate].head += 1
    gates[gate].running += 1
    lines[line].head += 1
    lines[line].isRunning = true
    return first.index
  }

  mutating func finish(_ index: Int) {
    guard let (line, gate) = places[index] else { return }
    gates[gate].running -= 1
    lines[line].isRunning = false
    if lines[line].next != nil { gates[gate].lines.append(line) }
  }
}

extension Word {
  /// The registry of a reference, which is known before it runs.
  fileprivate var host: String { String(decoding: head.utf8.prefix { $0 != 0x2F }, as: UTF8.self) }

  /// A reference without its tag, as far as that is known before it runs.
  fileprivate var repository: String {
    let path = head.utf8.dropFirst(host.utf8.count)
    return host + String(decoding: path.prefix { $0 != 0x3A }, as: UTF8.self)
  }
}

extension [Step] {
  /// The position of the step with this id; steps stand in the order of their ids.
  fileprivate func firstIndex(of id: Step.ID) -> Int? {
    var range = startIndex..<endIndex
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if self[middle].id == id { return middle }
      range = self[middle].id < id ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }
}
