import PipelinePlan
import Synchronization

/// Tells of a run in a CI service's log, each step in a group that a reader folds away.
///
/// Groups cannot overlap: one step writes as it runs, others wait for their end, or until they
/// have too much to say.
public final class GroupedProgress: RunObserver {
  /// More than this is not kept.
  private static let limit = 1024 * 1024

  private struct State {
    /// The step whose group is open.
    var open: Step.ID?
    /// The others that run, in the order in which they began, and what they have said.
    var running: [Step.ID] = []
    var kept: [Step.ID: [UInt8]] = [:]
  }

  private let request: RunRequest
  private let commands: AgentCommands
  private let titles: [Step.ID: String]
  private let state = Mutex(State())
  private let write: @Sendable ([UInt8]) -> Void

  /// - Parameters:
  ///   - request: The run.
  ///   - commands: The service's.
  ///   - write: Takes whole lines; it is never called twice at once.
  public init(
    _ request: RunRequest, _ commands: AgentCommands, write: @escaping @Sendable ([UInt8]) -> Void
  ) {
    var titles: [Step.ID: String] = [:]
    for step in request.steps { titles[step.id] = request.title(of: step) }
    self.request = request
    self.commands = commands
    self.titles = titles
    self.write = write
  }

  /// Writes what may be written now.
  public func observe(_ event: RunEvent) {
    let lines = commands.defused(Self.lines(of: event))
    state.withLock { state in
      guard let step = event.step else { return write(lines) }
      if case .started = event {
        state.running.append(step)
        state.kept[step] = []
        if state.open == nil { open(step, &state) }
      }
      guard state.kept[step] != nil else { return write(titled(step) + lines) }
      if state.open == step { write(lines) } else { keep(lines, of: step, &state) }
      if case .finished(_, let end, _) = event { close(step, end, &state) }
    }
  }

  private static func lines(of event: RunEvent) -> [UInt8] {
    if case .output(_, _, let lines) = event { return lines }
    return EventText.lines(of: event).flatMap { Array("\($0)\n".utf8) }
  }

  private func titled(_ step: Step.ID) -> [UInt8] {
    commands.defused(Array("\(titles[step] ?? ""): ".utf8))
  }

  private func open(_ step: Step.ID, _ state: inout State, suffix: String = "") {
    write(commands.beginning(ofGroup: (titles[step] ?? "") + suffix))
    write(state.kept[step] ?? [])
    state.kept[step] = []
    state.open = step
  }

  private func keep(_ lines: [UInt8], of step: Step.ID, _ state: inout State) {
    state.kept[step]?.append(contentsOf: lines)
    guard state.kept[step]?.count ?? 0 > Self.limit else { return }
    show(step, &state, suffix: " (a part)")
  }

  /// Writes a group between two parts of the open one.
  private func show(_ step: Step.ID, _ state: inout State, suffix: String = "") {
    let others = state.open
    if others != nil { write(commands.endOfGroup) }
    open(step, &state, suffix: suffix)
    write(commands.endOfGroup)
    state.open = nil
    if let others { open(others, &state, suffix: " (continued)") }
  }

  private func close(_ step: Step.ID, _ end: RunEvent.StepEnd, _ state: inout State) {
    if state.open == step {
      write(commands.endOfGroup)
      state.open = nil
    } else {
      show(step, &state)
    }
    state.kept[step] = nil
    state.running.removeAll { $0 == step }
    if state.open == nil, let next = state.running.first { open(next, &state) }
  }
}
