import Foundation
import Synchronization
package import Testing

/// Tests that wait for clocks and children more than they work have threads of their own: on those
/// that all tests share, of which there is one a core, they would keep the others from running.
package struct WaitingTrait: TestTrait, SuiteTrait, TestScoping {
  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(WaitingThreads.shared, operation: function)
  }
}

extension Trait where Self == WaitingTrait {
  /// Of a test or suite that mostly waits.
  package static var waiting: Self { WaitingTrait() }
}

/// A few threads, so that no more children run at once than a slow machine bears.
private final class WaitingThreads: TaskExecutor {
  static let shared = WaitingThreads(count: TestEnvironment.isWhole ? 3 : 4)

  private let jobs = Mutex<[UnownedJob]>([])
  private let waiting = DispatchSemaphore(value: 0)

  private init(count: Int) {
    for _ in 0..<count { Thread.detachNewThread { [self] in work() } }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    waiting.signal()
  }

  private func work() {
    while true {
      waiting.wait()
      let job = jobs.withLock { $0.removeFirst() }
      unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
