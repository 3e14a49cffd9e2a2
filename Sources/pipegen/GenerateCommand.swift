import ArgumentParser
import Emitters
import PipelineSpec

/// Writes every output that the spec asks for.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Writes every output that a spec asks for.")

  @OptionGroup var spec: SpecOptions

  @Flag(help: "Replace files that pipegen did not write, or that were changed since.")
  var force = false

  func validate() throws { try spec.refuseImages() }

  func run() throws {
    let compilation = try Frontend.compile(spec)
    let backends = Backends.all.filter { $0.isRequested(by: compilation.pipeline.outputs) }
    guard !backends.isEmpty else {
      StandardError.fault(
        "\(compilation.spec.name) asks for no outputs",
        help: "add 'outputs: { shell: ci/build.sh }', or print one with 'pipegen emit shell'")
      throw ExitCode.refused
    }
    for artifact in try Artifacts.emit(backends, from: compilation) {
      try Artifacts.write(artifact, below: compilation.spec, isForced: force)
    }
  }
}
