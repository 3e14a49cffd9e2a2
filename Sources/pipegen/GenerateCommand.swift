import ArgumentParser
import Emitters
import PipelineSpec

/// Writes every output that the spec asks for, or tells which of them are not as they should be.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Writes every output that a spec asks for.")

  @OptionGroup var spec: SpecOptions

  @Flag(help: "Write nothing; fail where a file is missing, stale or changed by hand.")
  var check = false

  @Flag(help: "The same, and print what would change in them.")
  var diff = false

  @Flag(help: "Replace files that pipegen did not write, or that were changed since.")
  var force = false

  func validate() throws {
    try spec.refuseImages()
    if force, check || diff {
      throw ValidationError("'--force' writes, '--check' and '--diff' write nothing")
    }
  }

  func run() throws {
    let compilation = try Frontend.compile(spec)
    let backends = Backends.all.filter { $0.isRequested(by: compilation.outputs) }
    guard !backends.isEmpty else {
      StandardError.fault(
        "\(compilation.spec.name) asks for no outputs",
        help: "add 'outputs: { shell: ci/build.sh }', or print one with 'pipegen emit shell'")
      throw ExitCode.refused
    }
    let files = try Artifacts.emit(backends, from: compilation)
    guard check || diff else {
      return try Artifacts.write(files, of: compilation, isForced: force)
    }
    var differ = 0
    var areProtected = false
    for file in files where try !isCurrent(file, compilation.spec, &areProtected) { differ += 1 }
    guard differ > 0 else { return }
    StandardError.fault(
      differ == 1 ? "1 file is not as generated" : "\(differ) files are not as generated",
      help: areProtected
        ? "put the changes into the spec, then run 'pipegen generate --force', which drops them"
        : "run 'pipegen generate'")
    throw ExitCode.stepFailed
  }

  /// Says what is the matter with the file that is there.
  private func isCurrent(
    _ file: GeneratedFile, _ spec: SpecFile, _ areProtected: inout Bool
  ) throws -> Bool {
    let path = Files.join(spec.folder, file.path)
    let name = DisplayText.escaped(path)
    do throws(SystemFault) {
      let found = try file.comparison(withFileAt: path)
      guard let (comparison, bytes) = found else {
        StandardError.write("'\(name)' is no regular file\n")
        return false
      }
      guard let text = comparison.text else { return true }
      areProtected = areProtected || comparison.isProtected
      StandardError.write("'\(name)' \(text)\n")
      if diff {
        try Files.write(
          UnifiedDiff.text(from: bytes, to: file.header + file.body, path: name), to: 1,
          named: "standard output")
      }
      return false
    } catch {
      StandardError.fault(error.message)
      throw ExitCode.cannotWrite
    }
  }
}
