import PipelineSpec

/// Tells what images and their caches are called.
struct ReferenceResolver {
  let pipeline: Pipeline
  let names: NameTable
  let lanes: [Plan.Lane]
  /// Where each registry's references begin, with a `/`.
  private let prefixes: [Text]

  init(_ pipeline: Pipeline, _ names: NameTable, lanes: [Plan.Lane]) {
    self.pipeline = pipeline
    self.names = names
    self.lanes = lanes
    prefixes = pipeline.registries.map { Text($0.address.value + "/") }
  }

  /// What the image of `leg` is called: asked of all before any of them is resolved.
  func references(of leg: Leg, into diagnostics: inout Diagnostics) -> ImageReferences {
    let image = leg.image
    let path = path(of: leg, into: &diagnostics)
    let registries = registries(of: image, into: &diagnostics)
    let repositories = KeptList(count: registries.count) { prefixes[registries[$0]] + path }
    let heads = KeptList(count: registries.count) { repositories[$0] + ":" }
    let scope = Scope(table: names, leg: leg, repository: repositories[0], moment: .run)
    let tags = KeptList(upTo: image.tags.count) { position -> ImageReferences.ResolvedTag? in
      let (text, matrix) = (image.tags[position].text, image.tags[position].matrix)
      checkAxes(of: matrix, leg, into: &diagnostics)
      guard leg.has(matrix) else { return nil }
      guard let word = self.tag(of: text, in: scope, into: &diagnostics) else { return nil }
      let references = KeptList(count: registries.count) { index in
        ImageReferences.Reference(
          word: word.following(heads[index]), registry: registries[index])
      }
      return ImageReferences.ResolvedTag(
        tag: word, references: references,
        lanes: LaneNames.set(of: image.tags[position].lanes, in: lanes, into: &diagnostics),
        origin: text.range)
    }
    // A tag that a run may leave out is no name to rely on.
    let certain = tags.first { $0.tag.isCertain }?.references.first?.word
    return ImageReferences(
      repositories: tags.isEmpty ? [repositories[0]] : repositories, prefix: heads[0],
      tags: tags,
      reference: certain
        ?? (tags.isEmpty && !image.tags.isEmpty ? nil : Word(heads[0] + Text(localTag(of: leg))))
    )
  }

  /// The stages of `leg`, in order, and their caches.
  func resolve(
    _ stages: [Stage], of leg: Leg, _ own: ImageReferences, keys: KeyResolver?,
    into diagnostics: inout Diagnostics
  ) -> (stages: [ResolvedStage], caches: [ResolvedCache]) {
    if stages.isEmpty { return ([], []) }
    var scope = Scope(table: names, leg: leg, repository: own.repository, moment: .compilation)
    let place =
      stages.contains { $0.cache != nil }
      ? place(ofCachesOf: leg, own, into: &diagnostics) : nil
    let platforms: [Platform?] =
      leg.image.platforms.count > 1 ? leg.image.platforms.map(\.value) : [nil]
    var caches: [ResolvedCache] = []
    caches.reserveCapacity(place == nil ? 0 : stages.count)
    let resolved = stages.indices.map { position in
      let stage = stages[position]
      let name = stage.name.value
      let first = caches.count
      if let place, let cache = stage.cache {
        scope.stage = name
        for platform in platforms {
          scope.platform = platform
          guard
            let found = self.cache(
              cache.tag, fallback: cache.fallback, at: place, in: scope, into: &diagnostics)
          else { continue }
          if let key = cache.key {
            found.key = keys?.key(
              key, stage: position, platform: platform?.text, target: name,
              image: found.isImage ? found.reference : nil, tag: found.tag,
              origin: cache.tag.range, repository: place.repository, registry: place.registry,
              into: &diagnostics)
          }
          caches.append(found)
        }
      }
      return ResolvedStage(
        name: name, isGate: stage.isGate, caches: first..<caches.count, origin: stage.name.range)
    }
    return (resolved, caches)
  }

