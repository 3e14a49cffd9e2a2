import ArgumentParser
import Emitters
import Execution
import Glibc
import PipelinePlan
import Synchronization

/// How a run is told of while it lasts.
enum ProgressStyle: String, OptionWord {
  case auto, tty, plain, json
}

/// What tells of a run, by the user's wish and by where it is told.
struct RunProgress {
  let observer: any RunObserver
  /// The live view, where there is one.
  let live: LiveProgress?
  /// What writes events, where they are asked for.
  private let events: RunEventWriter?
  /// What the agent obeys in a log, where one reads it.
  let commands: AgentCommands?
  private let loss = Loss()

  /// The first fault of standard output, which is said.
  private final class Loss: Sendable {
    private let isOne = Mutex(false)

    var isThere: Bool { isOne.withLock { $0 } }

    func note(_ fault: SystemFault) {
      let isFirst = isOne.withLock { isOne in
        defer { isOne = true }
        return !isOne
      }
      if isFirst { StandardError.fault(fault.message) }
    }
  }

  /// Whether nothing that was to go to standard output is lost.
  var areEventsWritten: Bool { !loss.isThere }

  init(_ style: ProgressStyle, of request: RunRequest, _ environment: Environment) {
    let host = CIHost.host { environment.text(of: $0) ?? "" }
    let commands = AgentCommands(of: host)
    self.commands = commands
    let toErrors: @Sendable ([UInt8]) -> Void = { bytes in
      do throws(SystemFault) {
        try Files.write(bytes, to: STDERR_FILENO, named: "standard error")
      } catch {
        if error.code == EPIPE { Signals.noteClosedReader() }
      }
    }
    let toTerminal: @Sendable ([UInt8]) -> Void = { toErrors(commands?.defused($0) ?? $0) }
    var live: LiveProgress?
    switch style {
    case .tty where environment.text(of: "TERM") != "dumb":
      live = Self.live(request, environment, toTerminal)
    case .auto where host == nil && Terminal.canMove(environment):
      live = Self.live(request, environment, toTerminal)
    case .auto, .tty, .plain, .json: break
    }
    self.live = live
    events =
      style != .json
      ? nil
      : RunEventWriter(request) { [loss] bytes in
        do throws(SystemFault) {
          try Files.write(
            commands?.defused(bytes) ?? bytes, to: STDOUT_FILENO, named: "standard output")
        } catch {
          if error.code == EPIPE { return Signals.noteClosedReader() }
          loss.note(error)
        }
      }
    if let live {
      observer = live
    } else if let events {
      observer = events
    } else if style == .auto, let commands {
      observer = GroupedProgress(request, commands, write: toErrors)
    } else if let commands {
      // The agent puts a time before each line itself.
      observer = PlainProgress(request) { toErrors(commands.defused($0)) }
    } else {
      observer = PlainProgress(request, time: { Clock.timeOfDay + " " }, write: toErrors)
    }
  }

  /// What `work` gives; meanwhile time goes by on the terminal.
  func during<Value: Sendable>(_ work: @Sendable () async -> Value) async -> Value {
    guard let live else { return await work() }
    let ticking = Task {
      while !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(100))
        live.tick()
      }
    }
    let value = await work()
    ticking.cancel()
    await ticking.value
    live.finish()
    return value
  }

  /// Says how much was done, where lines tell of the run: a view has a total of its own, and events are
  /// for programs.
  func say(total: [String]) {
    guard live == nil, events == nil else { return }
    // As `plain` has it: an agent puts a time before each line itself.
    let time = commands == nil ? Clock.timeOfDay + " " : ""
    say(total.map { time + $0 + "\n" }.joined())
  }

  /// Tells how the run ended, where events are asked for.
  func end(_ outcome: RunOutcome) { events?.end(outcome) }

  /// Says what is to be said at the end.
  func say(_ text: String) {
    let bytes = Array(text.utf8)
    try? Files.write(
      commands?.defused(bytes) ?? bytes, to: STDERR_FILENO, named: "standard error")
  }

  private static func live(
    _ request: RunRequest, _ environment: Environment,
    _ write: @escaping @Sendable ([UInt8]) -> Void
  ) -> LiveProgress {
    LiveProgress(
      request, isColoured: Terminal.isColoured(environment),
      size: { Terminal.size(of: STDERR_FILENO) }, write: write)
  }
}
