import Synchronization

/// Whether a run shall end early: it rises, once for each request of the user, and never falls.
public final class Interruption: Sendable {
  /// How urgent it is.
  public enum Level: Int, Sendable, Comparable {
    /// Not at all.
    case none
    /// Nothing new is started; what runs is asked to end, and made to after a while.
    case stop
    /// What runs is ended at once.
    case kill

    /// By urgency.
    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  private struct State {
    var level = Level.none
    var risen: ContinuousClock.Instant?
    var observers: [Int: @Sendable () -> Void] = [:]
    var nextKey = 0
  }

  private let state = Mutex(State())

  /// One that has not risen.
  public init() {}

  /// How urgent it is now.
  public var level: Level { state.withLock(\.level) }

  /// When it rose first.
  var risen: ContinuousClock.Instant? { state.withLock(\.risen) }

  /// Asks for an end; where it is as urgent already, nothing happens.
  public func raise(to level: Level) {
    state.withLock { state in
      guard level > state.level else { return }
      state.level = level
      state.risen = state.risen ?? .now
      for observer in state.observers.values { observer() }
    }
  }

  /// Calls `observer` whenever it rises, and now if it has risen, until `body` is done.
  func observing<Result, Failure: Error>(
    _ observer: @escaping @Sendable () -> Void, during body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let key = add(observer)
    defer { remove(key) }
    return try body()
  }

  /// Calls `observer` whenever it rises, and now if it has risen, until `remove`.
  ///
  /// It is called under a lock, so that none is called once it is removed: it must return at once
  /// and leave this object alone.
  func add(_ observer: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      if state.level > .none { observer() }
      state.nextKey += 1
      state.observers[state.nextKey] = observer
      return state.nextKey
    }
  }

  /// Forgets an observer.
  func remove(_ key: Int) { state.withLock { $0.observers[key] = nil } }
}
