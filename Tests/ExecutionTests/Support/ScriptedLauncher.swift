import Execution
import Synchronization

/// Runs nothing: answers each command as a test says, and keeps what it was asked.
final class ScriptedLauncher: Launcher {
  struct Answer: Sendable {
    var error = ""
    var status = Exit.Status.code(0)
    var launchError: LaunchError?
    /// Ends only when the run is interrupted.
    var isEndless = false
    /// How many commands have to run at once before this one ends.
    var company = 1

    static let success = Answer()

    static func failure(_ text: String, code: Int32 = 1) -> Answer {
      Answer(error: text, status: .code(code))
    }
  }

  private struct State {
    var commands: [ResolvedCommand] = []
    var running = 0
    var mostAtOnce = 0
  }

  private let state = Mutex(State())
  private let answer: @Sendable (_ line: String, _ attempt: Int) -> Answer

  /// - Parameter answer: By the command's words in one line, and how often it was asked before.
  init(_ answer: @escaping @Sendable (_ line: String, _ attempt: Int) -> Answer) {
    self.answer = answer
  }

  var commands: [ResolvedCommand] { state.withLock(\.commands) }

  var lines: [String] { commands.map { $0.words.joined(separator: " ") } }

  var mostAtOnce: Int { state.withLock(\.mostAtOnce) }

  func launch(
    _ command: ResolvedCommand, until interruption: Interruption,
    output: @escaping @Sendable (StandardStream, [UInt8]) -> Void
  ) async throws(LaunchError) -> Exit {
    let line = command.words.joined(separator: " ")
    let attempt = state.withLock { state in
      defer {
        state.commands.append(command)
        state.running += 1
        state.mostAtOnce = max(state.mostAtOnce, state.running)
      }
      return state.commands.filter { $0.words == command.words }.count
    }
    defer { state.withLock { $0.running -= 1 } }
    let answer = answer(line, attempt)
    if let error = answer.launchError { throw error }
    output(.error, Array(answer.error.utf8))
    while mostAtOnce < answer.company { await Task.yield() }
    if answer.isEndless {
      while interruption.level == .none { await Task.yield() }
      return Exit(.signal(15), cause: .interruption)
    }
    return Exit(answer.status)
  }
}
