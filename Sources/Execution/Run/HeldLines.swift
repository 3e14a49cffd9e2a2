import Synchronization

/// Lines on standard error that are shown only once it is known what they mean: that a cache image
/// does not exist yet is no error to a reader.
final class HeldLines: Sendable {
  /// More than this is no message.
  private static let limit = 64 * 1024

  private struct State {
    var lines: [UInt8] = []
    var isFull = false
  }

  private let state = Mutex(State())

  /// Takes `new`, and gives what has to be shown at once: nothing, until there is too much to keep.
  func hold(_ new: [UInt8]) -> [UInt8] {
    state.withLock { state in
      state.isFull = state.isFull || state.lines.count + new.count > Self.limit
      state.lines += new
      return state.isFull ? Self.empty(&state.lines) : []
    }
  }

  /// What was kept, once.
  func take() -> [UInt8] { state.withLock { Self.empty(&$0.lines) } }

  private static func empty(_ lines: inout [UInt8]) -> [UInt8] {
    defer { lines = [] }
    return lines
  }
}
