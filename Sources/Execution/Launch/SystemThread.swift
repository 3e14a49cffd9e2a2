import CSpawn
import Glibc

/// A thread of its own, for work that blocks: Swift's own threads are few and must not.
package struct SystemThread: ~Copyable {
  private let handle: pthread_t
  private let isJoined = JoinMark()

  /// Runs `body`, in which no signal is ever delivered; nil where the system has no threads left.
  ///
  /// A write to a closed pipe therefore fails instead of ending the process.
  package init?(_ body: @escaping @Sendable () -> Void) {
    let box = unsafe Unmanaged.passRetained(Body(run: body)).toOpaque()
    var handle = pthread_t()
    let code = unsafe pthread_create(
      &handle, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        SystemThread.blockSignals()
        unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box)
    guard code == 0 else {
      unsafe Unmanaged<Body>.fromOpaque(box).release()
      return nil
    }
    self.handle = handle
  }

  deinit { if !isJoined.value { pthread_detach(handle) } }

  /// Returns once the body has.
  consuming func join() {
    isJoined.value = true
    _ = pthread_join(handle, nil)
  }

  private static func blockSignals() {
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private final class JoinMark {
    var value = false
  }
}
