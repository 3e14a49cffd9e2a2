import PipelineSpec

/// Who writes which reference: two writers of one are an error, but one stage may be asked for by
/// several images.
struct ReferenceLedger {
  private let images: [ResolvedImage]
  /// Whether two images may write to one repository.
  let areShared: Bool

  init(_ images: [ResolvedImage]) {
    self.images = images
    areShared = Self.areShared(images)
  }

  func check(into diagnostics: inout Diagnostics) {
    for image in images { Self.checkStages(image.image, into: &diagnostics) }
    Self.checkLookAlikes(in: images, into: &diagnostics)
    guard areShared else {
      for image in images where Self.mayWriteTwice(image) {
        Self.check(Self.writes(of: image), into: &diagnostics)
      }
      return
    }
    Self.check(images.flatMap(Self.writes), into: &diagnostics)
  }

  /// What has to hold for tags that are known only when the plan runs.
  var rules: [Plan.TagRule] {
    var shared: [Text: TakenTags] = [:]
    if areShared {
      for image in images {
        Self.eachTaken(by: image) { repository, tag, owner in
          shared[repository, default: TakenTags()].add(tag, of: owner)
        }
      }
    }
    var rules: [Plan.TagRule] = []
    rules.reserveCapacity(images.count)
    var open: [Text: [OpenTag]] = [:]
    var taken = TakenTags()
    for image in images {
      let own = image.references
      guard own.tags.contains(where: { !$0.tag.isLiteral }) else { continue }
      let repositories = own.repositories
      if areShared {
        taken = shared[own.repository] ?? TakenTags()
        for other in repositories.dropFirst() {
          if let more = shared[other] { taken.add(more) }
        }
      } else {
        taken.removeAll()
        Self.eachTaken(by: image) { taken.add($1, of: $2) }
      }
      let others = taken.others(than: image.index)
      for tag in own.tags where !tag.tag.isLiteral {
        var earlier: [Word] = []
        if areShared {
          let new = OpenTag(tag: tag.tag, owner: image.index)
          for repository in repositories {
            for other in open[repository, default: []] where new.mayClash(with: other) {
              if !earlier.contains(other.tag) { earlier.append(other.tag) }
            }
            open[repository, default: []].append(new)
          }
        }
        rules.append(
          Plan.TagRule(
            tag: tag.tag, repository: own.repository,
            taken: earlier.isEmpty ? others : KeptList(others + earlier), origin: tag.origin))
      }
    }
    return rules
  }

  /// A tag that is known only when the plan runs.
  private struct OpenTag {
    let tag: Word
    let owner: Int

    /// Whether both may be one tag, of two images: one image may have it twice.
    func mayClash(with other: OpenTag) -> Bool {
      owner != other.owner && tag.mayEqual(other.tag)
    }
  }

  private static func areShared(_ images: [ResolvedImage]) -> Bool {
    var seen: Set<Text> = []
    seen.reserveCapacity(images.count)
    for image in images {
      let repository = image.references.repository
      for repository in image.references.repositories {
        guard seen.insert(repository).inserted else { return true }
      }
      if image.stageCaches.contains(where: { $0.repository != repository }) { return true }
    }
    return false
  }

  /// Tags of a repository that no other image's tag may become.
  private struct TakenTags {
    /// Each with the leg whose tag it may be; nil for none.
    private var tags: [(tag: Word, owner: Int?)] = []

    mutating func removeAll() { tags.removeAll(keepingCapacity: true) }

    mutating func add(_ tag: Word, of owner: Int?) {
      if !tags.contains(where: { $0.owner == nil && $0.tag == tag }) { tags.append((tag, owner)) }
    }

    mutating func add(_ others: TakenTags) {
      for (tag, owner) in others.tags { add(tag, of: owner) }
    }

    func others(than image: Int) -> KeptList<Word> {
      KeptList(upTo: tags.count) { tags[$0].owner == image ? nil : tags[$0].tag }
    }
  }

  /// Tells `add` of each tag that `image` takes: its repository, and the leg whose tag it may be.
  private static func eachTaken(
    by image: ResolvedImage, _ add: (_ repository: Text, _ tag: Word, _ owner: Int?) -> Void
  ) {
    for cache in image.stageCaches { eachTaken(by: cache, add) }
    if let cache = image.cache { eachTaken(by: cache, add) }
    if let key = image.key { add(key.repository, key.tagWord, nil) }
    for tag in image.references.tags where tag.tag.isLiteral {
      // A lane's own tag is not every lane's, even of this image.
      for repository in image.references.repositories {
        add(repository, tag.tag, tag.lanes == .all ? image.index : nil)
      }
    }
  }

  private static func eachTaken(
    by cache: ResolvedCache, _ add: (_ repository: Text, _ tag: Word, _ owner: Int?) -> Void
  ) {
    add(cache.repository, Word(cache.tag), nil)
    for other in cache.fallback {
      guard other.value.isLiteral else { continue }
      let tag = other.value.head.dropFirst(cache.repository.count + 1)
      add(cache.repository, Word(tag), nil)
    }
    if let key = cache.key { add(cache.repository, key.tagWord, nil) }
  }
}

