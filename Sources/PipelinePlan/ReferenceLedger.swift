import PipelineSpec

/// Who writes which reference: two writers of one are an error, but one stage may be asked for by
/// several images.
enum ReferenceLedger {
  static func check(_ images: [ResolvedImage], into diagnostics: inout Diagnostics) {
    for image in images { checkStages(image.image, into: &diagnostics) }
    checkLookAlikes(in: images, into: &diagnostics)
    guard areShared(images) else {
      for image in images { check(writes(of: image), into: &diagnostics) }
      return
    }
    check(images.flatMap(writes), into: &diagnostics)
  }

  /// What has to hold for tags that are known only when the plan runs.
  static func rules(for images: [ResolvedImage]) -> [Plan.TagRule] {
    let shared = areShared(images) ? taken(by: images) : nil
    return images.flatMap { image in
      let own = image.references
      let open = own.tags.filter { $0.tag.literal == nil }
      guard !open.isEmpty else { return [] as [Plan.TagRule] }
      let taken = (shared ?? Self.taken(by: [image]))[own.repository] ?? []
      return open.map { tag in
        Plan.TagRule(
          tag: tag.tag, repository: own.repository,
          taken: taken.filter { $0.image == nil || $0.image != image.index }.map(\.tag),
          origin: tag.origin)
      }
    }
  }

  /// Whether two images may write to one repository.
  static func areShared(_ images: [ResolvedImage]) -> Bool {
    var seen: Set<String> = []
    for image in images {
      guard seen.insert(image.references.repository).inserted else { return true }
      for cache in image.stageCaches where cache.repository != image.references.repository {
        return true
      }
    }
    return false
  }

  /// Tags by repository that no other image's tag may become; `image` is the one that may.
  private static func taken(
    by images: [ResolvedImage]
  ) -> [String: [(tag: Word, image: Int?)]] {
    var taken: [String: [(tag: Word, image: Int?)]] = [:]
    for image in images {
      for cache in image.stageCaches + (image.cache.map { [$0] } ?? []) {
        let others = cache.fallback.compactMap { other in
          other.value.literal.map {
            String($0.utf8.dropFirst(cache.repository.utf8.count + 1)) ?? ""
          }
        }
        let tags =
          ([cache.tag] + others).map { Word(literal: $0) } + (cache.key.map { [$0.tagWord] } ?? [])
        for tag in tags where taken[cache.repository]?.contains(where: { $0 == (tag, nil) }) != true
        {
          taken[cache.repository, default: []].append((tag, nil))
        }
      }
      if let key = image.key { taken[key.repository, default: []].append((key.tagWord, nil)) }
      for tag in image.references.tags where tag.tag.literal != nil {
        // A lane's own tag is not every lane's, even of this image.
        let owner = tag.lanes == .all ? image.index : nil
        let known = taken[image.references.repository] ?? []
        guard !known.contains(where: { $0 == (tag.tag, nil) }) else { continue }
        taken[image.references.repository, default: []].append((tag.tag, owner))
      }
    }
    return taken
  }
}

// MARK: - Writers

extension ReferenceLedger {
  private struct Write {
    let reference: Word
    let range: SourceRange
    /// What is written; equal things may be written by whoever asks for them.
    let stage: StageIdentity?
    /// Whether the image is its own cache: its tag may be the same.
    var isOwnCache = false
    /// The context of what is written under its key: all else that differs makes another key.
    var context: String?
    let image: Int

    init(
      reference: Word, range: SourceRange, stage: StageIdentity?, isOwnCache: Bool = false,
      image: Int
    ) {
      self.reference = reference
      self.range = range
      self.stage = stage
      self.isOwnCache = isOwnCache
      self.image = image
    }

    init(_ key: ResolvedKey, of image: ResolvedImage, stage: StageIdentity?) {
      self.init(
        reference: key.reference.withAnyKey, range: key.origin, stage: stage, image: image.index)
      context = image.context
    }
  }

  private static func writes(of image: ResolvedImage) -> [Write] {
    var writes: [Write] = []
    for tag in image.references.tags {
      for reference in tag.references {
        writes.append(
          Write(reference: reference.word, range: tag.origin, stage: nil, image: image.index))
      }
    }
    for stage in image.stages {
      for cache in stage.caches {
        let identity = StageIdentity(stage.name, of: image, for: cache)
        writes.append(
          Write(
            reference: cache.reference, range: cache.origin, stage: identity, image: image.index))
        if let key = cache.key { writes.append(Write(key, of: image, stage: identity)) }
      }
    }
    if let key = image.key { writes.append(Write(key, of: image, stage: nil)) }
    if let cache = image.cache {
      writes.append(
        Write(
          reference: cache.reference, range: cache.origin, stage: nil, isOwnCache: cache.isImage,
          image: image.index))
    }
    return writes
  }

