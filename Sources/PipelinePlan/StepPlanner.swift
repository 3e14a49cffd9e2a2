import PipelineSpec

/// Spells images as steps: the technique itself.
///
/// Pull the cache images, build each cached stage from them, build the image from those, and push
/// the runtime image before the caches.
struct StepPlanner {
  private(set) var builder: PlanBuilder
  private let lanes: [Plan.Lane]
  private let timeouts: Timeouts
  /// What every other step waits for: logins and, before them, what the engine may lack.
  private var logins: [Step.ID] = []
  /// The last builds and the gates of each leg; none where it is not planned yet.
  private var builds: [[Step.ID]]
  /// Pulls by reference and builds by cache reference, where several images may ask for one.
  private var shared: Shared?
  private var pushSets: [PushKey: LaneSet] = [:]

  private struct Shared {
    var pulls: [Asked: Step.ID] = [:]
    var builds: [Asked: Step.ID] = [:]
    var pushes: Set<Asked> = []
  }

  /// A reference, and when it is asked for.
  private struct Asked: Hashable {
    let reference: Word
    let conditions: [Step.Condition]
  }

  private struct PushKey: Hashable {
    let phase: Step.Phase
    let registry: Int
  }

  /// For a plan of `images`; `areShared` where several may ask for one stage.
  init(_ images: [ResolvedImage], lanes: [Plan.Lane], timeouts: Timeouts, areShared: Bool) {
    // A cache is pulled, built and pushed; an image is built, and each of its tags is pushed.
    let steps = images.reduce(0) { $0 + 1 + 3 * $1.stages.count + $1.references.tags.count }
    builder = PlanBuilder(capacity: steps + 1)
    builds = Array(repeating: [], count: images.count)
    shared = areShared ? Shared() : nil
    self.lanes = lanes
    self.timeouts = timeouts
  }

  /// Looks first for what `engine` may lack.
  mutating func addRequirement(of engine: Engine, _ images: [ResolvedImage]) {
    guard let requirement = engine.requirement(of: images) else { return }
    logins.append(
      builder.add(
        .require(requirement), phase: .build, policy: .login(within: timeouts.login), origin: nil))
  }

  mutating func addLogins(_ registries: some Sequence<Registry>) {
    let required = logins
    for registry in registries {
      guard let login = registry.login else { continue }
      let operation = Plan.Login(
        host: registry.host, username: login.username.value,
        passwordVariable: login.passwordEnv.value)
      logins.append(
        builder.add(
          .login(operation), phase: .build, policy: .login(within: timeouts.login),
          needs: required, origin: login.username.range))
    }
  }

  mutating func addBuilds(of image: ResolvedImage, at index: Int) {
    let found = addFind(of: image, at: index)
    var needs = addPulls(of: image, at: index, behind: found)
    for need in image.needs { needs += builds[need.value] }
    let policy = Step.Policy.build(within: image.image.timeout)
    var sources: [Word] = []
    var gates: [Step.ID] = []
    for stage in image.stages where stage.cache != nil || stage.isGate {
      // Where it is built, nothing was found by its key.
      if let cache = stage.cache { sources.insert(contentsOf: cache.plainSources, at: 0) }
      let build = image.build(
        target: stage.name, purpose: stage.cache == nil ? .gate : .stage, cacheFrom: sources,
        tags: stage.cache.map { [$0.reference] } ?? [],
        cacheTo: stage.cache == nil ? nil : .inline)
      let id = addBuild(build, of: stage, of: image, at: index, needs: needs, policy)
      if let cache = stage.cache {
        needs = [id]
        sources.insert(contentsOf: cache.key.map { [$0.source] } ?? [], at: 0)
      } else {
        gates.append(id)
      }
    }
    if let cache = image.cache { sources.insert(cache.reference, at: 0) }
    let build = image.build(
      target: image.target, purpose: .image, cacheFrom: sources, tags: image.ownReferences,
      cacheTo: image.cache == nil ? nil : .inline)
    let id = builder.add(
      .build(build), phase: .build, policy: policy, needs: needs, image: index,
      origin: image.image.name.range, when: image.missed)
    builds[image.index] = [id] + gates + addTags(of: image, at: index, needs: found)
  }

