import PipelineSpec

extension Engine {
  /// What it may lack and a plan of `images` takes.
  func requirement(of images: [ResolvedImage]) -> Plan.Requirement? {
    switch self {
    case .docker: images.contains(where: \.needsBuildKit) ? .buildKit : nil
    case .buildx: .buildx
    case .buildah, .podman: nil
    }
  }
}

/// What a spec asks of an engine that cannot do it.
struct EngineLimits {
  private let engine: Engine
  private let images: [ResolvedImage]

  /// Reports all of it.
  static func check(
    _ pipeline: Pipeline, _ images: [ResolvedImage], _ checks: [ResolvedCheck],
    into diagnostics: inout Diagnostics
  ) {
    let limits = EngineLimits(engine: pipeline.engine?.value ?? .docker, images: images)
    limits.check(pipeline.cache, into: &diagnostics)
    for image in images { limits.check(image, into: &diagnostics) }
    for check in checks { limits.check(check, into: &diagnostics) }
    limits.checkExtractions(of: pipeline.checks, into: &diagnostics)
    checkArchives(of: images, into: &diagnostics)
  }

  private func check(_ cache: CacheSettings, into diagnostics: inout Diagnostics) {
    guard cache.mode == .registry, engine.technique != .builder else { return }
    diagnostics.error(
      .unsupported, "engine \(engine.name) has no cache mode 'registry'",
      at: cache.writtenMode?.range, help: "write 'engine: buildx', or leave 'mode' out")
  }

  private func check(_ image: ResolvedImage, into diagnostics: inout Diagnostics) {
    checkPlatforms(of: image, into: &diagnostics)
    for need in image.needs { check(need, of: image, into: &diagnostics) }
    if let archive = image.archive {
      checkStored(image, for: "an archive", at: archive.range, into: &diagnostics)
    }
    guard engine.technique == .layers else { return }
    for key in image.stageCaches.compactMap(\.key) {
      diagnostics.error(
        .unsupported,
        "engine \(engine.name) finds layers by what they are made of: a stage takes no key",
        at: key.origin, help: "remove 'key'; an image may have one")
    }
    if let cache = image.cache {
      diagnostics.error(
        .unsupported,
        "engine \(engine.name) keeps layers in a repository: no image is its own cache",
        at: cache.origin, help: "cache its stages: 'stages: { NAME: { cache: TAG } }'")
    }
    for fallback in image.stageCaches.flatMap(\.fallback) {
      diagnostics.error(
        .unsupported,
        "engine \(engine.name) finds layers by what they are made of: it takes no fallback",
        at: fallback.range, help: "remove 'fallback'; all tags share one repository of layers")
    }
  }

  private func checkPlatforms(of image: ResolvedImage, into diagnostics: inout Diagnostics) {
    let platforms = image.image.platforms
    for (index, platform) in platforms.enumerated()
    where platforms[..<index].contains(where: { $0.value == platform.value }) {
      diagnostics.error(
        .clash, "'\(platform.value.text)' stands twice in 'platforms'", at: platform.range,
        help: "remove one of them")
    }
    guard platforms.count > 1, engine.technique != .builder else { return }
    diagnostics.error(
      .unsupported, "engine \(engine.name) builds for one platform at a time",
      at: platforms[1].range,
      help: "write 'engine: buildx', or make an image for each platform")
  }

  private func check(
    _ need: Located<Int>, of image: ResolvedImage, into diagnostics: inout Diagnostics
  ) {
    let other = images[need.value]
    checkStored(other, for: "'\(image.title)'", at: need.range, into: &diagnostics)
    guard case .buildx(let name?) = engine else { return }
    diagnostics.error(
      .unsupported,
      "builder '\(name)' does not see image '\(other.title)', which is not pushed yet",
      at: need.range, help: "name no builder: docker's own sees the images that docker has")
  }

  private func check(_ check: ResolvedCheck, into diagnostics: inout Diagnostics) {
    guard let leg = check.leg, let place = check.imagePlace else { return }
    checkStored(
      images[leg], for: "check '\(check.name.value)'", at: place, into: &diagnostics)
  }

  /// Refuses what needs an image of several platforms on this machine.
  private func checkStored(
    _ image: ResolvedImage, for use: @autoclosure () -> String, at place: SourceRange,
    into diagnostics: inout Diagnostics
  ) {
    guard engine.technique == .builder, image.platforms.count > 1 else { return }
    diagnostics.error(
      .unsupported,
      "\(use()) needs image '\(image.title)' on this machine, which holds one platform at a time",
      at: place, help: "make an image for one platform of it, without tags if it is not pushed")
  }

  private func checkExtractions(of checks: [Check], into diagnostics: inout Diagnostics) {
    guard case .buildah = engine else { return }
    for check in checks {
      guard let first = check.extract.first else { continue }
      diagnostics.error(
        .unsupported, "engine buildah copies no files out of an image", at: first.key.range,
        help: "write 'engine: podman', or copy them in the check's 'run'")
    }
  }

  private static func checkArchives(
    of images: [ResolvedImage], into diagnostics: inout Diagnostics
  ) {
    var first: [String: SourceRange] = [:]
    for image in images {
      guard let archive = image.archive else { continue }
      guard let other = first[archive.value] else {
        first[archive.value] = archive.range
        continue
      }
      diagnostics.error(
        .clash, "'\(archive.value)' is written twice", at: archive.range,
        help: "give each image a file of its own, such as ${image}.tar",
        notes: [Diagnostic.Note(message: "the other writer is here", range: other)])
    }
  }
}
