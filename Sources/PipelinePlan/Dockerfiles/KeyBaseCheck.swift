import PipelineSpec

/// Keys that do not tell when a base image moves.
enum KeyBaseCheck {
  static func check(_ file: ImageDockerfile, into diagnostics: inout Diagnostics) {
    var keyed: [(what: String, stage: Int, origin: SourceRange)] = []
    if let key = file.image.key { keyed.append(("the image", file.target, key.origin)) }
    for stage in file.image.stages
    where file.image.caches(of: stage).contains(where: { $0.key != nil }) {
      guard let found = file.dockerfile.stage(named: stage.name.string) else { continue }
      keyed.append(("stage '\(stage.name)'", found.index, stage.origin))
    }
    for (what, stage, origin) in keyed {
      guard let image = unpinned(below: stage, in: file) else { continue }
      diagnostics.doubt(
        .unpinnedBase,
        "the key of \(what) does not tell when '\(image.name)' moves, which line \(image.line) of "
          + "'\(file.path)' \(image.isBase ? "stands on" : "reads")",
        of: file.image.image, at: origin,
        help: "name it by its digest: \(image.isBase ? "FROM " : "")\(image.name)@sha256:…")
      return
    }
  }

  private struct Image {
    let name: String
    let line: Int
    let isBase: Bool
  }

  /// An image that is not fixed by its name, and that a stage stands on or reads.
  private static func unpinned(below stage: Int, in file: ImageDockerfile) -> Image? {
    // What another image of the spec is built into tells of itself.
    let images = file.image.image.args.filter { !$0.value.images.isEmpty }.map(\.key.value)
    let given = Set(
      file.image.contexts.map(\.context.name)
        + file.image.args.all.filter { images.contains($0.name) }.compactMap(\.value.literal)
    ).map(BuildContext.key)
    let areKnown = file.image.args.areKnown
    func mayMove(_ name: String) -> Bool {
      name.lowercased() != "scratch" && !name.utf8.contains(where: "@$".utf8.contains)
        && !given.contains(BuildContext.key(of: name))
    }
    for stage in file.dockerfile.needed(for: stage).map({ file.dockerfile.stages[$0] }) {
      if stage.baseStage == nil, areKnown || !stage.isBaseVariable, mayMove(stage.base) {
        return Image(name: stage.base, line: stage.line, isBase: true)
      }
      for instruction in stage.allInstructions {
        guard let name = instruction.images.first(where: mayMove) else { continue }
        return Image(name: name, line: instruction.lines.lowerBound, isBase: false)
      }
    }
    return nil
  }
}

extension Dockerfile.Instruction {
  /// Images that it reads files from.
  fileprivate var images: [String] {
    let origins: [Dockerfile.Origin] =
      switch content {
      case .copy(let copy): [copy.origin]
      case .run(let run): run.mounts.map(\.origin)
      case .arguments, .trigger, .other: []
      }
    return origins.compactMap { if case .image(let name) = $0 { name } else { nil } }
  }
}