  /// What a check needs, and the check; `images` in the order in which they are built.
  mutating func add(_ check: ResolvedCheck, of images: [ResolvedImage]) {
    let position = check.leg.flatMap { leg in images.firstIndex { $0.index == leg } }
    var needs = check.leg.map { builds[$0] } ?? []
    if let position, let stage = check.stage, let reference = check.image {
      let build = images[position].build(
        target: stage, purpose: .gate, cacheFrom: images[position].sources, tags: [reference])
      needs = [
        builder.add(
          .build(build), phase: .build, policy: .build(within: images[position].image.timeout),
          lanes: check.lanes, needs: needs, image: position, origin: check.name.range)
      ]
    }
    needs += check.extractions.map { extraction in
      builder.add(
        .extract(extraction), phase: .build, policy: .build(within: timeouts.pull),
        lanes: check.lanes, needs: needs, image: position, origin: check.name.range)
    }
    _ = builder.add(
      .check(check.check), phase: .build, policy: .build(within: check.timeout),
      lanes: check.lanes, needs: needs, image: position, origin: check.name.range)
  }

  mutating func addImagePushes(of image: ResolvedImage, at index: Int) {
    for tag in image.references.tags {
      for reference in tag.references {
        addPush(
          reference.word, of: image, at: index, phase: .pushImages, registry: reference.registry,
          only: tag.lanes, origin: tag.origin)
      }
    }
  }

  mutating func addCachePushes(of image: ResolvedImage, at index: Int) {
    for cache in image.stageCaches {
      let when = image.missed + (cache.key.map { [$0.missed] } ?? [])
      if let key = cache.key {
        addPush(of: key, from: cache.reference, of: image, at: index, when: when)
      }
      addCachePush(cache, of: image, at: index, when: when)
    }
    if let key = image.key, let reference = image.ownReferences.first(where: \.isCertain) {
      addPush(of: key, from: reference, of: image, at: index, when: image.missed)
    }
    guard let cache = image.cache,
      !image.references.tags.contains(where: { tag in
        tag.references.contains { $0.word == cache.reference }
      })
    else { return }
    addCachePush(cache, of: image, at: index, when: image.missed)
  }
}

// MARK: - Keys

extension StepPlanner {
  /// Looks for the image by its key; yields what has to be known of that.
  private mutating func addFind(of image: ResolvedImage, at index: Int) -> [Step.ID] {
    guard let key = image.key else { return logins }
    return [find(key, of: image, at: index, needs: logins, when: [])]
  }

  private mutating func find(
    _ key: ResolvedKey, of image: ResolvedImage, at index: Int, needs: [Step.ID],
    when conditions: [Step.Condition]
  ) -> Step.ID {
    let asked = Asked(reference: key.reference, conditions: conditions)
    if let known = shared?.pulls[asked] { return known }
    let id = builder.add(
      .find(key.reference), phase: .build,
      policy: .pullCache(tries: image.image.tries.pull, within: timeouts.pull), needs: needs,
      image: index, origin: key.origin, when: conditions)
    shared?.pulls[asked] = id
    return id
  }

  /// Gives an image that was found all the names that a build would give it.
  private mutating func addTags(
    of image: ResolvedImage, at index: Int, needs: [Step.ID]
  ) -> [Step.ID] {
    guard let key = image.key else { return [] }
    var names = image.references.tags.flatMap { $0.references.map(\.word) }
    if let reference = image.references.reference, !names.contains(reference) {
      names.append(reference)
    }
    return names.map { name in
      builder.add(
        .tag(Plan.Naming(image: key.reference, name: name)), phase: .build,
        policy: .tag(within: timeouts.login), needs: needs, image: index, origin: key.origin,
        when: [key.found])
    }
  }

  /// Only what is pushed is called by its key: what is here under it was pushed once, or came from
  /// there.
  private mutating func addPush(
    of key: ResolvedKey, from reference: Word, of image: ResolvedImage, at index: Int,
    when conditions: [Step.Condition]
  ) {
    let lanes = lanes(pushing: .pushCaches, to: key.registry)
    let asked = Asked(reference: key.reference, conditions: conditions)
    guard !lanes.isEmpty, shared == nil || shared?.pushes.insert(asked).inserted == true else {
      return
    }
    let tag = builder.add(
      .tag(Plan.Naming(image: reference, name: key.reference)), phase: .pushCaches,
      policy: .pushCache(tries: 1, within: timeouts.login), lanes: lanes,
      needs: builds[image.index], image: index, origin: key.origin, when: conditions)
    _ = builder.add(
      .push(key.reference), phase: .pushCaches,
      policy: .pushCache(tries: image.image.tries.push, within: timeouts.push), lanes: lanes,
      needs: [tag], image: index, origin: key.origin, when: conditions)
  }
}

