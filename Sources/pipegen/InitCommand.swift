import ArgumentParser
import Emitters
import Execution
import PipelineSpec

/// Writes a spec to begin with.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Writes a commented spec from the Dockerfiles that are here.",
    discussion: "It asks nothing and overwrites nothing. Paths are relative to this folder.")

  @Argument(
    help: ArgumentHelp("Dockerfiles; all that are found without any.", valueName: "dockerfile"))
  var files: [String] = []

  @Option(help: ArgumentHelp("The same, by an option.", valueName: "path"))
  var dockerfile: [String] = []

  @Option(help: ArgumentHelp("Where images and caches go.", valueName: "host[/path]"))
  var registry: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; - is standard output."))
  var output = SpecFile.standardName

  func validate() throws {
    for file in files + dockerfile
    where file.utf8.first == 0x2F || file.split(separator: "/").contains("..") {
      throw ValidationError("'\(file)' is not below this folder: go where the spec shall stand")
    }
    if let registry, let fault = Grammar.registryAddress.fault(in: registry) {
      throw ValidationError("'\(registry)' is not a registry address: \(fault.reason)")
    }
  }

  func run() throws {
    guard output == "-" || !Files.isAnything(output) else {
      StandardError.fault(
        "'\(DisplayText.escaped(output))' exists already, and init overwrites nothing",
        help: "print a new one with 'pipegen init -o -'")
      throw ExitCode.cannotWrite
    }
    let named = (files + dockerfile).map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }
    let spec = try spec(of: named.isEmpty ? DockerfileTree.paths(below: ".") : named)
    guard output != "-" else { return try StandardOutput.write(spec.text) }
    do {
      _ = try AtomicFile.write(Array(spec.text.utf8), to: output, isExecutable: false)
    } catch {
      StandardError.fault(error.message)
      throw ExitCode.cannotWrite
    }
    StandardError.write("wrote \(DisplayText.escaped(output))\n")
  }

  private func spec(of paths: [String]) throws -> StarterSpec {
    var spec = StarterSpec()
    spec.registry = registry
    let root = FileSystem.absolute(".")?.split(separator: "/").last.map(String.init) ?? "app"
    for path in paths {
      do {
        let bytes = try Files.read(path, limit: Dockerfile.maximumBytes)
        spec.images.append(try StarterImage(path, bytes, root: root, in: DockerfileTree()))
      } catch let fault as Dockerfile.Fault {
        let line = fault.line.map { ":\($0)" } ?? ""
        StandardError.fault("\(DisplayText.escaped(path))\(line): \(fault.message)")
        spec.refused.append((path, fault))
      } catch let fault as SystemFault {
        StandardError.fault(fault.message)
        throw ExitCode.refused
      }
    }
    guard !spec.images.isEmpty else {
      if paths.isEmpty {
        StandardError.fault(
          "no Dockerfile here or in a folder below", help: "name one: pipegen init PATH")
      }
      throw ExitCode.refused
    }
    spec.images.tellApart()
    return spec
  }
}
