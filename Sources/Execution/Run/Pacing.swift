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

  /// How long the pauses of one step may be together.
  static let bound = Duration.seconds(120)

  /// The pause behind the failed attempt number `attempt`, from 1: 1 s to 2, 4, 8 … 30 s, anything
  /// between alike, so that clients that failed together do not come back together.
  ///
  /// Docker does not pass on when a registry that limits requests wants to be asked again: 5 s to
  /// 10, 20, 30 s then.
  func pause(after attempt: Int, isRateLimited: Bool = false) -> Duration {
    let least: Double = isRateLimited ? 5 : 1
    return .seconds(chance(least...min(30, least * Double(1 << min(attempt, 5)))))
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
