import PipelineSpec

/// How an engine gets at the layers of earlier runs and gives away what it has built.
enum Technique {
  /// Images are pulled, built in the engine's store and pushed from there; a cache is an image.
  case store
  /// The builder asks registries itself, and keeps layers in a cache of its own. What leaves it is
  /// built once more, from there.
  case builder
  /// Images are in a store; layers are looked for and pushed one by one, in a repository.
  case layers
}

extension Engine {
  var technique: Technique {
    switch self {
    case .docker: .store
    case .buildx: .builder
    case .buildah, .podman: .layers
    }
  }
}

extension Technique {
  /// What a build names to take layers from `caches`.
  func sources(of caches: [ResolvedCache]) -> [Word] {
    switch self {
    case .store, .builder:
      var sources: [Word] = []
      sources.reserveCapacity(caches.count)
      for cache in caches { cache.addSources(to: &sources) }
      return sources
    case .layers:
      return caches.reduce(into: []) { sources, cache in
        let repository = Word(cache.repository)
        if !sources.contains(repository) { sources.append(repository) }
      }
    }
  }
}

/// A stage as it is built for one of its caches.
struct CachedStage {
  let image: ResolvedImage
  /// Its position among the stages of the image.
  let position: Int
  let cache: ResolvedCache

  var name: Text { image.stages[position].name }

  /// Caches that it may take layers from, the most specific first.
  var sources: [ResolvedCache] {
    let known = image.caches(upToStage: position)
    if cache.platform == nil, cache.key == nil { return known }
    // It is built where nothing was found by its own key.
    return known.filter { $0.platform == cache.platform }.map {
      $0.reference == cache.reference ? $0.withoutKey : $0
    }
  }
}

extension ResolvedImage {
  /// Caches of the stage at `position` and of those before it, its own first.
  func caches(upToStage position: Int) -> [ResolvedCache] {
    var caches: [ResolvedCache] = []
    caches.reserveCapacity(stageCaches.count)
    for index in (0...position).reversed() { caches += stages[index].caches }
    return caches
  }

  /// What its last build takes layers from, the most specific first.
  var sources: [ResolvedCache] {
    let caches = stages.isEmpty ? [] : caches(upToStage: stages.count - 1)
    return cache.map { [$0] + caches } ?? caches
  }

  /// What its build is called: all of its tags, the reference of its cache and, where a run may be
  /// left without either, a name that is never pushed.
  var ownReferences: [Word] {
    var all: [Word] = []
    all.reserveCapacity(references.tags.count)
    for tag in references.tags { for reference in tag.references { all.append(reference.word) } }
    if let cache, cache.isImage, !all.contains(cache.reference) { all.append(cache.reference) }
    if !all.contains(where: \.isCertain), let reference = references.reference {
      all.append(reference)
    }
    return all
  }
}
