import ArgumentParser
import Emitters
import PipelineSpec

/// Says what a Dockerfile's stages are and what they need.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Shows the stages of Dockerfiles and what each needs.",
    discussion: """
      json is one object a line: a file's stages, what --target NAME reaches and which stages are \
      worth a cache; or why a build of the last stage would be refused.
      """)

  /// How stages are shown.
  enum Format: String, OptionWord {
    case text, json
  }

  @Argument(help: ArgumentHelp("The Dockerfiles; - is standard input.", valueName: "dockerfile"))
  var files: [String]

  @Option(help: "text or json.")
  var format = Format.text

  func run() throws {
    var isRefused = false
    for file in files {
      let isRight =
        switch format {
        case .text: try showText(of: file)
        case .json: try showJSON(of: file)
        }
      if !isRight { isRefused = true }
    }
    if isRefused { throw ExitCode.refused }
  }

  private func showJSON(of file: String) throws -> Bool {
    let reading: Dockerfile.Reading
    do throws(SystemFault) {
      reading = Dockerfile.reading(try Files.read(file, limit: Dockerfile.maximumBytes))
    } catch {
      try StandardOutput.write(DockerfileJSON.fault(error.message, line: nil, file: file).line)
      return false
    }
    try StandardOutput.write(DockerfileJSON.json(of: reading, file: file).line)
    return reading.fault == nil
  }

  private func showText(of file: String) throws -> Bool {
    let bytes: [UInt8]
    do throws(SystemFault) {
      bytes = try Files.read(file, limit: Dockerfile.maximumBytes)
    } catch {
      StandardError.fault(error.message)
      return false
    }
    var sources = Sources()
    var diagnostics = Diagnostics()
    let id = sources.add(SourceFile(name: file, bytes: bytes))
    let dockerfile = Dockerfile.read(id, in: sources, into: &diagnostics)
    Frontend.report(diagnostics, sources)
    if let dockerfile, !diagnostics.hasErrors {
      try StandardOutput.write(StageGraphText.text(of: dockerfile, file: file))
    }
    return !diagnostics.hasErrors
  }
}
