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

/// Runs nothing, but keeps what a run would have called, unless it only looks at what a cache image
/// says of itself: a run alone does so.
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
    if command.words.contains("--format"), !command.words.contains("{{.Id}}") {
      return Exit(.code(1))
    }
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

  /// An extraction is three calls of the engine, its container has no name here; to lend a name, and
  /// to give it back, are two calls of docker.
  static func calls(of words: [String]) -> [[String]] {
    guard words.count > 4, words.starts(with: ["sh", "-c"]) else { return [words] }
    let given = words.dropFirst(4).map(\.self)
    switch (words[3], given.count) {
    case ("extract", 4):
      return [
        [given[0], "create", given[1], "/"], [given[0], "cp", ":\(given[2])", given[3]],
        [given[0], "rm", ""],
      ]
    case ("name", 3):
      return [["docker", "tag", given[1], given[2]], ["docker", "tag", given[0], given[1]]]
    case ("name", 2):
      return [["docker", "tag", given[1], given[0]], ["docker", "rmi", given[1]]]
    case (_, _): return [words]
    }
  }

  private static func isRead(_ words: [String]) -> Bool {
    guard words.last?.hasPrefix(SpecMaker.foreign) != true else { return false }
    return [["pull"], ["buildx", "imagetools"], ["image", "inspect"], ["inspect", "--type"]]
      .contains {
        words.dropFirst().starts(with: $0)
      }
  }
}

/// A run that tells nobody.
struct SilentObserver: RunObserver {
  func observe(_ event: RunEvent) {}
}
