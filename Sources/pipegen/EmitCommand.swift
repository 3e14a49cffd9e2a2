import ArgumentParser
import Emitters

/// Prints the very bytes that `generate` would write for one back end.
struct EmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit", abstract: "Prints what one back end makes of a spec.")

  @Argument(
    help: ArgumentHelp("One of: \(Backends.names.joined(separator: ", "))."),
    completion: .list(Backends.names))
  var backend: String

  @OptionGroup var spec: SpecOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; - is standard output."))
  var output = "-"

  func validate() throws {
    try spec.refuseImages()
    guard Backends.named(backend) != nil else {
      throw ValidationError(
        "unknown back end '\(backend)'; known: \(Backends.names.joined(separator: ", "))")
    }
  }

  func run() throws {
    guard let backend = Backends.named(backend) else { return }
    let compilation = try Frontend.compile(spec)
    let artifacts = try Artifacts.emit([backend], from: compilation)
    guard artifacts.count <= 1 else {
      StandardError.fault(
        "the spec asks for \(artifacts.count) files of \(backend.name)",
        help: "write them all with 'pipegen generate'")
      throw ExitCode.usage
    }
    for artifact in artifacts {
      if output == "-" {
        try StandardOutput.write(artifact.header)
        try StandardOutput.write(artifact.body)
      } else {
        try Artifacts.write(artifact, to: output, of: compilation)
      }
    }
    Ending.success(keeping: compilation)
  }
}
