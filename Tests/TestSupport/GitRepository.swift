package import Foundation

/// A git repository of a test's own.
package struct GitRepository: Sendable {
  package let folder: URL

  /// The folder, all of whose files are committed on `branch`.
  package init(_ folder: URL, branch: String = "main") throws {
    self.folder = folder
    try git(["init", "--quiet", "--initial-branch", branch])
    try git(["add", "--all"])
    try commit("first")
  }

  /// Commits what is staged, be it nothing.
  package func commit(_ message: String) throws {
    try git(["commit", "--quiet", "--allow-empty", "--message", message])
  }

  /// The commit that is checked out.
  package func head() throws -> String { try git(["rev-parse", "HEAD"]) }

  /// Runs git on it and gives its output, without the last line feed.
  @discardableResult
  package func git(_ arguments: [String]) throws -> String {
    var environment = TestEnvironment.plain
    for who in ["AUTHOR", "COMMITTER"] {
      environment["GIT_\(who)_NAME"] = "Test"
      environment["GIT_\(who)_EMAIL"] = "test@example.org"
      environment["GIT_\(who)_DATE"] = "2026-01-31T12:00:00Z"
    }
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    let result = try Program(path: "/usr/bin/env").run(
      ["git"] + arguments, in: folder, environment: environment)
    guard result.status == 0 else { throw Failure(description: result.errors) }
    return String(decoding: result.output.dropLast(), as: UTF8.self)
  }

  /// What git refused.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }
}
