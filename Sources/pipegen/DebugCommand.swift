import ArgumentParser
import Emitters
import PipelineSpec

/// Looks inside pipegen; for its own tests.
struct DebugCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debug", abstract: "Looks inside pipegen.", shouldDisplay: false,
    subcommands: [
      YAMLJSONCommand.self, ModelCommand.self, ReferenceCommand.self,
    ])
}

/// Prints a YAML document as JSON, every scalar as text.
struct YAMLJSONCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "yaml-json", abstract: "Prints a YAML document as JSON, every scalar as text.")

  @Argument(help: "The document; - is standard input.")
  var file: String

  func run() throws {
    let (root, _, diagnostics, sources) = Frontend.parse(try SpecFile.find(file))
    Frontend.report(diagnostics, sources)
    guard let root, !diagnostics.hasErrors else { throw ExitCode.refused }
    try StandardOutput.write(root.json)
  }
}

/// Reads and decodes a spec, and stops there; for the benchmark.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Reads and decodes a spec, and counts its images.")

  @Argument(help: "The spec; - is standard input.")
  var file: String

  func run() throws {
    let spec = try SpecFile.find(file)
    let files = FolderFiles(folder: spec.folder, limit: YAML.maximumBytes)
    let (pipeline, diagnostics, sources) = Frontend.decode(spec, files)
    Frontend.report(diagnostics, sources)
    guard let pipeline, !diagnostics.hasErrors else { throw ExitCode.refused }
    try StandardOutput.write("\(pipeline.images.count)\n")
    Ending.success(keeping: pipeline)
  }
}

/// Prints docs/reference.md.
struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Prints the reference of the language as Markdown.")

  func run() throws { try StandardOutput.write(ReferencePage.text) }
}
