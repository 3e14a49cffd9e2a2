import PipelineSpec

/// Steps that find images by their content, and those that let others find them.
extension StepPlanner {
  /// Looks for the image by its key; gives what has to be known of that.
  mutating func addFind(
    of image: ResolvedImage, at index: Int, behind logins: KeptList<Step.ID>
  ) -> KeptList<Step.ID> {
    guard let key = image.key else { return logins }
    return [find(key, of: image, at: index, needs: logins, when: [])]
  }

  /// Looks for a stage by its key.
  mutating func find(
    _ key: ResolvedKey, of image: ResolvedImage, at index: Int, needs: KeptList<Step.ID>,
    when conditions: KeptList<Step.Condition>
  ) -> Step.ID {
    let asked = Asked(reference: key.reference, conditions: conditions)
    if let known = shared?.reads[asked] { return known }
    let id = builder.add(
      .find(key.reference), phase: .build,
      policy: .pullCache(tries: image.image.tries.pull, within: timeouts.pull), needs: needs,
      image: index, origin: key.origin, when: conditions)
    shared?.reads[asked] = id
    return id
  }

  /// Gives an image that was found all the references that a build would give it.
  mutating func addTags(
    of image: ResolvedImage, at index: Int, needs: KeptList<Step.ID>
  ) -> [Step.ID] {
    guard let key = image.key, technique != .builder || isStored[image.index] else {
      return []
    }
    var needs = needs
    if technique == .builder {
      let pull = builder.add(
        .pull(key.reference), phase: .build,
        policy: .pushImage(tries: image.image.tries.pull, within: timeouts.pull), needs: needs,
        image: index, origin: key.origin, when: [key.found])
      needs = [pull]
    }
    var names = image.references.tags.flatMap { $0.references.map(\.word) }
    if let reference = image.references.reference, !names.contains(reference) {
      names.append(reference)
    }
    return names.map { name in
      builder.add(
        .tag(Plan.Tagging(image: key.reference, name: name)), phase: .build,
        policy: .tag(within: timeouts.login), needs: needs, image: index, origin: key.origin,
        when: [key.found])
    }
  }

  /// Pushes the image under its key.
  mutating func addKeyPush(of image: ResolvedImage, at index: Int) {
    guard let key = image.key else { return }
    guard technique == .builder else {
      guard let reference = ownReferences(of: image).first(where: \.isCertain) else { return }
      return addPush(of: key, from: reference, of: image, at: index, when: image.conditions)
    }
    let build = image.build(
      target: image.target, purpose: .image, cacheFrom: sources(of: image),
      cacheTo: image.cache?.isImage == true ? .inline : nil, tags: [key.reference],
      result: .pushed, isRepeated: true)
    addPush(
      .build(build), of: image, at: index, phase: .pushCaches,
      in: cacheLanes[key.registry], origin: key.origin, when: image.conditions)
  }

  /// Pushes what is here as `reference` under its key.
  ///
  /// Only what is pushed is called so: an image that is here under its key was pushed once, or came
  /// from its registry.
  mutating func addPush(
    of key: ResolvedKey, from reference: Word, of image: ResolvedImage, at index: Int,
    when conditions: KeptList<Step.Condition>
  ) {
    guard technique != .builder else { return }
    let lanes = cacheLanes[key.registry]
    let asked = Asked(reference: key.reference, conditions: conditions)
    guard !lanes.isEmpty, shared == nil || shared?.pushes.insert(asked).inserted == true else {
      return
    }
    let tag = builder.add(
      .tag(Plan.Tagging(image: reference, name: key.reference)), phase: .pushCaches,
      policy: .pushCache(tries: 1, within: timeouts.login), lanes: lanes,
      needs: builds[image.index], image: index, origin: key.origin, when: conditions)
    _ = builder.add(
      .push(key.reference), phase: .pushCaches,
      policy: .pushCache(tries: image.image.tries.push, within: timeouts.push), lanes: lanes,
      needs: [tag], image: index, origin: key.origin, when: conditions)
  }
}

extension ResolvedImage {
  /// What has to hold for it to be built.
  var conditions: KeptList<Step.Condition> { key.map { [$0.missed] } ?? KeptList() }

  /// What has to hold for the stage of `cache` to be built.
  func conditions(of cache: ResolvedCache) -> KeptList<Step.Condition> {
    cache.key.map { KeptList(conditions + [$0.missed]) } ?? conditions
  }
}
