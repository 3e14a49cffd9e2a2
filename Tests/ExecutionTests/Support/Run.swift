import PipelinePlan
import PipelineSpec
import Synchronization

@testable import Execution

/// Keeps what happens in a run.
final class RecordingObserver: RunObserver {
  private let kept = Mutex<[RunEvent]>([])
  private let further: @Sendable (RunEvent) -> Void

  init(_ further: @escaping @Sendable (RunEvent) -> Void = { _ in }) { self.further = further }

  var events: [RunEvent] { kept.withLock { $0 } }

  func observe(_ event: RunEvent) {
    kept.withLock { $0.append(event) }
    further(event)
  }

  /// All that steps wrote.
  var output: String {
    let bytes = events.flatMap { event -> [UInt8] in
      if case .output(_, _, let lines) = event { lines } else { [] }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  var warnings: [String] {
    events.compactMap { if case .warning(_, let text) = $0 { text } else { nil } }
  }

  var notes: [String] {
    events.compactMap { if case .note(_, let text) = $0 { text } else { nil } }
  }

  var skips: [String] {
    events.compactMap { if case .skipped(_, let reason) = $0 { reason } else { nil } }
  }

  var pauses: [Duration] {
    events.compactMap { if case .retry(_, _, _, _, let pause) = $0 { pause } else { nil } }
  }
}

/// A clock that does not wait.
extension Pacing {
  static let instant = Pacing(now: { .now }, sleep: { _ in }, chance: { $0.upperBound })
}

/// One run of a test.
struct TestRun {
  let result: RunResult
  let observer: RecordingObserver

  static func of(
    _ plan: Plan, _ launcher: any Launcher, environment: Environment = Environment(),
    origin: RunOrigin = RunOrigin(event: .push, isFork: false), jobs: Int = 2,
    timeout: Duration? = nil, pacing: Pacing = .instant,
    until interruption: Interruption = Interruption(),
    onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async throws -> TestRun {
    let request = try RunRequest(
      plan, lane: plan.lane(of: origin), origin: origin, environment: environment,
      jobs: jobs, timeout: timeout)
    let observer = RecordingObserver(onEvent)
    let runner = PlanRunner(request, launcher: launcher, pacing: pacing, observer: observer)
    return TestRun(result: await runner.run(until: interruption), observer: observer)
  }
}
