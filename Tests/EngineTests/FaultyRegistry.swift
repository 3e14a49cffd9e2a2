import Execution
import Foundation
import Synchronization
import TestSupport

/// A proxy before an engine's registry that fails where it is told to: Tests/Fixtures/faulty-registry.
final class FaultyRegistry: Sendable {
  /// HOST:PORT.
  let address: String
  private let told: Told
  private let interruption = Interruption()
  private let ending: Task<Void, Never>
  private let folder: TemporaryFolder

  /// What the proxy has said so far.
  private final class Told: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }

    var lines: [Substring] {
      String(decoding: bytes.withLock { $0 }, as: UTF8.self).split(separator: "\n")
    }
  }

  /// Faults are lines `METHOD PATH KIND TIMES`; nil, said loudly, without python3.
  static func start(before engine: Engine, _ faults: [String]) async throws -> FaultyRegistry? {
    guard Program.find("python3") != nil else {
      try Skip.report("a registry that fails", because: "there is no python3")
      return nil
    }
    return try await FaultyRegistry(before: engine, faults)
  }

  private init(before engine: Engine, _ faults: [String]) async throws {
    folder = try TemporaryFolder()
    let file = try folder.file("faults", Data(faults.map { $0 + "\n" }.joined().utf8))
    let program = Repository.fixtures.appendingPathComponent("faulty-registry").path
    let command = ResolvedCommand(
      // It ends with its standard input.
      words: ["sh", "-c", #"sleep 1000 | exec "$@""#, "sh", program, engine.registry, file.path],
      environment: .inherited(), timeout: .seconds(1000))
    let (told, interruption) = (Told(), interruption)
    ending = Task {
      _ = try? await ChildLauncher(grace: .zero).launch(command, until: interruption) {
        stream, bytes in
        if stream == .output { told.add(bytes) }
      }
    }
    self.told = told
    while told.lines.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
    address = "127.0.0.1:\(told.lines[0])"
  }

  /// How often each kind of fault has struck.
  var struck: [String: Int] {
    told.lines.dropFirst().reduce(into: [:]) { counts, line in
      counts[String(line.prefix { $0 != " " }), default: 0] += 1
    }
  }

  func stop() async {
    interruption.raise(to: .kill)
    await ending.value
  }
}
