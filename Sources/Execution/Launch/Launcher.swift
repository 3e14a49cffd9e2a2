/// Runs programs.
public protocol Launcher: Sendable {
  /// Runs `command` and returns once it has ended, whatever it left behind.
  ///
  /// - Parameters:
  ///   - command: What is run.
  ///   - interruption: Where it rises, the command is asked to end, or made to.
  ///   - output: Takes what it writes, as it comes; it is called from one thread at a time, and the
  ///     command waits while it works.
  /// - Returns: How it ended.
  /// - Throws: Why it did not start.
  func launch(
    _ command: ResolvedCommand, until interruption: Interruption,
    output: @escaping @Sendable (StandardStream, [UInt8]) -> Void
  ) async throws(LaunchError) -> Exit
}

/// Where a child wrote something.
public enum StandardStream: Hashable, Sendable, CaseIterable {
  /// Its standard output.
  case output
  /// Its standard error.
  case error
}

/// A command with all that it needs to run.
public struct ResolvedCommand: Sendable {
  /// The program, looked up on the `PATH` of `environment`, and its arguments.
  public let words: [String]
  /// All of its environment.
  public let environment: Environment
  /// The folder in which it runs; nil for pipegen's.
  public let workingDirectory: String?
  /// What it reads on standard input; nil for nothing, and that is /dev/null.
  public let input: Secret?
  /// How long it may take.
  public let timeout: Duration

  /// A command.
  public init(
    words: [String], environment: Environment, workingDirectory: String? = nil,
    input: Secret? = nil, timeout: Duration
  ) {
    self.words = words
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.input = input
    self.timeout = timeout
  }

  /// Where its program is.
  func program() throws(LaunchError) -> String {
    let name = words.first ?? ""
    guard !words.contains(where: { $0.utf8.contains(0) }) else { throw .nul(program: name) }
    if name.utf8.contains(Self.slash) { return name }
    // A relative folder would be another one in another working directory.
    for folder in (environment.text(of: "PATH") ?? "/usr/bin:/bin").split(separator: ":")
    where folder.utf8.first == Self.slash {
      let path = "\(folder)/\(name)"
      if !name.isEmpty, FileSystem.isProgram(path) { return path }
    }
    throw .notFound(program: name)
  }

  private static let slash = UInt8(ascii: "/")
}

/// Bytes that nobody may see: no description of a value shows them.
public struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
  /// Themselves.
  public let bytes: [UInt8]

  /// A secret; nil where there is nothing to hide.
  public init?(_ bytes: [UInt8]?) {
    guard let bytes, !bytes.isEmpty else { return nil }
    self.bytes = bytes
  }

  /// Not the bytes.
  public var description: String { "***" }

  /// Without children.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
