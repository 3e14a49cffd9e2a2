/// How a child ended.
public struct Exit: Hashable, Sendable {
  /// What the system says of it.
  public enum Status: Hashable, Sendable {
    /// It returned this code.
    case code(Int32)
    /// This signal ended it.
    case signal(Int32)
  }

  /// Who wanted it to end.
  public enum Cause: Hashable, Sendable {
    /// The child itself, or somebody unknown.
    case own
    /// It took longer than it may.
    case timeout
    /// The run was interrupted.
    case interruption
  }

  /// What the system says of it.
  public let status: Status
  /// Who wanted it to end.
  public let cause: Cause

  /// An end.
  public init(_ status: Status, cause: Cause = .own) {
    self.status = status
    self.cause = cause
  }

  /// Whether the child says that all went well.
  public var isSuccess: Bool { status == .code(0) }

  /// For messages: `exit code 1`, `killed by SIGKILL`.
  public var description: String {
    switch status {
    case .code(let code): "exit code \(code)"
    case .signal(let number): "killed by \(Self.name(ofSignal: number))"
    }
  }

  private static func name(ofSignal number: Int32) -> String {
    let names: [Int32: String] = [
      1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
      9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU",
      25: "SIGXFSZ", 31: "SIGSYS",
    ]
    return names[number] ?? "signal \(number)"
  }
}
