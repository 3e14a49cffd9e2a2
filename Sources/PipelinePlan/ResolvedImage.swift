import PipelineSpec

/// An image, one leg of its matrix, whose every name is replaced.
///
/// A class, as every pass over the images takes each of them in turn.
final class ResolvedImage {
  /// Position among the legs.
  let index: Int
  let image: Image
  /// For people.
  let title: Text
  let context: Text
  let dockerfile: Text?
  /// What is at the Dockerfile's path.
  let content: SpecFileContent
  let target: Text?
  let platforms: [String]
  let contexts: [ResolvedContext]
  let args: Plan.Build.Pairs
  let labels: Plan.Build.Pairs
  let references: ImageReferences
  let stages: [ResolvedStage]
  /// Caches of its stages, in their order.
  let stageCaches: [ResolvedCache]
  /// The image as its own cache.
  let cache: ResolvedCache?
  /// File that it is saved in.
  let archive: Located<String>?
  let secrets: [Plan.Build.Secret]
  /// What tells whether there is such an image already; nil where it is always built.
  let key: ResolvedKey?
  /// Legs that have to be built before it.
  let needs: [Located<Int>]

  init(
    index: Int, image: Image, title: Text, context: Text, dockerfile: Text?,
    content: SpecFileContent, target: Text?, platforms: [String], contexts: [ResolvedContext],
    args: Plan.Build.Pairs, labels: Plan.Build.Pairs, references: ImageReferences,
    stages: [ResolvedStage], stageCaches: [ResolvedCache], cache: ResolvedCache?,
    archive: Located<String>?, secrets: [Plan.Build.Secret], key: ResolvedKey?,
    needs: [Located<Int>]
  ) {
    self.index = index
    self.image = image
    self.title = title
    self.context = context
    self.dockerfile = dockerfile
    self.content = content
    self.target = target
    self.platforms = platforms
    self.contexts = contexts
    self.args = args
    self.labels = labels
    self.references = references
    self.stages = stages
    self.stageCaches = stageCaches
    self.cache = cache
    self.archive = archive
    self.secrets = secrets
    self.key = key
    self.needs = needs
  }
}

/// What an image is called.
struct ImageReferences: BitwiseCopyable {
  /// HOST/PATH in each registry that its tags are in, the first of them first.
  let repositories: KeptList<Text>
  /// Where its references in the first begin: HOST/PATH and `:`.
  let prefix: Text
  let tags: KeptList<ResolvedTag>
  /// How other images refer to it: by its first tag, or by a name that is never pushed; nil where
  /// its tags are faulty.
  let reference: Word?

  /// HOST/PATH in the first registry.
  var repository: Text { repositories[0] }

  /// A tag, alone and in each registry.
  struct ResolvedTag: Hashable, BitwiseCopyable {
    let tag: Word
    let references: KeptList<Reference>
    /// Lanes that push it, as far as the tag itself decides.
    let lanes: LaneSet
    let origin: SourceRange
  }

  /// A tag in one registry.
  struct Reference: Hashable, BitwiseCopyable {
    let word: Word
    /// Position of the registry in the spec.
    let registry: Int
  }
}

/// A stage of which the spec says something.
struct ResolvedStage {
  let name: Text
  let isGate: Bool
  /// Positions in the image's `stageCaches`: one for each platform of the image, where it has several;
  /// none where it is not cached.
  let caches: Range<Int>
  let origin: SourceRange
}

/// A cache and those that serve where it is missing. A class, as many lists hold it.
final class ResolvedCache {
  /// The one that its layers are of, where the image has several.
  let platform: String?
  /// HOST/PATH.
  let repository: Text
  /// Whether it is an image, which can be pulled and run; else layers alone.
  let isImage: Bool
  let tag: Text
  /// The whole reference.
  let reference: Word
  /// What tells whether there is such a cache image already; nil where it is always built.
  var key: ResolvedKey?
  /// Other references, the best first.
  let fallback: [Located<Word>]
  /// Position of the registry in the spec.
  let registry: Int
  let origin: SourceRange

  init(
    platform: String?, isImage: Bool, repository: Text, tag: Text, reference: Word,
    fallback: [Located<Word>], registry: Int, origin: SourceRange
  ) {
    self.platform = platform
    self.isImage = isImage
    self.repository = repository
    self.tag = tag
    self.reference = reference
    self.fallback = fallback
    self.registry = registry
    self.origin = origin
  }
}

extension ResolvedImage {
  /// Those of `stage`.
  func caches(of stage: ResolvedStage) -> ArraySlice<ResolvedCache> { stageCaches[stage.caches] }
}

extension ResolvedCache {
  /// What builds take layers from, the best first.
  func addSources(to all: inout KeptListBuilder<Word>) {
    if let key { all.append(key.source) }
    all.append(reference)
    for other in fallback { all.append(other.value) }
  }

  /// The same where nothing was found by its key.
  var withoutKey: ResolvedCache {
    key == nil
      ? self
      : ResolvedCache(
        platform: platform, isImage: isImage, repository: repository, tag: tag,
        reference: reference, fallback: fallback, registry: registry, origin: origin)
  }
}

extension ResolvedImage {
  /// Its keys and those of its stages.
  var keys: [ResolvedKey] {
    hasKeys ? (key.map { [$0] } ?? []) + stageCaches.compactMap(\.key) : []
  }

  /// Whether it or one of its stages has one.
  var hasKeys: Bool {
    key != nil || stageCaches.contains { $0.key != nil }
  }

  /// Whether docker can build it by BuildKit alone.
  var needsBuildKit: Bool { !secrets.isEmpty || !image.ssh.isEmpty }
}
