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
    /// Failed, so that the run fails.
    case failed
  }

  /// How many pushes to one registry may run at once.
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
  private var hasFailed = false
  private var isStarted: [Bool]
  /// Of a schedule that keeps going: the failed steps for which others are not done.
  public private(set) var causes: [Step.ID: Step] = [:]

  /// A schedule of `steps`, some of a plan's: what such a step needs beyond them counts as done.
  ///
  /// - Parameters:
  ///   - steps: In the order of their ids.
  ///   - images: The plan's.
  ///   - isKeepingGoing: Whether what does not need a failed step still becomes ready.
  public init(
    _ steps: [Step], images: [Plan.PlannedImage] = [], isKeepingGoing: Bool = false
  ) {
    self.steps = steps
    self.images = images
    self.isKeepingGoing = isKeepingGoing
    queues = ReadyQueues(steps)
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
    guard !hasFailed || isKeepingGoing, let index = queues.take() else { return nil }
    isStarted[index] = true
    return steps[index]
  }

  /// Records that a step that was taken has ended.
  public mutating func finish(_ id: Step.ID, _ outcome: Outcome) {
    guard let index = steps.firstIndex(of: id) else { return }
    left[steps[index].phase.rawValue] -= 1
    queues.finish(index)
    switch outcome {
    case .succeeded:
      for next in dependents[index] {
        blockers[next] -= 1
        if blockers[next] == 0, causes[steps[next].id] == nil { release(next) }
      }
    case .failed:
      hasFailed = true
      guard isKeepingGoing else { return }
      giveUp(behind: index)
    }
    advance()
  }

  /// Steps that never started.
  public var remaining: [Step] {
    zip(steps, isStarted).filter { !$0.1 }.map(\.0)
  }

  private mutating func release(_ index: Int) {
    let its = steps[index].phase
    if its <= phase { queues.append(index) } else { waiting[its.rawValue].append(index) }
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

/// Steps that may start now, those that have been ready for longest first: of pushes no more than
/// their registry bears.
private struct ReadyQueues: Sendable {
  private struct Queue {
    var waiting: [(turn: Int, index: Int)] = []
    var head = 0
    var running = 0
    let limit: Int

    /// The turn of what comes next; nil where nothing does now.
    var turn: Int? { running < limit && head < waiting.count ? waiting[head].turn : nil }
  }

  /// The first is for all that is no push.
  private var queues = [Queue(limit: .max)]
  private var queue: [Int]
  private var turns = 0

  init(_ steps: [Step]) {
    var known: [String: Int] = [:]
    queue = []
    for step in steps {
      guard step.phase != .build, let host = step.operation.writes.first?.host else {
        queue.append(0)
        continue
      }
      let position = known[host] ?? queues.count
      if position == queues.count { queues.append(Queue(limit: Schedule.pushesAtOnce)) }
      known[host] = position
      queue.append(position)
    }
  }

  mutating func append(_ index: Int) {
    turns += 1
    queues[queue[index]].waiting.append((turns, index))
  }

  mutating func take() -> Int? {
    let next = queues.indices.compactMap { position in
      queues[position].turn.map { (turn: $0, position: position) }
    }.min { $0.turn < $1.turn }
    guard let position = next?.position else { return nil }
    defer {
      queues[position].head += 1
      queues[position].running += 1
    }
    return queues[position].waiting[queues[position].head].index
  }

  mutating func finish(_ index: Int) { queues[queue[index]].running -= 1 }
}

extension Word {
  /// The registry of a reference, which is known before it runs.
  fileprivate var host: String { String(decoding: head.utf8.prefix { $0 != 0x2F }, as: UTF8.self) }
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
