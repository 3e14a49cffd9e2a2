import Emitters
import Execution
import PipelinePlan
import Synchronization

/// Tells of a run in JSON, an event a line: docs/run.md says what they hold.
final class RunEventWriter: RunObserver {
  private let request: RunRequest
  private let begin = ContinuousClock.now
  private let write: Mutex<@Sendable ([UInt8]) -> Void>

  /// - Parameters:
  ///   - request: The run, which begins now.
  ///   - write: Takes a line; it is never called twice at once.
  init(_ request: RunRequest, write: @escaping @Sendable ([UInt8]) -> Void) {
    self.request = request
    self.write = Mutex(write)
  }

  func observe(_ event: RunEvent) {
    write.withLock { write in
      var members: [(key: String, value: JSON)] = [
        ("event", .string(Self.name(of: event))), ("at", .seconds(ContinuousClock.now - begin)),
      ]
      if let step = event.step { members.append(("step", .number(step.index))) }
      write(Array(JSON.object(members + self.members(of: event)).line.utf8))
    }
  }

  /// Tells how the run ended; the last line.
  func end(_ outcome: RunOutcome) {
    write.withLock { write in
      let members: [(key: String, value: JSON)] = [
        ("event", .string("ended")), ("at", .seconds(ContinuousClock.now - begin)),
        ("success", .boolean(outcome.result.isSuccess)),
      ]
      write(Array(JSON.object(members + outcome.members).line.utf8))
    }
  }

  private func json(of step: Step) -> JSON {
    .object([
      ("step", .number(step.id.index)), ("title", .string(request.title(of: step))),
      ("needs", .array(step.needs.map { .number($0.index) })),
    ])
  }

  private static func name(of event: RunEvent) -> String {
    switch event {
    case .began: "began"
    case .started: "started"
    case .output: "output"
    case .retry: "retry"
    case .note: "note"
    case .warning: "warning"
    case .layers: "layers"
    case .missed: "missed"
    case .skipped: "skipped"
    case .finished: "finished"
    }
  }

  private func members(of event: RunEvent) -> [(key: String, value: JSON)] {
    switch event {
    case .began(let lane, let hosts):
      [
        ("time", .string(Clock.time)), ("lane", lane.map { .string($0) } ?? .null),
        ("pushesTo", .array(hosts.map { .string($0) })),
        ("steps", .array(request.steps.map(json))),
      ]
    case .started(_, let words): [("command", .array(words.map { .string($0) }))]
    case .output(_, let stream, let lines):
      [
        ("stream", .string(stream == .output ? "stdout" : "stderr")),
        ("text", .string(String(decoding: lines, as: UTF8.self))),
      ]
    case .retry(_, let reason, let attempt, let tries, let pause):
      [
        ("attempt", .number(attempt)), ("of", .number(tries)), ("reason", .string(reason)),
        ("pause", .seconds(pause)),
      ]
    case .note(_, let text), .warning(_, let text): [("text", .string(text))]
    case .layers(_, let layers): [("stages", .array(layers.map(JSON.layers)))]
    case .missed(_, let image, let changes):
      [("since", .string(image)), ("changes", .array(changes.map { .string($0) }))]
    case .skipped(_, let reason): [("reason", .string(reason))]
    case .finished(_, let end, let length):
      [("result", .string("\(end)")), ("seconds", .seconds(length))]
    }
  }
}

extension JSON {
  /// Seconds to three decimals.
  static func seconds(_ duration: Duration) -> JSON {
    let (seconds, attoseconds) = duration.components
    return .thousandths(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
  }

  static func layers(_ use: LayerUse) -> JSON {
    .object([
      ("stage", .string(use.stage)), ("found", .number(use.found)),
      ("fetched", .number(use.fetched)), ("built", .number(use.built)),
    ])
  }
}