// MARK: - Writers

extension ReferenceLedger {
  private struct Write {
    let reference: Word
    let range: SourceRange
    let image: ResolvedImage
    /// The stage and its cache that is written, as positions in the image's; nil for an image.
    var place: (stage: Int, cache: Int)?
    /// Whether the image is its own cache: its tag may be the same.
    var isOwnCache = false
    /// Whether it is written under its key: all that differs but its context makes another key.
    var isKeyed = false

    /// What is written; equal things may be written by whoever asks for them.
    var stage: StageIdentity? {
      place.map { place in
        let stage = image.stages[place.stage]
        return StageIdentity(stage.name, of: image, for: image.stageCaches[place.cache])
      }
    }
  }

  /// Whether an image that is alone in its repository may write a reference twice: a quick look at
  /// what `writes` lists.
  private static func mayWriteTwice(_ image: ResolvedImage) -> Bool {
    if image.hasKeys || image.cache != nil { return true }
    let (tags, caches) = (image.references.tags, image.stageCaches)
    if tags.count + caches.count > few || !tags.contains(where: \.tag.isCertain) { return true }
    for index in tags.indices {
      let tag = tags[index].tag
      for other in tags[..<index] where other.tag == tag { return true }
      for cache in caches where tag.isLiteral && cache.tag == tag.head { return true }
    }
    for index in caches.indices {
      for other in caches[..<index] where other.tag == caches[index].tag { return true }
    }
    return false
  }

  private static func writes(of image: ResolvedImage) -> [Write] {
    var writes: [Write] = []
    // What it is called on this machine alone.
    if let local = image.references.reference,
      !image.references.tags.contains(where: \.tag.isCertain)
    {
      writes.append(Write(reference: local, range: image.image.name.range, image: image))
    }
    for tag in image.references.tags {
      for reference in tag.references {
        writes.append(Write(reference: reference.word, range: tag.origin, image: image))
      }
    }
    for (index, stage) in image.stages.enumerated() {
      for position in stage.caches {
        let (cache, place) = (image.stageCaches[position], (index, position))
        writes.append(
          Write(reference: cache.reference, range: cache.origin, image: image, place: place))
        if let key = cache.key { writes.append(write(of: key, image, at: place)) }
      }
    }
    if let key = image.key { writes.append(write(of: key, image)) }
    if let cache = image.cache {
      writes.append(
        Write(
          reference: cache.reference, range: cache.origin, image: image, isOwnCache: cache.isImage))
    }
    return writes
  }

  private static func write(
    of key: ResolvedKey, _ image: ResolvedImage, at place: (stage: Int, cache: Int)? = nil
  ) -> Write {
    Write(
      reference: key.reference.withAnyKey, range: key.origin, image: image, place: place,
      isKeyed: true)
  }

  /// So many are compared faster than hashed.
  private static let few = 12

  private static func check(_ writes: [Write], into diagnostics: inout Diagnostics) {
    if writes.count <= few { return checkFew(writes, into: &diagnostics) }
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
    if write.isKeyed {
      if other.isKeyed, write.image.context == other.image.context { return }
      // Their plain tags clash, too.
      if write.place != nil, other.place != nil { return }
      diagnostics.error(
        .clash, "'\(write.reference.description)' is written twice", at: write.range,
        help: "two images in one repository need 'cache' tags of their own to have keys",
        notes: [Diagnostic.Note(message: "the other key is here", range: other.range)])
      return
    }
    if write.image === other.image, write.isOwnCache, other.place == nil { return }
    diagnostics.error(
      .clash, "'\(write.reference.description)' is written twice", at: write.range,
      help: write.place == nil || other.place == nil
        ? "give each writer a tag of its own"
        : "give each writer a tag of its own, such as ${image}-${stage}, or 'repository: cache/${image}'",
      notes: [Diagnostic.Note(message: "the other writer is here", range: other.range)])
  }

  /// Refuses a tag that a key could become: nobody could tell the two apart.
  private static func checkLookAlikes(
    in images: [ResolvedImage], into diagnostics: inout Diagnostics
  ) {
    var keys: [Substring: ResolvedKey] = [:]
    for image in images where image.hasKeys {
      for key in image.keys { keys["\(key.repository):\(key.tag)-"] = key }
    }
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
  let stage: Text
  let context: Text
  let dockerfile: Text?
  let args: Plan.Build.Pairs
  let network: String?
  let contexts: [Plan.Build.Context]
  let secrets: [Plan.Build.Secret]
  let ssh: [String]
  let platforms: [String]
  let key: [String]?
  let reads: Plan.ContentKey.Reads?

  init(_ stage: Text, of image: ResolvedImage, for cache: ResolvedCache) {
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
    reads = cache.key?.content.reads
  }
}

extension Text {
  /// Whether docker takes both for one stage: it ignores the case of ASCII letters.
  fileprivate func isSameStage(as other: Text) -> Bool {
    count == other.count
      && zip(utf8, other.utf8).allSatisfy { $0 == $1 || $0 ^ $1 == 0x20 && $0 | 0x20 >= 0x61 }
  }
}
