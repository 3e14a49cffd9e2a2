import ArgumentParser
import Emitters
import PipelineSpec

/// Generated files on their way out.
enum Artifacts {
  /// What `backends` make of a spec, all of it before any of it is written.
  static func emit(
    _ backends: [any Backend.Type], from compilation: Compilation
  ) throws -> [Artifact] {
    var diagnostics = Diagnostics()
    let request = EmissionRequest(
      plan: compilation.plan, outputs: compilation.pipeline.outputs,
      specName: compilation.spec.baseName, version: Version.text)
    let artifacts = backends.compactMap { $0.emit(request, into: &diagnostics) }
    Frontend.report(diagnostics, compilation.sources)
    guard !diagnostics.hasErrors else { throw ExitCode.refused }
    return artifacts
  }

  /// Puts one file where it belongs, or leaves it where nothing changed, and says so.
  static func write(_ artifact: Artifact, to path: String) throws {
    do {
      let isChanged = try AtomicFile.write(
        artifact.bytes, to: path, isExecutable: artifact.isExecutable)
      StandardError.write("\(isChanged ? "wrote" : "unchanged") \(DisplayText.escaped(path))\n")
    } catch {
      StandardError.fault(error.message)
      throw ExitCode.cannotWrite
    }
  }
}
