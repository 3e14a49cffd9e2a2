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

  /// The pause behind the failed attempt number `attempt`, from 1: 1 s to 2, 4, 8 … 30 s, anything
  /// between alike, so that clients that failed together do not come back together. A registry that limits how
  /// often it is asked is left alone for 5 s at least.
  func pause(after attempt: Int, of fault: RegistryFault = .transient) -> Duration {
    let longest = min(30, Double(1 << min(attempt, 5)))
    return .seconds(fault == .limited ? chance(5...max(10, longest)) : chance(1...longest))
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