  private static func check(_ writes: [Write], into diagnostics: inout Diagnostics) {
    if writes.count < 12 { return checkFew(writes, into: &diagnostics) }
    var first: [Word: Write] = [:]
    first.reserveCapacity(writes.count)
    for write in writes {
      if let other = first[write.reference] {
        report(write, other, into: &diagnostics)
      } else {
        first[write.reference] = write
      }
    }
  }

  /// The same without hashing: most images write a few references.
  private static func checkFew(_ writes: [Write], into diagnostics: inout Diagnostics) {
    for index in writes.indices.dropFirst() {
      guard
        let other = writes[..<index].first(where: { $0.reference == writes[index].reference })
      else { continue }
      report(writes[index], other, into: &diagnostics)
    }
  }

  private static func report(_ write: Write, _ other: Write, into diagnostics: inout Diagnostics) {
    if let stage = write.stage, stage == other.stage { return }
    if let context = write.context {
      if context == other.context { return }
      // Their plain tags clash, too.
      if write.stage != nil, other.stage != nil { return }
      diagnostics.error(
        .clash, "'\(write.reference.description)' is written twice", at: write.range,
        help: "two images in one repository need 'cache' tags of their own to have keys",
        notes: [Diagnostic.Note(message: "the other key is here", range: other.range)])
      return
    }
    if write.image == other.image, write.isOwnCache, other.stage == nil { return }
    diagnostics.error(
      .clash, "'\(write.reference.description)' is written twice", at: write.range,
      help: write.stage == nil || other.stage == nil
        ? "give each writer a tag of its own"
        : "give each writer a tag of its own, such as ${image}-${stage}, or 'repository: cache/${image}'",
      notes: [Diagnostic.Note(message: "the other writer is here", range: other.range)])
  }

  /// Refuses a tag that a key could become: nobody could tell the two apart.
  private static func checkLookAlikes(
    in images: [ResolvedImage], into diagnostics: inout Diagnostics
  ) {
    var keys: [Substring: ResolvedKey] = [:]
    for key in images.flatMap(\.keys) { keys["\(key.repository):\(key.tag)-"] = key }
    if keys.isEmpty { return }
    for write in images.flatMap(writes) {
      guard let text = write.reference.literal, text.utf8.count > Plan.ContentKey.length else {
        continue
      }
      let digits = text.utf8.suffix(Plan.ContentKey.length)
      guard digits.allSatisfy("0123456789abcdef".utf8.contains),
        let key = keys[text[..<digits.startIndex]]
      else { continue }
      diagnostics.error(
        .clash, "'\(text)' is what an image could be called by its key", at: write.range,
        help: "choose another tag",
        notes: [Diagnostic.Note(message: "the key is here", range: key.origin)])
    }
  }

  private static func checkStages(_ image: Image, into diagnostics: inout Diagnostics) {
    let stages = image.stages
    for index in stages.indices.dropFirst() {
      let name = stages[index].name
      guard let other = stages[..<index].first(where: { $0.name.value.isSameStage(as: name.value) })
      else { continue }
      diagnostics.error(
        .clash, "stage '\(name.value)' is the same as '\(other.name.value)'",
        at: name.range, help: "docker ignores the case of a stage's name",
        notes: [Diagnostic.Note(message: "the other one is here", range: other.name.range)])
    }
  }
}

/// What makes two stages one: equal, they are built and written once.
struct StageIdentity: Hashable {
  let stage: String
  let context: String
  let dockerfile: String?
  let args: [Plan.Build.Pair]
  let network: String?
  let contexts: [Plan.Build.Context]
  let secrets: [Plan.Build.Secret]
  let ssh: [String]
  let platforms: [String]
  let key: [String]?

  init(_ stage: String, of image: ResolvedImage, for cache: ResolvedCache) {
    self.stage = stage
    context = image.context
    dockerfile = image.dockerfile
    args = image.args
    network = image.image.network
    contexts = image.contexts.map(\.context)
    secrets = image.secrets
    ssh = image.image.ssh.map(\.value)
    platforms = cache.platform.map { [$0] } ?? image.platforms
    key = cache.key?.content.files
  }
}

extension String {
  /// Whether docker takes both for one stage: it ignores the case of ASCII letters.
  fileprivate func isSameStage(as other: String) -> Bool {
    utf8.count == other.utf8.count
      && zip(utf8, other.utf8).allSatisfy { $0 == $1 || $0 ^ $1 == 0x20 && $0 | 0x20 >= 0x61 }
  }
}
