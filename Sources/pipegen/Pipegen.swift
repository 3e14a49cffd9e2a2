import ArgumentParser

/// The command line: one subcommand a file.
@main
struct Pipegen: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipegen",
    abstract: "Compiles one YAML spec of cached image builds to a script, a pipeline or a run.",
    version: Version.text,
    subcommands: [
      InitCommand.self, CheckCommand.self, PlanCommand.self, EmitCommand.self, GenerateCommand.self,
      RunCommand.self, InspectCommand.self, ExplainCommand.self, SchemaCommand.self,
      DebugCommand.self,
    ])

  /// As ArgumentParser does it, but for a help or version that cannot be written: that is a fault.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch  where exitCode(for: error) == .success {
      print(answer: fullMessage(for: error))
    } catch {
      exit(withError: error)
    }
  }

  private static func print(answer: String) {
    do {
      if !answer.isEmpty { try StandardOutput.write(answer + "\n") }
    } catch {
      exit(withError: error)
    }
  }
}

/// The version of this program.
enum Version {
  static let text = "0.1.0"
}

/// The exit codes that every command shares; a signal is re-raised instead.
extension ExitCode {
  /// Something that was run failed, or could not be run.
  static let stepFailed = ExitCode(1)
  /// The input is refused.
  static let refused = ExitCode(2)
  /// An output cannot be written.
  static let cannotWrite = ExitCode(3)
  /// The command line is wrong.
  static let usage = ExitCode(64)
}
