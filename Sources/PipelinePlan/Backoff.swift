/// How long is waited, in seconds, before what may pass is tried again: a while at random, so that
/// clients that failed together do not come back together.
public enum Backoff {
  /// The shortest pause.
  public static let least = 1
  /// The shortest pause where a registry limits requests: docker does not pass on when it wants to be
  /// asked again.
  public static let leastIfLimited = 5
  /// The longest pause.
  public static let most = 30
  /// How long the pauses of one step may be together.
  public static let bound = 120

  /// The pauses that may follow the failed attempt number `attempt`, from 1: 1 s to 2, 4, 8 … 30 s.
  public static func range(after attempt: Int, isRateLimited: Bool = false) -> ClosedRange<Int> {
    let least = isRateLimited ? leastIfLimited : least
    return least...min(most, least << min(attempt, 5))
  }
}
