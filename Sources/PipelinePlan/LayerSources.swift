import PipelineSpec

/// What builds take layers from, the most specific first, and what their results are called.
extension StepPlanner {
  /// What the last build of `image` takes layers from.
  mutating func sources(of image: ResolvedImage) -> KeptList<Word> {
    if let cache = image.cache { technique.addSources(of: cache, to: &words) }
    addSources(of: image, upToStage: image.stages.count - 1)
    return words.finish()
  }

  /// What a build of the stage at `position` of `image` takes layers from, whatever caches it has.
  mutating func sources(of image: ResolvedImage, upToStage position: Int) -> KeptList<Word> {
    addSources(of: image, upToStage: position)
    return words.finish()
  }

  /// What a build of `stage` takes layers from.
  mutating func sources(of stage: CachedStage) -> KeptList<Word> {
    let cache = stage.cache
    if cache.platform == nil, cache.key == nil {
      addSources(of: stage.image, upToStage: stage.position)
    } else {
      addSources(of: stage.image, upToStage: stage.position) { other in
        guard other.platform == cache.platform else { return nil }
        // It is built where nothing was found by its own key.
        return other.reference == cache.reference ? other.withoutKey : other
      }
    }
    return words.finish()
  }

  /// What the last build of `image` is called: all of its tags, the reference of its cache and, where
  /// a run may be left without either, a name that is never pushed.
  mutating func ownReferences(of image: ResolvedImage) -> KeptList<Word> {
    for tag in image.references.tags {
      for reference in tag.references { words.append(reference.word) }
    }
    if let cache = image.cache, cache.isImage, !words.contains(cache.reference) {
      words.append(cache.reference)
    }
    if !words.contains(where: \.isCertain), let reference = image.references.reference {
      words.append(reference)
    }
    return words.finish()
  }

  /// Adds those of the stage at `position` and of the stages before it, its own first.
  private mutating func addSources(
    of image: ResolvedImage, upToStage position: Int,
    as cache: (ResolvedCache) -> ResolvedCache? = { $0 }
  ) {
    for stage in (0..<position + 1).reversed() {
      for index in image.stages[stage].caches {
        guard let cache = cache(image.stageCaches[index]) else { continue }
        technique.addSources(of: cache, to: &words)
      }
    }
  }
}
