import ArgumentParser
import PipelineSpec

/// Looks inside pipegen; for its own tests.
struct DebugCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debug", abstract: "Looks inside pipegen.", shouldDisplay: false,
    subcommands: [YAMLJSONCommand.self, ModelCommand.self])
}

/// Prints a YAML document as JSON, every scalar as text.
struct YAMLJSONCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "yaml-json", abstract: "Prints a YAML document as JSON, every scalar as text.")

  @Argument(help: "The document; - is standard input.")
  var file: String

  func run() async throws {
    let spec = try SpecFile.find(file)
    var sources = Sources()
    var diagnostics = Diagnostics()
    var nodes = YAML.maximumNodes
    let id = sources.add(SourceFile(name: spec.name, bytes: spec.bytes))
    let root = YAML.parse(id, in: sources, nodeBudget: &nodes, into: &diagnostics)
    Frontend.report(diagnostics, sources)
    guard let root, !diagnostics.hasErrors else { throw ExitCode.refused }
    try StandardOutput.write(root.json)
  }
}

/// Reads and decodes a spec, and stops there; for the benchmark.
struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Reads and decodes a spec, and counts its images.")

  @Argument(help: "The spec; - is standard input.")
  var file: String

  func run() async throws {
    let spec = try SpecFile.find(file)
    var sources = Sources()
    var diagnostics = Diagnostics()
    var nodes = YAML.maximumNodes
    let id = sources.add(SourceFile(name: spec.name, bytes: spec.bytes))
    let root = YAML.parse(id, in: sources, nodeBudget: &nodes, into: &diagnostics)
    let pipeline = root.flatMap { Pipeline.decode($0, into: &diagnostics) }
    Frontend.report(diagnostics, sources)
    guard let pipeline, !diagnostics.hasErrors else { throw ExitCode.refused }
    try StandardOutput.write("\(pipeline.images.count)\n")
  }
}
