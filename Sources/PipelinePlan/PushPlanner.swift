import PipelineSpec

/// Pushes: out of the engine's store or, where it has none, by building once more from its cache.
extension StepPlanner {
  mutating func addImagePushes(of image: ResolvedImage, at index: Int) {
    guard technique == .builder else {
      for tag in image.references.tags {
        for reference in tag.references {
          let lanes = imageLanes[reference.registry].intersection(tag.lanes)
          addPush(
            .push(reference.word), of: image, at: index, phase: .pushImages, in: lanes,
            origin: tag.origin)
        }
      }
      return
    }
    let shipments = shipments(of: image)
    let carrier = shipments.firstIndex { carriesCache($0, of: image) }
    for (position, shipment) in shipments.enumerated() {
      let build = image.build(
        target: image.target, purpose: .image, cacheFrom: sources(of: image),
        cacheTo: position == carrier || image.cache?.isImage == true ? image.cache?.export : nil,
        tags: KeptList(shipment.references), result: .pushed, isRepeated: true)
      addPush(
        .build(build), of: image, at: index, phase: .pushImages, in: shipment.lanes,
        origin: shipment.origin, when: image.conditions)
      guard let key = image.key else { continue }
      let copying = Plan.Copying(image: key.reference, names: shipment.references)
      addPush(
        .copy(copying), of: image, at: index, phase: .pushImages, in: shipment.lanes,
        origin: shipment.origin, when: [key.found])
    }
  }

  mutating func addCachePushes(of image: ResolvedImage, at index: Int) {
    for position in image.stages.indices {
      for cache in image.caches(of: image.stages[position]) {
        addCachePushes(of: CachedStage(image: image, position: position, cache: cache), at: index)
      }
    }
    addKeyPush(of: image, at: index)
    guard let cache = image.cache, !isPushed(cache, of: image), isFirst(cache, image.conditions)
    else { return }
    addCachePush(cache, of: image, at: index, when: image.conditions) { planner in
      image.build(
        target: image.target, purpose: .image, cacheFrom: planner.sources(of: image),
        cacheTo: cache.export, tags: cache.isImage ? [cache.reference] : [],
        result: cache.isImage ? .pushed : .cached, isRepeated: true)
    }
  }
}

extension StepPlanner {
  private mutating func addCachePushes(of stage: CachedStage, at index: Int) {
    let (image, cache) = (stage.image, stage.cache)
    let conditions = image.conditions(of: cache)
    if let key = cache.key {
      addPush(of: key, from: cache.reference, of: image, at: index, when: conditions)
    }
    guard isFirst(cache, conditions) else { return }
    let isImage = technique == .builder && cache.isImage
    func add(_ export: Plan.Build.CacheExport) {
      addCachePush(cache, of: image, at: index, when: conditions) { planner in
        image.build(
          target: stage.name, purpose: .stage, platform: cache.platform,
          record: cache.key?.content.record, cacheFrom: planner.sources(of: stage),
          cacheTo: planner.technique == .layers ? .reference(Word(cache.repository)) : export,
          tags: isImage
            ? KeptList((cache.key.map { [$0.reference] } ?? []) + [cache.reference]) : [],
          result: isImage ? .pushed : .cached, isRepeated: true)
      }
    }
    // Layers alone go to one place at a time.
    if !cache.isImage, let key = cache.key { add(.reference(key.reference)) }
    add(cache.export)
  }

  /// References that are pushed at once.
  private struct Shipment {
    let lanes: LaneSet
    var references: [Word]
    let origin: SourceRange
  }

  /// The references of `image`: those that are pushed in the same lanes go together, but not what a
  /// run may leave out.
  private func shipments(of image: ResolvedImage) -> [Shipment] {
    var shipments: [Shipment] = []
    for tag in image.references.tags {
      for reference in tag.references {
        let lanes = imageLanes[reference.registry].intersection(tag.lanes)
        let optional = reference.word.optionalVariables
        let known = shipments.firstIndex {
          $0.lanes == lanes && $0.references[0].optionalVariables == optional
        }
        if let known {
          shipments[known].references.append(reference.word)
        } else {
          shipments.append(
            Shipment(lanes: lanes, references: [reference.word], origin: tag.origin))
        }
      }
    }
    return shipments
  }

  /// Whether the layers of `image` can go with it, as they go in the very same runs.
  private func carriesCache(_ shipment: Shipment, of image: ResolvedImage) -> Bool {
    guard let cache = image.cache, !cache.isImage else { return false }
    return shipment.references[0].isCertain
      && shipment.lanes == cacheLanes[cache.registry]
  }

  /// Whether the pushes of `image` push its cache.
  private func isPushed(_ cache: ResolvedCache, of image: ResolvedImage) -> Bool {
    if cache.isImage {
      return image.references.tags.contains { tag in
        tag.references.contains { $0.word == cache.reference }
      }
    }
    for shipment in shipments(of: image) where carriesCache(shipment, of: image) { return true }
    return false
  }

  /// Whether no other image has pushed it.
  private mutating func isFirst(
    _ cache: ResolvedCache, _ conditions: KeptList<Step.Condition>
  ) -> Bool {
    let asked = Asked(reference: cache.reference, conditions: conditions)
    return shared == nil || shared?.pushes.insert(asked).inserted == true
  }

  private mutating func addCachePush(
    _ cache: ResolvedCache, of image: ResolvedImage, at index: Int,
    when conditions: KeptList<Step.Condition>, build: (inout StepPlanner) -> Plan.Build
  ) {
    addPush(
      technique == .store ? .push(cache.reference) : .build(build(&self)), of: image,
      at: index, phase: .pushCaches, in: cacheLanes[cache.registry],
      origin: cache.origin, when: conditions, tracksContent: technique == .store)
  }

  mutating func addPush(
    _ operation: Plan.Operation, of image: ResolvedImage, at index: Int, phase: Step.Phase,
    in lanes: LaneSet, origin: SourceRange, when conditions: KeptList<Step.Condition> = KeptList(),
    tracksContent: Bool = false
  ) {
    guard !lanes.isEmpty else { return }
    let tries = image.image.tries.push
    let policy =
      phase == .pushCaches
      ? Step.Policy.pushCache(tries: tries, within: timeouts.push)
      : Step.Policy.pushImage(tries: tries, within: timeouts.push)
    _ = builder.add(
      operation, phase: phase, policy: policy, lanes: lanes, needs: builds[image.index],
      image: index, origin: origin, when: conditions, tracksContent: tracksContent)
  }
}

extension ResolvedCache {
  /// How a build that pushes gives it away.
  fileprivate var export: Plan.Build.CacheExport { isImage ? .inline : .reference(reference) }
}
