import PipelineSpec

/// Stages that are meant to prove something, and do not.
enum GateCheck {
  static func check(_ files: [ImageDockerfile], into diagnostics: inout Diagnostics) {
    for file in files { checkGates(of: file, into: &diagnostics) }
    var seen: Set<String> = []
    for file in files where seen.insert(file.path).inserted {
      checkOthers(file, like: files.filter { $0.path == file.path }, into: &diagnostics)
    }
  }

  /// Gates that have nothing to do with what is built.
  private static func checkGates(
    of file: ImageDockerfile, into diagnostics: inout Diagnostics
  ) {
    let target = Set(file.dockerfile.needed(for: file.target))
    for gate in file.image.stages where gate.isGate {
      guard let stage = file.dockerfile.stage(named: gate.name.string), stage.contextClass == .none,
        target.isDisjoint(with: file.dockerfile.needed(for: stage.index))
      else { continue }
      diagnostics.doubt(
        .unreachedGate,
        "gate '\(gate.name)' proves nothing of the image: in '\(file.path)' it shares no stage with "
          + "it and reads no file",
        of: file.image.image, at: gate.origin,
        help: "let it stand on a stage of the image, or copy from one")
    }
  }

  /// Stages that look like gates, and that no image on the Dockerfile builds.
  private static func checkOthers(
    _ file: ImageDockerfile, like files: [ImageDockerfile], into diagnostics: inout Diagnostics
  ) {
    let named = Set(
      files.flatMap { $0.image.stages.map { Array($0.name.string.lowercased().utf8) } })
    let needed = Set(files.flatMap(\.needed))
    for stage in file.dockerfile.likeGates {
      guard let name = stage.name, !needed.contains(stage.index),
        !named.contains(Array(name.utf8))
      else { continue }
      diagnostics.doubt(
        .unreachedGate,
        "stage '\(name)' in line \(stage.line) of '\(file.path)' is never built: nothing reaches it",
        of: file.image.image, at: file.place,
        help: "if it has to pass, write 'stages: { \(name): { gate: true } }'")
    }
  }
}