  /// The image of `leg` as its own cache.
  func cache(
    of leg: Leg, _ own: ImageReferences, into diagnostics: inout Diagnostics
  ) -> ResolvedCache? {
    guard let tag = leg.image.cache, pipeline.cache.mode != .none else { return nil }
    let scope = Scope(table: names, leg: leg, repository: own.repository, moment: .compilation)
    let registry = registries(of: leg.image, into: &diagnostics)[0]
    return cache(
      tag, fallback: [], at: Place(registry: registry, of: own), in: scope, into: &diagnostics)
  }

  /// What the finished image of `leg` is called by its content, before the digits: by the tag under
  /// which it is its own cache, where it has one; nil where it has no key.
  func keyTag(
    of leg: Leg, _ own: ImageReferences, into diagnostics: inout Diagnostics
  ) -> Text? {
    guard leg.image.key != nil, pipeline.cache.mode != .none else { return nil }
    guard let tag = leg.image.cache else { return "key" }
    let scope = Scope(table: names, leg: leg, repository: own.repository, moment: .compilation)
    return scope.literal(of: tag, into: &diagnostics)
  }

  /// The key of the image of `leg`.
  func key(
    of leg: Leg, _ own: ImageReferences, target: Text?, keys: KeyResolver?,
    into diagnostics: inout Diagnostics
  ) -> ResolvedKey? {
    var reported = Diagnostics()  // Where the cache is resolved.
    guard let key = leg.image.key, let tag = keyTag(of: leg, own, into: &reported) else {
      return nil
    }
    let registry = registries(of: leg.image, into: &reported)[0]
    return keys?.key(
      key, target: target, tag: tag, origin: leg.image.cache?.range ?? key.range,
      repository: own.repository, registry: registry, into: &diagnostics)
  }

  /// What other images' keys call the image of `leg`, at `index`: by its own key, where it has one.
  func keyed(_ own: ImageReferences, of leg: Leg, at index: Int) -> ImageReferences {
    var reported = Diagnostics()
    guard let tag = keyTag(of: leg, own, into: &reported) else { return own }
    let variable = Plan.ContentKey.variable(
      called: KeyResolver.name(of: index), isOptional: leg.image.key?.isAutomatic ?? false)
    return ImageReferences(
      repositories: [own.repository], prefix: own.prefix, tags: [],
      reference: ResolvedKey.word(tag, variable).following(own.prefix))
  }
}

extension ReferenceResolver {
  /// Where cache images go.
  private struct Place {
    let registry: Int
    let repository: Text
    /// Where references there begin.
    let prefix: Text

    init(registry: Int, of own: ImageReferences) {
      self.registry = registry
      repository = own.repository
      prefix = own.prefix
    }

    init(registry: Int, repository: Text) {
      self.registry = registry
      self.repository = repository
      prefix = repository + ":"
    }
  }

  private func place(
    ofCachesOf leg: Leg, _ own: ImageReferences, into diagnostics: inout Diagnostics
  ) -> Place? {
    let settings = pipeline.cache
    guard settings.mode != .none else { return nil }
    let registry =
      settings.registry.map {
        RegistryNames.index(of: $0, in: pipeline, into: &diagnostics)
      } ?? registries(of: leg.image, into: &diagnostics)[0]
    guard let registry else { return nil }
    guard let text = settings.repository else {
      if settings.registry == nil { return Place(registry: registry, of: own) }
      let path = path(of: leg, into: &diagnostics)
      return Place(registry: registry, repository: prefixes[registry] + path)
    }
    let scope = Scope(table: names, leg: leg, repository: own.repository, moment: .compilation)
    guard let path = scope.literal(of: text, into: &diagnostics) else { return nil }
    return Place(registry: registry, repository: prefixes[registry] + path)
  }

