package import Foundation

/// This repository and what is built of it.
package enum Repository {
  /// Its folder.
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `Tests/Fixtures`.
  package static let fixtures = root.appendingPathComponent("Tests/Fixtures")

  /// The built `pipegen`: it stands beside the program that runs the tests.
  package static let pipegen = Program(
    path: URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("pipegen").path)
}

/// What a child of a test is given, unless the test says otherwise.
package enum TestEnvironment {
  /// Of this process: where programs are found.
  package static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  /// Enough to run programs; nothing by which a CI service or docker's settings show through.
  package static let plain = ["PATH": path, "LC_ALL": "C.UTF-8"]

  /// Whether a lack of this machine may not be the reason to leave out a test.
  package static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

  /// Whether every case is tried, as `make test` and CI do; else a few that stand for all, for
  /// `swift test` between two edits.
  package static let isWhole = isCI || ProcessInfo.processInfo.environment["PIPEGEN_TESTS"] == "all"
}
