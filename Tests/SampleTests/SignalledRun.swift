import Execution
import Foundation
import Glibc
import Synchronization
import TestSupport

/// A `pipegen run` of monorepo, in the middle of its first build, to which a test sends signals.
final class SignalledRun: Sendable {
  /// A run that did not come so far, or did not end, in the time that is enough for any machine.
  struct Late: Error, CustomStringConvertible {
    let description: String
  }

  private static let patience = Duration.seconds(120)

  private let docker: FakeDocker
  private let temporary: TemporaryFolder
  private let ending: Task<Exit, any Error>
  private let written: Written

  /// What the run wrote on standard error.
  private final class Written: Sendable {
    let bytes = Mutex<[UInt8]>([])
  }

  /// - Parameters:
  ///   - isDeaf: Whether docker goes on when it is asked to end.
  ///   - isIgnoringHangUp: Whether the run is started as `nohup` does it.
  /// - Throws: What keeps files from being written.
  init(isDeaf: Bool = false, isIgnoringHangUp: Bool = false) throws {
    let docker = try FakeDocker()
    let temporary = try TemporaryFolder()
    let written = Written()
    try Data(Self.docker(isDeaf: isDeaf).utf8)
      .write(to: docker.folder.appendingPathComponent("faults"))
    let environment = docker.environment([
      "SHOP_REGISTRY_PASSWORD": "secret", "TMPDIR": temporary.url.path,
    ])
    let script = (isIgnoringHangUp ? "trap '' HUP; " : "") + #"echo "$$" >"$1"; exec "$2" run"#
    let command = ResolvedCommand(
      words: [
        "sh", "-c", script, "sh", docker.folder.appendingPathComponent("pipegen").path,
        Repository.pipegen.path,
      ],
      environment: Environment(entries: environment.map { Array("\($0)=\($1)".utf8) }),
      workingDirectory: try GeneratedSample.shared(Sample("monorepo")).folder.path,
      timeout: Self.patience * 2)
    ending = Task {
      try await ChildLauncher().launch(command, until: Interruption()) { stream, bytes in
        if stream == .error { written.bytes.withLock { $0 += bytes } }
      }
    }
    (self.docker, self.temporary, self.written) = (docker, temporary, written)
  }

  /// The first build tells what a test has to know and does not end.
  private static func docker(isDeaf: Bool) -> String {
    """
    case "$1" in
      build)
        \(isDeaf ? #"trap 'true >| "$here/asked"' TERM"# : ":")
        printf %s "$DOCKER_CONFIG" >| "$here/config"
        printf %s "$$" >| "$here/child"
        true >| "$here/ready"
        while :; do sleep 1; done
        ;;
    esac

    """
  }

  /// Waits until the build runs.
  func begin() async throws { try await awaitFile("ready") }

  /// Waits for a file that docker makes.
  func awaitFile(_ name: String) async throws {
    let limit = ContinuousClock.now + Self.patience
    while text(of: name) == nil {
      guard .now < limit else { throw Late(description: "no '\(name)': \(errors)") }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  func send(_ signal: Int32) {
    if let process = number(in: "pipegen") { kill(process, signal) }
  }

  /// How the run ended.
  func end() async throws -> Exit { try await ending.value }

  var errors: String { written.bytes.withLock { String(decoding: $0, as: UTF8.self) } }

  /// Whether docker's process is no more; one that only waits for init to notice counts as gone.
  var isChildGone: Bool {
    guard let child = number(in: "child") else { return false }
    let stat = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ""
    return stat.isEmpty || stat.contains(") Z ")
  }

  /// Where the run logged in; nil where docker was not told.
  var configuration: String? { text(of: "config").flatMap { $0.isEmpty ? nil : $0 } }

  /// What lies in the run's TMPDIR.
  var leftFiles: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: temporary.url.path)) ?? ["unreadable"]
  }

  private func text(of name: String) -> String? {
    try? String(contentsOf: docker.folder.appendingPathComponent(name), encoding: .utf8)
  }

  private func number(in name: String) -> pid_t? {
    text(of: name).flatMap { pid_t($0.trimmingCharacters(in: .newlines)) }
  }
}