extension StepPlanner {
  private mutating func addPulls(
    of image: ResolvedImage, at index: Int, behind found: [Step.ID]
  ) -> [Step.ID] {
    let policy = Step.Policy.pullCache(tries: image.image.tries.pull, within: timeouts.pull)
    var pulls: [Step.ID] = []
    for cache in image.stageCaches + (image.cache.map { [$0] } ?? []) {
      var (conditions, needs) = (image.missed, found)
      if let key = cache.key {
        needs = [find(key, of: image, at: index, needs: needs, when: conditions)]
        pulls += needs
        conditions.append(key.missed)
      }
      let all = [Located(cache.reference, at: cache.origin)] + cache.fallback
      for reference in all {
        let asked = Asked(reference: reference.value, conditions: conditions)
        let always = Asked(reference: reference.value, conditions: [])
        if let known = shared?.pulls[always] ?? shared?.pulls[asked] {
          if !pulls.contains(known) { pulls.append(known) }
          continue
        }
        let id = builder.add(
          .pull(reference.value), phase: .build, policy: policy, needs: needs, image: index,
          origin: reference.range, when: conditions)
        shared?.pulls[asked] = id
        pulls.append(id)
      }
    }
    return pulls.isEmpty ? found : pulls
  }

  private mutating func addBuild(
    _ build: Plan.Build, of stage: ResolvedStage, of image: ResolvedImage, at index: Int,
    needs: [Step.ID], _ policy: Step.Policy
  ) -> Step.ID {
    let conditions = image.missed + (stage.cache?.key.map { [$0.missed] } ?? [])
    let asked = stage.cache.map { Asked(reference: $0.reference, conditions: conditions) }
    if let asked, let known = shared?.builds[asked] { return known }
    let id = builder.add(
      .build(build), phase: .build, policy: policy, needs: needs, image: index,
      origin: stage.cache?.origin ?? stage.origin, when: conditions)
    if let asked { shared?.builds[asked] = id }
    return id
  }

  private mutating func addCachePush(
    _ cache: ResolvedCache, of image: ResolvedImage, at index: Int,
    when conditions: [Step.Condition]
  ) {
    let asked = Asked(reference: cache.reference, conditions: conditions)
    guard shared == nil || shared?.pushes.insert(asked).inserted == true else { return }
    addPush(
      cache.reference, of: image, at: index, phase: .pushCaches, registry: cache.registry,
      only: .all, origin: cache.origin, when: conditions)
  }

  private mutating func addPush(
    _ reference: Word, of image: ResolvedImage, at index: Int, phase: Step.Phase, registry: Int,
    only wanted: LaneSet, origin: SourceRange, when conditions: [Step.Condition] = []
  ) {
    let lanes = lanes(pushing: phase, to: registry).intersection(wanted)
    guard !lanes.isEmpty else { return }
    let tries = image.image.tries.push
    let policy =
      phase == .pushCaches
      ? Step.Policy.pushCache(tries: tries, within: timeouts.push)
      : Step.Policy.pushImage(tries: tries, within: timeouts.push)
    _ = builder.add(
      .push(reference), phase: phase, policy: policy, lanes: lanes, needs: builds[image.index],
      image: index, origin: origin, when: conditions)
  }

  private mutating func lanes(pushing phase: Step.Phase, to registry: Int) -> LaneSet {
    let key = PushKey(phase: phase, registry: registry)
    if let known = pushSets[key] { return known }
    let set = LaneSet(of: lanes) { lane in
      (phase == .pushCaches ? lane.pushesCaches : lane.pushesImages)
        && lane.registries.contains(registry)
    }
    pushSets[key] = set
    return set
  }
}

extension ResolvedImage {
  /// What has to hold for it to be built.
  fileprivate var missed: [Step.Condition] { key.map { [$0.missed] } ?? [] }

  /// What its last build takes layers from, the most specific first.
  fileprivate var sources: [Word] {
    var sources: [Word] = []
    for cache in stageCaches { sources.insert(contentsOf: cache.sources, at: 0) }
    if let cache { sources.insert(cache.reference, at: 0) }
    return sources
  }

  /// What its build is called: all of its tags, the reference of its cache and, where a run may be
  /// left without either, a name that is never pushed.
  fileprivate var ownReferences: [Word] {
    var all = references.tags.flatMap { $0.references.map(\.word) }
    if let cache, !all.contains(cache.reference) { all.append(cache.reference) }
    let isNamed = all.contains { $0.optionalVariables.isEmpty }
    if !isNamed, let reference = references.reference { all.append(reference) }
    return all
  }

  fileprivate func build(
    target: String?, purpose: Plan.Build.Purpose, cacheFrom: [Word], tags: [Word],
    cacheTo: Plan.Build.CacheExport? = nil, result: Plan.Build.Result = .stored
  ) -> Plan.Build {
    Plan.Build(
      context: context, dockerfile: dockerfile, target: target, purpose: purpose, platforms: [],
      arguments: args, labels: purpose == .image ? labels : [], cacheFrom: cacheFrom,
      cacheTo: cacheTo, tags: tags, result: result, pullsBases: image.pullsBases,
      ignoresCache: image.ignoresCache, network: image.network)
  }
}
