import Synchronization

/// What one attempt writes: passed on in whole lines without secrets, its end kept for the verdict.
final class StepOutput: Sendable {
  /// Both streams together, and the one on which docker says what is wrong.
  struct Tails: Sendable {
    var all = OutputTail(limit: 16 * 1024)
    var error = OutputTail(limit: 64 * 1024)
  }

  fileprivate struct State {
    var redactors: [StandardStream: Redactor]
    var assemblers: [StandardStream: LineAssembler]
    var tails = Tails()
  }

  private let state: Mutex<State>
  private let show: @Sendable (StandardStream, [UInt8]) -> Void

  init(
    hiding patterns: Redactor.Patterns,
    show: @escaping @Sendable (StandardStream, [UInt8]) -> Void
  ) {
    var redactors: [StandardStream: Redactor] = [:]
    var assemblers: [StandardStream: LineAssembler] = [:]
    for stream in StandardStream.allCases {
      redactors[stream] = Redactor(patterns)
      assemblers[stream] = LineAssembler()
    }
    state = Mutex(State(redactors: redactors, assemblers: assemblers))
    self.show = show
  }

  /// Takes bytes as they come.
  func append(_ stream: StandardStream, _ bytes: [UInt8]) {
    let lines = state.withLock { state in
      let clear = state.redactors[stream]?.append(bytes) ?? []
      return state.take(state.assemblers[stream]?.append(clear) ?? [], stream)
    }
    if !lines.isEmpty { show(stream, lines) }
  }

  /// Passes on what is left, and gives the end of it all.
  func finish() -> Tails {
    for stream in StandardStream.allCases {
      let lines = state.withLock { state in
        let clear = state.redactors[stream]?.finish() ?? []
        let lines = state.assemblers[stream]?.append(clear) ?? []
        return state.take(lines + (state.assemblers[stream]?.finish() ?? []), stream)
      }
      if !lines.isEmpty { show(stream, lines) }
    }
    return state.withLock(\.tails)
  }
}

extension StepOutput.State {
  fileprivate mutating func take(_ lines: [UInt8], _ stream: StandardStream) -> [UInt8] {
    tails.all.append(lines)
    if stream == .error { tails.error.append(lines) }
    return lines
  }
}
