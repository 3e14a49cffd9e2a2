package import Foundation
import Glibc

/// This repository and what is built of it.
package enum Repository {
  /// Its folder.
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `Tests/Fixtures`.
  package static let fixtures = root.appendingPathComponent("Tests/Fixtures")

  /// The built `pipegen`: it stands beside the program that runs the tests, where PIPEGEN names no other.
  package static let pipegen = Program(
    path: ProcessInfo.processInfo.environment["PIPEGEN"]
      ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("pipegen").path)
}

/// What a child of a test is given, unless the test says otherwise.
package enum TestEnvironment {
  /// Of this process: where programs are found.
  package static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  /// Enough to run programs; nothing by which a CI service or docker's settings show through.
  package static let plain = ["PATH": path, "LC_ALL": "C.UTF-8"]

  /// Where tests keep what they need for a moment: in memory where that takes files and programs, as
  /// many thousands of files that come and go keep a disk busy.
  static let temporary: URL = {
    let memory = URL(fileURLWithPath: "/dev/shm")
    let noExec: UInt = 8  // ST_NOEXEC, which glibc shows to GNU sources alone.
    var facts = statvfs()
    guard ProcessInfo.processInfo.environment["TMPDIR"] == nil,
      FileManager.default.isWritableFile(atPath: memory.path),
      unsafe statvfs(memory.path, &facts) == 0, facts.f_flag & noExec == 0,
      facts.f_bavail * facts.f_frsize > 4 << 30
    else { return FileManager.default.temporaryDirectory }
    return memory
  }()

  /// Whether a lack of this machine may not be the reason to leave out a test.
  package static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

  /// Whether every case is tried, as `make test` and CI do; else a few that stand for all, for
  /// `swift test` between two edits.
  package static let isWhole = isCI || ProcessInfo.processInfo.environment["PIPEGEN_TESTS"] == "all"
}
