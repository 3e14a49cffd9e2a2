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
  /// Adds what a build names to take layers from `cache`.
  func addSources(of cache: ResolvedCache, to sources: inout KeptListBuilder<Word>) {
    switch self {
    case .store, .builder: cache.addSources(to: &sources)
    case .layers:
      let repository = Word(cache.repository)
      if !sources.contains(repository) { sources.append(repository) }
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
}
