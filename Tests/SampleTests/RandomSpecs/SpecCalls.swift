import Execution
import Foundation
import PipelinePlan
import Synchronization

/// What one way of carrying a spec out called, and how it ended.
struct SpecCalls {
  /// The words of one call, and when it began and ended.
  struct Call {
    let words: [String]
    let start: Int
    let end: Int
  }

  let status: Int32
  let calls: [Call]
  /// What it said.
  let errors: String

  /// All calls in no order; logins of `hosts` are left out.
  func words(withoutLoginsTo hosts: some Collection<String>) -> [[String]] {
    calls.map(\.words).filter { words in
      !(words.dropFirst().first == "login" && words.contains(where: hosts.contains))
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}

/// Runs nothing, but keeps what a run would have called.
final class RecordingLauncher: Launcher {
  private struct State {
    var clock = 0
    var calls: [SpecCalls.Call] = []
  }

  private let state = Mutex(State())
  private let isCold: Bool

  init(isCold: Bool) { self.isCold = isCold }

  var calls: [SpecCalls.Call] { state.withLock(\.calls) }

  func launch(
    _ command: ResolvedCommand, until interruption: Interruption,
    output: @escaping @Sendable (StandardStream, [UInt8]) -> Void
  ) async throws(LaunchError) -> Exit {
    let start = state.withLock { state in
      state.clock += 1
      return state.clock
    }
    await Task.yield()
    let password = command.input.map { [String(decoding: $0.bytes, as: UTF8.self)] } ?? []
    state.withLock { state in
      for words in Self.calls(of: command.words) {
        state.clock += 1
        state.calls.append(
          SpecCalls.Call(words: words + password, start: start, end: state.clock))
      }
    }
    guard isCold, Self.isRead(command.words) else { return Exit(.code(0)) }
    output(.error, Array("manifest unknown\n".utf8))
    return Exit(.code(1))
  }

  /// An extraction is three calls of the engine; its container has no name here.
  static func calls(of words: [String]) -> [[String]] {
    guard words.count > 4, words.starts(with: ["sh", "-c"]) else { return [words] }
    let (operation, engine, given) = (words[3], words[4], words.dropFirst(5).map(\.self))
    switch (operation, given.count) {
    case ("extract", 3):
      return [
        [engine, "create", given[0], "/"], [engine, "cp", ":\(given[1])", given[2]],
        [engine, "rm", ""],
      ]
    case ("name", 3):
      return [[engine, "tag", given[1], given[2]], [engine, "tag", given[0], given[1]]]
    case ("unname", 2): return [[engine, "tag", given[1], given[0]], [engine, "rmi", given[1]]]
    case (_, _): return [words]
    }
  }

  private static func isRead(_ words: [String]) -> Bool {
    words.dropFirst().first == "pull" || words.dropFirst().starts(with: ["buildx", "imagetools"])
  }
}

/// A run that tells nobody.
struct SilentObserver: RunObserver {
  func observe(_ event: RunEvent) {}
}
