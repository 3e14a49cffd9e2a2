import PipelineSpec

/// What an image's Dockerfile says of the stages that its spec names.
struct StageOrder {
  /// Of the Dockerfile.
  let path: Text
  let content: SpecFileContent

  /// The image's stages in the Dockerfile's order, `*` replaced by those that it stands for.
  ///
  /// Where there is no Dockerfile to be read they stay as the spec has them.
  func stages(
    of leg: Leg, target: Text?, arguments: Plan.Build.Pairs,
    into diagnostics: inout Diagnostics
  ) -> [Stage] {
    let stages = leg.image.stages
    let every = stages.indices.first { stages[$0].name.value == Stage.every }.map { stages[$0] }
    let isOrdered =
      stages.indices.count { stages[$0].cache != nil || stages[$0].isGate } > 1
    guard every != nil || isOrdered else { return stages }
    func options(for platform: Platform?) -> Dockerfile.Options {
      var options = Dockerfile.Options(arguments: arguments.known, target: target?.string)
      if let platform { options.platform = platform.text }
      return options
    }
    let reading = reading(
      options(for: leg.image.platforms.first?.value), forEveryAt: every?.name.range,
      into: &diagnostics)
    guard let dockerfile = reading else {
      return every == nil ? stages : stages.filter { $0.name.value != Stage.every }
    }
    let named = stages.filter { $0.name.value != Stage.every }
    let placed = named.compactMap { stage -> (stage: Stage, index: Int)? in
      dockerfile.stage(named: stage.name.value.string).map { (stage, $0.index) }
    }
    var all = placed
    if let every {
      all += others(than: placed.map(\.index), in: dockerfile, target, like: every)
      // A stage's name may hold its platform.
      for platform in leg.image.platforms.dropFirst() {
        guard
          let other = self.reading(
            options(for: platform.value), forEveryAt: every.name.range, into: &diagnostics)
        else { continue }
        all += others(than: all.map(\.index), in: other, target, like: every)
      }
    }
    return all.sorted { $0.index < $1.index }.map(\.stage)
  }

  /// The named stages that the target needs, without those that the spec names itself and the
  /// target, which is the image.
  private func others(
    than named: [Int], in dockerfile: Dockerfile, _ wanted: Text?, like stage: Stage
  ) -> [(stage: Stage, index: Int)] {
    let last = wanted.flatMap { dockerfile.stage(named: $0.string)?.index }
    guard let target = last ?? dockerfile.stages.indices.last else { return [] }
    return dockerfile.needed(for: target).compactMap { index in
      guard index != target, !named.contains(index), let name = dockerfile.stages[index].name
      else { return nil }
      let found = Stage(
        name: Located(Text(name), at: stage.name.range), cache: stage.cache, isGate: stage.isGate)
      return (found, index)
    }
  }

  /// Nil where it is not there, or where it was said or will be what is wrong.
  ///
  /// `every` is where the spec has `*`, which cannot do without it.
  private func reading(
    _ options: @autoclosure () -> Dockerfile.Options, forEveryAt every: SourceRange?,
    into diagnostics: inout Diagnostics
  ) -> Dockerfile? {
    switch content {
    case .bytes(let bytes):
      let reading = Dockerfile.reading(bytes, options: options())
      // What is wrong with it is told by DockerfileCheck.
      return reading.dockerfile
    case .missing, .unknown:
      guard let every else { break }
      diagnostics.error(
        .missingDockerfile, "there is no '\(path)', of which '*' names the stages",
        at: every, help: "name the stages, or the Dockerfile in 'dockerfile'")
    case .unreadable: break
    }
    return nil
  }
}
