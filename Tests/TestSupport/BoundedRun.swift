import Dispatch
package import Foundation
import Glibc

extension Program {
  /// A program that did not end.
  package struct Unended: Error, CustomStringConvertible {
    package let description: String
  }

  /// Runs the program in `folder` with exactly `environment` and `input` as its standard input.
  ///
  /// A death by signal n is status 128 + n, as shells have it. What has not ended after `seconds`
  /// is killed with all that it started: the bound is there for what hangs, no test measures it.
  package func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = TestEnvironment.plain,
    input: Data, within seconds: Int = 300
  ) throws -> Result {
    let scratch = try TemporaryFolder()
    let output = try scratch.file("stdout", Data())
    let errors = try scratch.file("stderr", Data())
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = environment
    process.standardInput = try FileHandle(forReadingFrom: scratch.file("stdin", input))
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    let end = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in end.signal() }
    try process.run()
    if end.wait(timeout: .now() + .seconds(seconds)) == .timedOut {
      kill(-process.processIdentifier, SIGKILL)
      kill(process.processIdentifier, SIGKILL)
      throw Unended(
        description: "\(path) \(arguments.joined(separator: " ")) did not end in \(seconds) s; "
          + "its last words: \(String(decoding: try Data(contentsOf: errors), as: UTF8.self))")
    }
    let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
    return Result(
      status: signal + process.terminationStatus, output: try Data(contentsOf: output),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}
