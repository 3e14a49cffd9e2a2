package import Foundation

/// A program of this machine that tests run.
package struct Program: Sendable {
  /// What a run of a program left.
  package struct Result: Sendable {
    package let status: Int32
    package let output: Data
    package let errors: String

    /// Standard output, with what is no UTF-8 repaired.
    package var text: String { String(decoding: output, as: UTF8.self) }
  }

  package let path: String

  /// The program `name` of `PATH`; nil, and a line that says so, where there is none.
  ///
  /// Under `CI=true` its lack has to fail the test: see ``isRequired``.
  package static func find(_ name: String) -> Program? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let paths = folders.map { "\($0)/\(name)" }
    if let path = paths.first(where: FileManager.default.isExecutableFile(atPath:)) {
      return Program(path: path)
    }
    print("SKIPPED: '\(name)' is not on this machine")
    return nil
  }

  /// Whether a test may not be skipped because a program is missing.
  package static var isRequired: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }
}

/// A shell that has to understand what pipegen prints.
package struct Shell: Sendable, CustomStringConvertible {
  package let description: String

  /// As `description` says, such as `busybox sh`.
  package init(_ description: String) { self.description = description }

  /// Every shell that generated scripts are promised to run in.
  package static let all = ["sh", "dash", "bash", "bash --posix", "busybox sh"].map(Shell.init)

  /// Whether this machine has it.
  package var program: Program? { Program.find(String(words[0])) }

  private var words: [Substring] { description.split(separator: " ") }

  /// Runs `script` in an empty folder; nil where the machine has no such shell.
  package func run(
    _ script: String, environment: [String: String] = ["LC_ALL": "C.UTF-8"]
  ) throws -> (result: Program.Result, leftFiles: [String])? {
    guard let program else { return nil }
    let scripts = try TemporaryFolder()
    let folder = try TemporaryFolder()
    let file = try scripts.file("script.sh", Data(script.utf8))
    let result = try program.run(
      words.dropFirst().map(String.init) + [file.path], in: folder.url, environment: environment)
    return (result, try FileManager.default.contentsOfDirectory(atPath: folder.url.path))
  }
}

/// A folder that goes with its last reference.
package final class TemporaryFolder: Sendable {
  package let url: URL

  /// A new folder of its own.
  package init() throws {
    url = TestEnvironment.temporary
      .appendingPathComponent("pipegen-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file `name` that holds `contents`.
  package func file(_ name: String, _ contents: Data) throws -> URL {
    let file = url.appendingPathComponent(name)
    try contents.write(to: file)
    return file
  }
}
