package import Foundation
import Glibc

/// A folder for what all tests of a process share; it goes when the process ends.
package enum SharedFolder {
  private static let folder = TestEnvironment.temporary
    .appendingPathComponent("pipegen-tests-\(getpid())")

  /// A new folder in it.
  package static func make(_ name: String) throws -> URL {
    _ = isRemovedAtExit
    let made = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    return made
  }

  private static let isRemovedAtExit = atexit { try? FileManager.default.removeItem(at: folder) }
}
