import Dispatch
import Synchronization

/// Asynchronous work of a synchronous command.
///
/// Only `run` has any. Were main itself asynchronous, every command would start three threads
/// before it reads its arguments: a third of the time that a small spec takes.
enum Blocking {
  /// What `work` gives; the calling thread waits for it.
  static func result<Value: Sendable>(of work: @escaping @Sendable () async -> Value) -> Value {
    let box = Box<Value>()
    Task.detached { box.put(await work()) }
    return box.take()
  }

  private final class Box<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isFull = DispatchSemaphore(value: 0)

    func put(_ result: Value) {
      value.withLock { $0 = result }
      isFull.signal()
    }

    func take() -> Value {
      isFull.wait()
      guard let result = value.withLock({ $0 }) else { preconditionFailure("an empty box") }
      return result
    }
  }
}
