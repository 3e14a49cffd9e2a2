import Synchronization

/// Counts bytes from any thread.
final class Count: Sendable {
  private let state = Mutex((sum: 0, largest: 0))

  var sum: Int { state.withLock(\.sum) }
  var largest: Int { state.withLock(\.largest) }

  func add(_ number: Int) {
    state.withLock { state in
      state.sum += number
      state.largest = max(state.largest, number)
    }
  }
}
