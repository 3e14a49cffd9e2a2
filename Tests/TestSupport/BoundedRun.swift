import Execution
package import Foundation
import Synchronization

extension Program {
  /// A program that did not end, or did not start.
  package struct Unended: Error, CustomStringConvertible {
    package let description: String
  }

  /// Runs the program in `folder` with exactly `environment` and `input` as its standard input.
  ///
  /// A death by signal n is status 128 + n, as shells have it. What has not ended after `seconds`
  /// is killed with all that it started: the bound is there for what hangs, no test measures it.
  /// It goes by pipegen's own launcher, as Foundation's is not safe to use from several threads.
  package func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = TestEnvironment.plain,
    input: Data = Data(), within seconds: Int = 300
  ) throws -> Result {
    let written = Mutex<[StandardStream: Data]>([:])
    let command = ResolvedCommand(
      words: [path] + arguments,
      environment: Environment(entries: environment.map { Array("\($0)=\($1)".utf8) }),
      workingDirectory: folder.path, input: Secret(Array(input)), timeout: .seconds(seconds))
    let exit = try ChildLauncher().wait(for: command, until: Interruption()) { stream, bytes in
      written.withLock { $0[stream, default: Data()].append(contentsOf: bytes) }
    }
    let (output, errors) = written.withLock { ($0[.output] ?? Data(), $0[.error] ?? Data()) }
    let words = String(decoding: errors, as: UTF8.self)
    guard exit.cause != .timeout else {
      throw Unended(
        description: "\(path) \(arguments.joined(separator: " ")) did not end in \(seconds) s; "
          + "its last words: \(words)")
    }
    return Result(status: exit.shellStatus, output: output, errors: words)
  }
}

extension Exit {
  fileprivate var shellStatus: Int32 {
    switch status {
    case .code(let code): code
    case .signal(let signal): 128 + signal
    }
  }
}
