import Glibc
import Synchronization

@testable import Execution

/// A real child, and all that it wrote.
struct Shell {
  let exit: Exit
  let output: [UInt8]
  let error: [UInt8]
  let largest: Int
  let duration: Duration

  var text: String { String(decoding: output, as: UTF8.self) }

  static func run(
    _ script: String, input: String? = nil, timeout: Duration = .seconds(60),
    launcher: ChildLauncher = ChildLauncher(), environment: Environment = .inherited(),
    until interruption: Interruption = Interruption(),
    onOutput: @escaping @Sendable (StandardStream, [UInt8]) -> Void = { _, _ in }
  ) async throws -> Shell {
    let kept = Mutex<[StandardStream: [UInt8]]>([:])
    let largest = Mutex(0)
    let command = ResolvedCommand(
      words: ["sh", "-c", script], environment: environment,
      input: Secret(input.map { Array($0.utf8) }), timeout: timeout)
    // Swift's own threads, on which tests wait for others, do not tell how long it took.
    let (result, duration) = await withCheckedContinuation {
      (continuation: CheckedContinuation<(Result<Exit, LaunchError>, Duration), Never>) in
      let thread = SystemThread {
        let start = ContinuousClock.now
        let result = Result { () throws(LaunchError) in
          try launcher.wait(for: command, until: interruption) { stream, bytes in
            kept.withLock { $0[stream, default: []] += bytes }
            largest.withLock { $0 = max($0, bytes.count) }
            onOutput(stream, bytes)
          }
        }
        continuation.resume(returning: (result, .now - start))
      }
      if thread == nil {
        continuation.resume(returning: (.failure(.outOfResources(EAGAIN)), .zero))
      }
    }
    return Shell(
      exit: try result.get(), output: kept.withLock { $0[.output] ?? [] },
      error: kept.withLock { $0[.error] ?? [] }, largest: largest.withLock { $0 },
      duration: duration)
  }
}

/// A folder that is removed at the end of a test.
final class Folder: Sendable {
  let path: String

  init() throws { path = try FileSystem.makePrivateFolder(in: "/tmp") }

  deinit { FileSystem.removeTree(path) }

  func write(_ text: String, to name: String, mode: mode_t = 0o644) {
    try? FileSystem.write(Array(text.utf8), toNew: "\(path)/\(name)")
    unsafe chmod("\(path)/\(name)", mode)
  }

  func read(_ name: String) -> String {
    String(decoding: (try? FileSystem.read("\(path)/\(name)")) ?? [], as: UTF8.self)
  }
}
