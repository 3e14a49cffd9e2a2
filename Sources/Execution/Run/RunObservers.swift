/// Several observers of one run, told in order.
public struct RunObservers: RunObserver {
  private let all: [any RunObserver]

  /// These.
  public init(_ all: [any RunObserver]) { self.all = all }

  /// Tells each.
  public func observe(_ event: RunEvent) { for observer in all { observer.observe(event) } }
}
