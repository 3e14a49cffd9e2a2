extension Plan {
  /// Positions of the images that `name`, an image's or a group's, stands for; empty for an unknown
  /// name.
  public func images(named name: String) -> [Int] {
    let keys = groups.first { $0.name == name }?.images ?? [name]
    return images.indices.filter { keys.contains(images[$0].key) }
  }

  /// Positions of the images that a pattern, an image's key or a group's name stands for.
  package func images(matching pattern: String) -> [Int] {
    let named = images(named: pattern)
    guard named.isEmpty else { return named }
    let pattern = RefPattern(text: pattern)
    return images.indices.filter { pattern.matches(images[$0].key) }
  }

  /// The plan with only `steps`, which are some of its own; rules of tags are no matter of those that
  /// are about no image.
  package func holding(_ steps: [Step]) -> Plan {
    let rules = steps.contains { $0.image != nil } ? tagRules : []
    return Plan(
      engine: engine, parameters: parameters, registries: registries, images: images,
      groups: groups, secrets: secrets, steps: steps, lanes: lanes, tagRules: rules,
      keys: ContentKey.used(by: steps, rules, of: keys))
  }

  /// The plan for some of its images: what they need is built, and only they are pushed. Checks that
  /// are about no image stay.
  ///
  /// - Parameter selected: Positions in `images`.
  /// - Returns: A plan whose steps keep their ids.
  public func narrowed(to selected: Set<Int>) -> Plan {
    var needed = selected
    var open = Array(selected)
    while let image = open.popLast() {
      for need in images[image].needs where needed.insert(need).inserted { open.append(need) }
    }
    var kept: Set<Step.ID> = []
    // A stage that several images share belongs to the first of them.
    for step in steps.reversed() where step.phase != .cleanUp {
      guard kept.contains(step.id) || step.isWanted(selected, needed) else { continue }
      kept.insert(step.id)
      kept.formUnion(step.needs)
    }
    for step in steps where step.phase == .cleanUp && kept.isSuperset(of: step.needs) {
      kept.insert(step.id)
    }
    let steps = steps.filter { kept.contains($0.id) }
    let repositories = Set(selected.map { images[$0].repository })
    let rules = tagRules.filter { repositories.contains($0.repository) }
    return Plan(
      engine: engine, parameters: parameters, registries: registries, images: images,
      groups: groups, secrets: secrets, steps: steps, lanes: lanes, tagRules: rules,
      keys: ContentKey.used(by: steps, rules, of: keys))
  }
}

extension Step {
  /// The step, done only in `lanes`.
  package func done(in lanes: LaneSet) -> Step {
    Step(
      id: id, operation: operation, needs: needs, phase: phase, policy: policy, lanes: lanes,
      image: image, origin: origin, conditions: conditions, tracksContent: tracksContent)
  }

  fileprivate func isWanted(_ selected: Set<Int>, _ needed: Set<Int>) -> Bool {
    guard let image else { return true }
    switch (phase, operation) {
    case (.build, .check), (.build, .extract): return selected.contains(image)
    case (.build, .name): return false
    case (.build, _): return needed.contains(image)
    case (.pushImages, _), (.pushCaches, _): return selected.contains(image)
    case (.cleanUp, _): return false
    }
  }
}