  private func cache(
    _ tag: InterpolatedText, fallback: KeptList<InterpolatedText>, at place: Place, in scope: Scope,
    into diagnostics: inout Diagnostics
  ) -> ResolvedCache? {
    guard let text = cacheTag(of: tag, in: scope, into: &diagnostics) else { return nil }
    let others = fallback.compactMap { other in
      cacheTag(of: other, in: scope, into: &diagnostics).map {
        Located(Word(place.prefix + $0), at: other.range)
      }
    }
    return ResolvedCache(
      platform: scope.platform?.text, isImage: pipeline.cache.mode == .stageImages,
      repository: place.repository, tag: text, reference: Word(place.prefix + text),
      fallback: others, registry: place.registry, origin: tag.range)
  }

  /// The tag of a cache; those of several platforms differ, whether the spec says so or not.
  private func cacheTag(
    of text: InterpolatedText, in scope: Scope, into diagnostics: inout Diagnostics
  ) -> Text? {
    guard let word = self.tag(of: text, in: scope, into: &diagnostics), word.isLiteral else {
      return nil
    }
    let tag = word.head
    guard let platform = scope.platform,
      !text.variables.contains(where: { $0.value.hasPrefix("platform.") })
    else { return tag }
    let whole = "\(tag)-\(platform.slug)"
    if let fault = Grammar.tag.fault(in: whole) {
      diagnostics.invalid(whole, as: .tag, fault, at: text.range)
      return nil
    }
    return Text(whole)
  }

  /// The image's path below a registry.
  private func path(of leg: Leg, into diagnostics: inout Diagnostics) -> Text {
    guard let text = leg.image.repository else { return leg.image.name.value }
    let scope = Scope(table: names, leg: leg, repository: nil, moment: .compilation)
    guard let path = scope.literal(of: text, into: &diagnostics) else {
      return leg.image.name.value
    }
    if !text.isLiteral, let fault = Grammar.repository.fault(in: path) {
      diagnostics.invalid(path.string, as: .repository, fault, at: text.range)
    }
    return path
  }

  private func registries(of image: Image, into diagnostics: inout Diagnostics) -> [Int] {
    guard let names = image.registries else { return [0] }
    let known = names.compactMap { RegistryNames.index(of: $0, in: pipeline, into: &diagnostics) }
    return known.isEmpty ? [0] : known
  }

  private func checkAxes(
    of matrix: MatrixValues, _ leg: Leg, into diagnostics: inout Diagnostics
  ) {
    for entry in matrix where leg.value(of: entry.key.value) == nil {
      diagnostics.error(
        .unknownName, "unknown axis '\(entry.key.value)'", at: entry.key.range,
        help: leg.values.isEmpty
          ? "give the image a matrix with this axis, or remove it here"
          : Suggestion.help(for: entry.key.value, in: leg.values.map(\.axis), kind: "axes"))
    }
  }

  /// The tag of an image that is not pushed; each leg has its own.
  private func localTag(of leg: Leg) -> String {
    guard !leg.values.isEmpty else { return LocalTag.name }
    let values = leg.values.map { value in
      String(decoding: value.value.utf8.map { "/:+".utf8.contains($0) ? 0x2D : $0 }, as: UTF8.self)
    }
    return ([LocalTag.name] + values).joined(separator: "-")
  }

  /// A tag, checked as far as it is known; one without names was checked where it was read.
  private func tag(
    of text: InterpolatedText, in scope: Scope, into diagnostics: inout Diagnostics
  ) -> Word? {
    guard let word = scope.word(of: text, into: &diagnostics) else { return nil }
    if !text.isLiteral, let fault = Self.fault(in: word) {
      diagnostics.invalid(word.description, as: .tag, fault, at: text.range)
      return nil
    }
    if word.head.hasPrefix(LocalTag.text) {
      diagnostics.error(
        .reservedName, "tag '\(LocalTag.name)' is what pipegen calls images that are not pushed",
        at: text.range, help: "choose another tag")
    }
    return word
  }

  private static func fault(in tag: Word) -> Grammar.Fault? {
    if tag.isLiteral { return Grammar.tag.fault(in: tag.head) }
    if let fault = Grammar.tag.faultOfCharacters(in: tag.head) { return fault }
    for case .literal(let piece) in tag.tail {
      if let fault = Grammar.tag.faultOfCharacters(in: piece) { return fault }
    }
    return nil
  }
}
