import PipelineSpec

/// Keys that do not tell when a base image moves.
enum KeyBaseCheck {
  static func check(_ file: ImageDockerfile, into diagnostics: inout Diagnostics) {
    var keyed: [(what: String, stage: Int, origin: SourceRange)] = []
    if let key = file.image.key { keyed.append(("the image", file.target, key.origin)) }
    for stage in file.image.stages where stage.caches.contains(where: { $0.key != nil }) {
      guard let found = file.dockerfile.stage(named: stage.name) else { continue }
      keyed.append(("stage '\(stage.name)'", found.index, stage.origin))
    }
    for (what, stage, origin) in keyed {
      guard let base = unpinned(below: stage, in: file) else { continue }
      diagnostics.doubt(
        .unpinnedBase,
        "the key of \(what) does not tell when '\(base.base)' moves, which line \(base.line) of "
          + "'\(file.path)' stands on",
        of: file.image.image, at: origin,
        help: "name it by its digest: FROM \(base.base)@sha256:…")
      return
    }
  }

  /// A stage that stands on an image which its name does not fix.
  private static func unpinned(below stage: Int, in file: ImageDockerfile) -> Dockerfile.Stage? {
    // What another image of the spec is built into tells of itself.
    let images = file.image.image.args.filter { !$0.value.images.isEmpty }.map(\.key.value)
    let given = Set(
      file.image.contexts.map(\.context.name)
        + file.image.args.filter { images.contains($0.name) }.compactMap(\.value.literal)
    ).map(BuildContext.key)
    let areKnown = file.image.args.areKnown
    return file.dockerfile.needed(for: stage).lazy.map { file.dockerfile.stages[$0] }.first {
      $0.baseStage == nil && $0.base.lowercased() != "scratch"
        && !$0.base.utf8.contains(where: "@$".utf8.contains)
        && (areKnown || !$0.isBaseVariable)
        && !given.contains(BuildContext.key(of: $0.base))
    }
  }
}
