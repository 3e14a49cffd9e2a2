import PipelinePlan
import PipelineSpec
import Synchronization

/// Tells of a run in lines, each with the step that it is about; lines of steps that run at once
/// are never mixed.
public final class PlainProgress: RunObserver {
  /// `[2/5 Build stage builder of go-slalom] `, by step.
  private let prefixes: [Step.ID: String]
  private let write: Mutex<@Sendable ([UInt8]) -> Void>

  /// - Parameters:
  ///   - request: The run.
  ///   - write: Takes whole lines; it is never called twice at once.
  public init(_ request: RunRequest, write: @escaping @Sendable ([UInt8]) -> Void) {
    var prefixes: [Step.ID: String] = [:]
    let count = request.steps.count
    for (index, step) in request.steps.enumerated() {
      prefixes[step.id] = "[\(index + 1)/\(count) \(request.title(of: step))] "
    }
    self.prefixes = prefixes
    self.write = Mutex(write)
  }

  /// Writes one line or more.
  public func observe(_ event: RunEvent) {
    switch event {
    case .began(let lane, let hosts): say(nil, Self.beginning(lane, hosts))
    case .started(let step, let words): say(step, ShellText.of(words))
    case .output(let step, _, let lines): prefix(lines, of: step)
    case .retry(let step, let reason, let attempt, let tries, let pause):
      say(step, "attempt \(attempt) of \(tries) failed: \(DisplayText.escaped(reason))")
      say(step, "trying again in \(Self.text(of: pause))")
    case .note(let step, let text): say(step, text)
    case .warning(let step, let text): say(step, "warning: \(text)")
    case .skipped(let step, let reason): say(step, "skipped: \(reason)")
    case .finished(let step, let end, let duration):
      say(step, "\(Self.text(of: end)) \(Self.text(of: duration))")
    }
  }

  private static func beginning(_ lane: String?, _ hosts: [String]) -> String {
    let lane = lane.map { "lane \($0)" } ?? "no lane matches"
    return hosts.isEmpty
      ? "\(lane): pushes nothing" : "\(lane): pushes to \(hosts.joined(separator: ", "))"
  }

  private static func text(of end: RunEvent.StepEnd) -> String {
    switch end {
    case .succeeded: "done in"
    case .failed: "failed after"
    case .interrupted: "interrupted after"
    }
  }

  /// Seconds with one decimal.
  private static func text(of duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let tenths = seconds * 10 + (attoseconds + 50_000_000_000_000_000) / 100_000_000_000_000_000
    return "\(tenths / 10).\(tenths % 10) s"
  }

  private func say(_ step: Step.ID?, _ text: String) {
    let line = Array("\(prefix(of: step))\(text)\n".utf8)
    write.withLock { $0(line) }
  }

  private func prefix(of step: Step.ID?) -> String { step.flatMap { prefixes[$0] } ?? "" }

  private func prefix(_ lines: [UInt8], of step: Step.ID) {
    let prefix = Array(self.prefix(of: step).utf8)
    var text: [UInt8] = []
    text.reserveCapacity(lines.count + lines.count / 40 * prefix.count)
    var rest = lines[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      text += prefix
      text += rest[...end]
      rest = rest[(end + 1)...]
    }
    write.withLock { $0(text) }
  }
}
