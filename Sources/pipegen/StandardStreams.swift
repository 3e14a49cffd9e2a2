import ArgumentParser
import Execution
import Glibc
import PipelinePlan

/// What a command answers; nothing else goes there.
enum StandardOutput {
  /// Writes all of `bytes`; a full disk or a closed descriptor ends the command.
  static func write(_ bytes: some Sequence<UInt8>) throws(ExitCode) {
    do {
      try Files.write(bytes, to: STDOUT_FILENO, named: "standard output")
    } catch {
      // A handler of SIGPIPE keeps it from ending the process.
      if error.code == EPIPE { Signals.end(by: SIGPIPE) }
      StandardError.write("pipegen: error: \(error.message)\n")
      throw .cannotWrite
    }
  }

  /// Writes `text`.
  static func write(_ text: String) throws(ExitCode) { try write(text.utf8) }
}

/// What is said about it.
enum StandardError {
  /// Writes all of `bytes`; where even that fails, nobody is left to be told.
  static func write(_ bytes: some Sequence<UInt8>) {
    try? Files.write(bytes, to: STDERR_FILENO, named: "standard error")
  }

  /// Writes `text`.
  static func write(_ text: String) { write(text.utf8) }

  /// One fault of the world, in one line.
  static func fault(_ message: String, help: String? = nil) {
    let text = "pipegen: error: \(message)\n" + (help.map { "  = help: \($0)\n" } ?? "")
    write(AgentCommands.defused(text))
  }
}

extension AgentCommands {
  /// `text`, in which nothing commands the agent that reads what this process prints.
  static func defused(_ text: String) -> [UInt8] {
    let environment = Environment.inherited()
    let commands = AgentCommands(of: CIHost.host { environment.text(of: $0) ?? "" })
    return commands?.defused(Array(text.utf8)) ?? Array(text.utf8)
  }
}
