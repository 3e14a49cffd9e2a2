import PipelinePlan
import Synchronization

/// Tells of a run in lines, each with the time and the step that it is about; lines of steps that
/// run at once are never mixed.
public final class PlainProgress: RunObserver {
  /// `[2/5 Build stage builder of go-slalom] `, by step.
  private let prefixes: [Step.ID: String]
  private let time: @Sendable () -> String
  private let write: Mutex<@Sendable ([UInt8]) -> Void>

  /// - Parameters:
  ///   - request: The run.
  ///   - time: What a line begins with; empty for nothing.
  ///   - write: Takes whole lines; it is never called twice at once.
  public init(
    _ request: RunRequest, time: @escaping @Sendable () -> String = { "" },
    write: @escaping @Sendable ([UInt8]) -> Void
  ) {
    var prefixes: [Step.ID: String] = [:]
    let count = request.steps.count
    for (index, step) in request.steps.enumerated() {
      prefixes[step.id] = "[\(index + 1)/\(count) \(request.title(of: step))] "
    }
    self.prefixes = prefixes
    self.time = time
    self.write = Mutex(write)
  }

  /// Writes one line or more.
  public func observe(_ event: RunEvent) {
    let name = event.step.flatMap { prefixes[$0] } ?? ""
    write.withLock { write in
      // Under the lock, so that times never go back.
      let prefix = Array((time() + name).utf8)
      if case .output(_, _, let lines) = event { return write(Self.prefixed(lines, by: prefix)) }
      for line in EventText.lines(of: event) { write(prefix + Array("\(line)\n".utf8)) }
    }
  }

  private static func prefixed(_ lines: [UInt8], by prefix: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(lines.count + lines.count / 40 * prefix.count)
    lines.forEachLine { line in
      text += prefix
      text += lines[line]
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }
}
