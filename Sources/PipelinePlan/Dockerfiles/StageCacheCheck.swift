import PipelineSpec

/// Caches that cannot hit, or seldom. Stages that `*` asks for are nobody's choice.
enum StageCacheCheck {
  static func check(_ file: ImageDockerfile, into diagnostics: inout Diagnostics) {
    checkImage(file, into: &diagnostics)
    let every = file.image.image.stages.first { $0.name.value == Stage.every }?.name.range
    for stage in file.image.stages where !stage.caches.isEmpty && stage.origin != every {
      guard let found = file.dockerfile.stage(named: stage.name.string) else { continue }
      if let (reason, help) = inertness(of: stage, found, in: file) {
        diagnostics.doubt(
          .inertCache, "the cache of stage '\(stage.name)' \(reason)", of: file.image.image,
          at: stage.origin, help: help)
      } else if found.contextClass == .whole {
        reportWhole(stage, found, in: file, into: &diagnostics)
      }
    }
  }

  /// An image as its own cache has the layers of its last stage alone.
  private static func checkImage(_ file: ImageDockerfile, into diagnostics: inout Diagnostics) {
    guard let cache = file.image.cache else { return }
    if file.image.image.ignoresCache {
      diagnostics.doubt(
        .inertCache, "the cache of the image is never read: 'noCache' is true",
        of: file.image.image, at: cache.origin, help: "remove one of them")
    } else if cache.isImage, file.image.stages.allSatisfy(\.caches.isEmpty),
      let run = file.firstRunElsewhere
    {
      diagnostics.doubt(
        .inertCache,
        "the cache of the image holds its last stage alone, which runs nothing: line \(run) of "
          + "'\(file.path)' is not in it",
        of: file.image.image, at: cache.origin,
        help: file.betterStage(than: file.target).map { "cache stage '\($0)' instead" }
          ?? "cache the stage that runs it instead")
    }
  }

  /// Why nothing is ever taken from the cache, and what to do.
  private static func inertness(
    of stage: ResolvedStage, _ found: Dockerfile.Stage, in file: ImageDockerfile
  ) -> (reason: String, help: String)? {
    if file.image.image.ignoresCache {
      return ("is never read: 'noCache' is true", "remove one of them")
    }
    if !file.needed.contains(found.index) {
      return (
        "is of no use to the image, which does not need that stage in '\(file.path)'",
        "cache a stage that the target needs"
      )
    }
    let instructions = file.dockerfile.needed(for: found.index).flatMap {
      file.dockerfile.stages[$0].allInstructions
    }
    let isEmpty = !instructions.contains { [.run, .copy, .add].contains($0.keyword) }
    guard isEmpty else { return nil }
    return (
      "holds no layer: '\(file.path)' neither runs nor copies anything there",
      "cache a stage that does something slow"
    )
  }

  private static func reportWhole(
    _ stage: ResolvedStage, _ found: Dockerfile.Stage, in file: ImageDockerfile,
    into diagnostics: inout Diagnostics
  ) {
    for index in file.dockerfile.needed(for: found.index) {
      let reader = file.dockerfile.stages[index]
      guard
        let place = reader.allInstructions.firstIndex(where: { $0.contextClass == .whole })
      else { continue }
      let line = reader.allInstructions[place].lines.lowerBound
      let other = index == found.index ? "" : " in stage '\(reader.name ?? String(index))'"
      let hasRun = reader.allInstructions[..<place].contains { $0.keyword == .run }
      let keys = file.image.caches(of: stage).compactMap(\.key)
      guard keys.allSatisfy({ $0.content.reads != nil }) else {
        diagnostics.doubt(
          .wholeContextCache,
          "the key of stage '\(stage.name)' does not name all that goes into it: line \(line) of "
            + "'\(file.path)'\(other) reads the whole context",
          of: file.image.image, at: stage.origin,
          help: "copy only the files that the key names, or remove the key")
        return
      }
      diagnostics.doubt(
        .wholeContextCache,
        "the cache of stage '\(stage.name)' misses whatever file changes: line \(line) of "
          + "'\(file.path)'\(other) reads the whole context",
        of: file.image.image, at: stage.origin,
        help: help(for: found, in: file)
          ?? (hasRun
            ? "make what stands above line \(line) a stage of its own, and cache that"
            : "copy only what names dependencies before the slow steps, and cache a stage that ends "
              + "there"))
      return
    }
  }

  /// The stage below that is the right one to cache.
  private static func help(for stage: Dockerfile.Stage, in file: ImageDockerfile) -> String? {
    guard let better = file.betterStage(than: stage.index) else { return nil }
    let isCached = file.image.stages.contains {
      !$0.caches.isEmpty && file.dockerfile.stage(named: $0.name.string)?.name == better
    }
    return isCached
      ? "remove it: stage '\(better)', on which it depends, has one and reads no source"
      : "cache stage '\(better)' instead, on which it depends and which reads no source"
  }
}
