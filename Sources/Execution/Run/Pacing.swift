import PipelinePlan

/// How long a run waits before it tries again, by a clock and chance that tests replace.
public struct Pacing: Sendable {
  let now: @Sendable () -> ContinuousClock.Instant
  let sleep: @Sendable (Duration) async throws -> Void
  let chance: @Sendable (ClosedRange<Double>) -> Double

  /// - Parameters:
  ///   - now: The clock.
  ///   - sleep: Waits; ends early where its task is cancelled.
  ///   - chance: A number of the range.
  public init(
    now: @escaping @Sendable () -> ContinuousClock.Instant,
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    chance: @escaping @Sendable (ClosedRange<Double>) -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.chance = chance
  }

  /// The system's clock and chance.
  public static let system = Pacing(
    now: { .now }, sleep: { try await ContinuousClock().sleep(for: $0) },
    chance: { Double.random(in: $0) })

  /// The pause behind the failed attempt number `attempt`, from 1.
  func pause(after attempt: Int, isRateLimited: Bool = false) -> Duration {
    let range = Backoff.range(after: attempt, isRateLimited: isRateLimited)
    return .seconds(chance(Double(range.lowerBound)...Double(range.upperBound)))
  }

  /// Waits; ends early where `interruption` rises.
  func wait(_ duration: Duration, until interruption: Interruption) async {
    let sleep = sleep
    let pause = Task { try? await sleep(duration) }
    let key = interruption.add { pause.cancel() }
    await pause.value
    interruption.remove(key)
  }
}
