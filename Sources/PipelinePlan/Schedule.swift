/// Which steps may start as others finish. Pure: it knows no clock, task or process.
///
/// A step is ready when all that it needs is done and no step of an earlier phase is left. After
/// the first failure nothing more becomes ready: what runs may end, the rest is not done.
public struct Schedule: Sendable {
  /// How a step ended; what a step's tolerance forgives has succeeded.
  public enum Outcome: Sendable {
    /// Done.
    case succeeded
    /// Failed, so that the run fails.
    case failed
  }

  private let steps: [Step]
  private var blockers: [Int]
  private var dependents: [[Int]]
  private var left: [Int]
  /// Steps that wait for their phase, by phase.
  private var waiting: [[Int]]
  private var phase = Step.Phase.build
  private var ready: [Int] = []
  private var head = 0
  private var hasFailed = false
  private var isStarted: [Bool]

  /// A schedule of `steps`, some of a plan's: what such a step needs beyond them counts as done.
  public init(_ steps: [Step]) {
    self.steps = steps
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
    guard !hasFailed, head < ready.count else { return nil }
    defer { head += 1 }
    isStarted[ready[head]] = true
    return steps[ready[head]]
  }

  /// Records that a step that was taken has ended.
  public mutating func finish(_ id: Step.ID, _ outcome: Outcome) {
    guard let index = steps.firstIndex(of: id) else { return }
    left[steps[index].phase.rawValue] -= 1
    guard outcome == .succeeded else {
      hasFailed = true
      return
    }
    for next in dependents[index] {
      blockers[next] -= 1
      if blockers[next] == 0 { release(next) }
    }
    advance()
  }

  /// Steps that never started.
  public var remaining: [Step] {
    zip(steps, isStarted).filter { !$0.1 }.map(\.0)
  }

  private mutating func release(_ index: Int) {
    let its = steps[index].phase
    if its <= phase { ready.append(index) } else { waiting[its.rawValue].append(index) }
  }

  private mutating func advance() {
    while left[phase.rawValue] == 0, let next = Step.Phase(rawValue: phase.rawValue + 1) {
      phase = next
      ready += waiting[next.rawValue].sorted()
      waiting[next.rawValue] = []
    }
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
