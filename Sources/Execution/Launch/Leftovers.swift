import Glibc
import Synchronization

/// What must not outlive this process, however it ends: children, and folders with logins.
package enum Leftovers {
  private struct State {
    var children: Set<pid_t> = []
    var folders: Set<String> = []
  }

  private static let state = Mutex(State())

  static func add(child: pid_t) { state.withLock { _ = $0.children.insert(child) } }

  /// Forgets a child; before its number is free.
  static func forget(child: pid_t) { state.withLock { _ = $0.children.remove(child) } }

  static func add(folder: String) { state.withLock { _ = $0.folders.insert(folder) } }

  static func forget(folder: String) { state.withLock { _ = $0.folders.remove(folder) } }

  /// Ends and removes all of it, where the run itself does not come to that.
  package static func removeAll() {
    state.withLock { state in
      for child in state.children { Spawn.send(SIGKILL, toGroupOf: child) }
      for folder in state.folders { FileSystem.removeTree(folder) }
      state = State()
    }
  }
}
