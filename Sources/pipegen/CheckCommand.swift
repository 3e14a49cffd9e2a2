import ArgumentParser
import Emitters
import PipelineSpec

/// Reads and plans a spec, and says what is wrong with it.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says what is wrong with a spec; nothing where it is right.",
    discussion: """
      Faults are text on standard error; json, github (workflow commands) and azure (logging \
      commands) go to standard output, for the program that asked.
      """)

  /// How faults are told.
  enum Format: String, OptionWord {
    case text, json, github, azure
  }

  @OptionGroup var spec: SpecOptions

  @Flag(help: "Refuse a spec for a warning, too.")
  var strict = false

  @Option(help: "text, json, github or azure.")
  var format = Format.text

  func validate() throws { try spec.refuseImages() }

  func run() throws {
    let (compilation, diagnostics, sources) = try Frontend.read(spec)
    switch format {
    case .text: Frontend.report(diagnostics, sources)
    case .json:
      try StandardOutput.write(DiagnosticReport.json(of: diagnostics, sources: sources).text)
    case .github:
      try StandardOutput.write(DiagnosticReport.github(of: diagnostics, sources: sources))
    case .azure:
      try StandardOutput.write(DiagnosticReport.azure(of: diagnostics, sources: sources))
    }
    guard !diagnostics.hasErrors, !strict || diagnostics.all.isEmpty else {
      throw ExitCode.refused
    }
    Ending.success(keeping: compilation)
  }
}
