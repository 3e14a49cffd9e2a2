import ArgumentParser
import Emitters
import PipelineSpec

/// A generated file with its header: what made it, from what, and a digest of what follows.
struct GeneratedFile {
  /// Relative to the spec's folder.
  let path: String
  /// What stands above the body; a large body is never copied behind it just to be printed.
  let header: [UInt8]
  let body: WrittenText
  let isExecutable: Bool

  init(_ artifact: Artifact, specName: String) {
    let header = """
      \(Claim.makerMark)\(Version.text) from \(DisplayText.escaped(specName))\(Claim.makerEnd)
      \(Claim.digestMark)digest \(artifact.body.withSpan(TextDigest.of)).

      """
    let firstLine = artifact.firstLine.isEmpty ? "" : artifact.firstLine + "\n"
    path = artifact.path
    self.header = Array((firstLine + header + "\n").utf8)
    body = artifact.body
    isExecutable = artifact.isExecutable
  }
}

extension GeneratedFile {
  /// How the file at `path` stands to this one; nil where something stands there that is no file.
  func comparison(withFileAt path: String) throws(SystemFault) -> (Comparison, bytes: [UInt8])? {
    guard Files.isAnything(path) else { return (.missing, []) }
    guard Files.isRegular(path) else { return nil }
    let bytes = try Files.read(path, limit: 64 << 20)
    // What is empty holds nothing that could be lost.
    let comparison = bytes.isEmpty ? Comparison.missing : Comparison(of: bytes, to: self)
    if comparison == .current, isExecutable, !Files.isExecutable(path) {
      return (.notExecutable, bytes)
    }
    return (comparison, bytes)
  }
}

/// Generated files on their way out.
enum Artifacts {
  /// What `backends` make of a spec, all of it before any of it is written.
  static func emit(
    _ backends: [any Backend.Type], from compilation: Compilation
  ) throws -> [GeneratedFile] {
    var diagnostics = Diagnostics()
    let request = EmissionRequest(
      plan: compilation.plan, outputs: compilation.outputs, files: compilation.files)
    let artifacts = backends.flatMap { $0.emit(request, into: &diagnostics) }
    Frontend.report(diagnostics, compilation.sources)
    guard !diagnostics.hasErrors else { throw ExitCode.refused }
    return artifacts.map { GeneratedFile($0, specName: compilation.spec.baseName) }
  }

  /// Puts all files below the spec's folder, in folders that are made where they are missing: all of
  /// them are written before the first is renamed to what it is called.
  ///
  /// A file that pipegen did not write, or that somebody has changed since, is refused without
  /// `isForced`.
  static func write(_ files: [GeneratedFile], of compilation: Compilation, isForced: Bool) throws {
    let places = files.map { (file: $0, path: Files.join(compilation.spec.folder, $0.path)) }
    var isRefused = false
    for (file, path) in places {
      if let fault = fault(of: file, at: path, compilation, isForced: isForced) {
        StandardError.fault(fault.message, help: fault.help)
        isRefused = true
      }
    }
    guard !isRefused else { throw ExitCode.cannotWrite }
    var staged: [AtomicFile.Staged] = []
    do throws(SystemFault) {
      for (file, path) in places {
        try Files.makeFolder(Files.folder(of: path))
        staged.append(
          try AtomicFile.stage(file.header + file.body, for: path, isExecutable: file.isExecutable))
      }
      for (file, path) in zip(staged, places.map(\.path)) {
        try file.commit()
        StandardError.write(
          "\(file.isChange ? "wrote" : "unchanged") \(DisplayText.escaped(path))\n")
      }
    } catch {
      for file in staged { file.discard() }
      StandardError.fault(error.message)
      throw ExitCode.cannotWrite
    }
  }

  /// Why a file may not be put at `path`.
  private static func fault(
    of file: GeneratedFile, at path: String, _ compilation: Compilation, isForced: Bool
  ) -> (message: String, help: String)? {
    let name = "'\(DisplayText.escaped(path))'"
    if compilation.isRead(from: path) {
      return ("\(name) is the spec itself, or a part of it", "choose another path")
    }
    guard !isForced, let found = try? file.comparison(withFileAt: path), found.0.isProtected,
      let text = found.0.text
    else { return nil }
    return ("\(name) \(text)", "keep what is yours elsewhere, then pass --force")
  }

  /// Puts one file where it belongs, or leaves it where nothing changed, and says so.
  static func write(_ file: GeneratedFile, to path: String, of compilation: Compilation) throws {
    guard !compilation.isRead(from: path) else {
      let name = "'\(DisplayText.escaped(path))'"
      StandardError.fault(
        "\(name) is the spec itself, or a part of it", help: "choose another path")
      throw ExitCode.cannotWrite
    }
    do {
      let isChanged = try AtomicFile.write(
        file.header + file.body, to: path, isExecutable: file.isExecutable)
      StandardError.write("\(isChanged ? "wrote" : "unchanged") \(DisplayText.escaped(path))\n")
    } catch {
      StandardError.fault(error.message)
      throw ExitCode.cannotWrite
    }
  }
}
