import PipelineSpec

/// Spells images as steps: the technique itself.
///
/// Pull the cache images, build each cached stage from them, build the image from those, and push
/// the runtime image before the caches.
struct StepPlanner {
  var builder: PlanBuilder
  private let lanes: [Plan.Lane]
  let timeouts: Timeouts
  private let engine: Engine
  /// Local names for images, and what fetched those of registries.
  var namings = Namings()
  /// What every other step waits for: logins and, before them, what the engine may lack.
  private var logins: [Step.ID] = []
  /// The last builds and the gates of each leg; none where it is not planned yet.
  private(set) var builds: [[Step.ID]]
  /// Pulls by reference and builds by cache reference, where several images may ask for one.
  private var shared: Shared?
  private var pushSets: [PushKey: LaneSet] = [:]

  private struct Shared {
    var pulls: [Word: Step.ID] = [:]
    var builds: [Word: Step.ID] = [:]
    var pushes: Set<Word> = []
  }

  private struct PushKey: Hashable {
    let phase: Step.Phase
    let registry: Int
  }

  /// For a plan of `images`; `areShared` where several may ask for one stage.
  init(
    _ images: [ResolvedImage], by engine: Engine, lanes: [Plan.Lane], timeouts: Timeouts,
    areShared: Bool
  ) {
    self.engine = engine
    // A cache is pulled, built and pushed; an image is built, and each of its tags is pushed.
    let steps = images.reduce(0) { $0 + 1 + 3 * $1.stages.count + $1.references.tags.count }
    builder = PlanBuilder(capacity: steps + 1)
    builds = Array(repeating: [], count: images.count)
    shared = areShared ? Shared() : nil
    self.lanes = lanes
    self.timeouts = timeouts
  }

  /// Looks first for what `engine` may lack.
  mutating func addRequirement(_ images: [ResolvedImage]) {
    guard let requirement = engine.requirement(of: images) else { return }
    logins.append(
      builder.add(
        .require(requirement), phase: .build, policy: .login(within: timeouts.login), origin: nil))
  }

  mutating func addLogins(_ registries: some Sequence<Registry>) {
    let required = logins
    var hosts: Set<String> = []
    for registry in registries {
      guard let login = registry.login, hosts.insert(registry.host).inserted else { continue }
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
    var needs = addPulls(of: image, at: index)
    for need in image.needs { needs += builds[need.value] }
    if engine == .docker { needs += addNames(for: image, at: index, behind: logins) }
    let policy = Step.Policy.build(within: image.image.timeout)
    var sources: [Word] = []
    var gates: [Step.ID] = []
    for stage in image.stages where stage.cache != nil || stage.isGate {
      if let cache = stage.cache {
        sources.insert(contentsOf: [cache.reference] + cache.fallback.map(\.value), at: 0)
      }
      let build = image.build(
        target: stage.name, purpose: stage.cache == nil ? .gate : .stage, cacheFrom: sources,
        tags: stage.cache.map { [$0.reference] } ?? [],
        cacheTo: stage.cache == nil ? nil : .inline)
      let id = addBuild(build, of: stage, at: index, needs: needs, policy)
      if stage.cache != nil { needs = [id] } else { gates.append(id) }
    }
    if let cache = image.cache { sources.insert(cache.reference, at: 0) }
    let build = image.build(
      target: image.target, purpose: .image, cacheFrom: sources, tags: image.ownReferences,
      cacheTo: image.cache == nil ? nil : .inline)
    let id = builder.add(
      .build(build), phase: .build, policy: policy, needs: needs, image: index,
      origin: image.image.name.range)
    builds[image.index] = [id] + gates
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
      addCachePush(cache, of: image, at: index)
    }
    guard let cache = image.cache,
      !image.references.tags.contains(where: { tag in
        tag.references.contains { $0.word == cache.reference }
      })
    else { return }
    addCachePush(cache, of: image, at: index)
  }
}

extension StepPlanner {
  private mutating func addPulls(of image: ResolvedImage, at index: Int) -> [Step.ID] {
    let policy = Step.Policy.pullCache(tries: image.image.tries.pull, within: timeouts.pull)
    var pulls: [Step.ID] = []
    for cache in image.stageCaches + (image.cache.map { [$0] } ?? []) {
      let all = [Located(cache.reference, at: cache.origin)] + cache.fallback
      for reference in all {
        if let known = shared?.pulls[reference.value] {
          if !pulls.contains(known) { pulls.append(known) }
          continue
        }
        let id = builder.add(
          .pull(reference.value), phase: .build, policy: policy, needs: logins, image: index,
          origin: reference.range)
        shared?.pulls[reference.value] = id
        pulls.append(id)
      }
    }
    return pulls.isEmpty ? logins : pulls
  }

  private mutating func addBuild(
    _ build: Plan.Build, of stage: ResolvedStage, at index: Int, needs: [Step.ID],
    _ policy: Step.Policy
  ) -> Step.ID {
    if let reference = stage.cache?.reference, let known = shared?.builds[reference] {
      return known
    }
    let id = builder.add(
      .build(build), phase: .build, policy: policy, needs: needs, image: index,
      origin: stage.cache?.origin ?? stage.origin)
    if let reference = stage.cache?.reference { shared?.builds[reference] = id }
    return id
  }

  private mutating func addCachePush(
    _ cache: ResolvedCache, of image: ResolvedImage, at index: Int
  ) {
    guard shared == nil || shared?.pushes.insert(cache.reference).inserted == true else { return }
    addPush(
      cache.reference, of: image, at: index, phase: .pushCaches, registry: cache.registry,
      only: .all, origin: cache.origin)
  }

  private mutating func addPush(
    _ reference: Word, of image: ResolvedImage, at index: Int, phase: Step.Phase, registry: Int,
    only wanted: LaneSet, origin: SourceRange
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
      image: index, origin: origin)
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
  /// What its last build takes layers from, the most specific first.
  fileprivate var sources: [Word] {
    var sources: [Word] = []
    for cache in stageCaches {
      sources.insert(contentsOf: [cache.reference] + cache.fallback.map(\.value), at: 0)
    }
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
      contexts: contexts.map(\.context), arguments: args, labels: purpose == .image ? labels : [],
      cacheFrom: cacheFrom,
      cacheTo: cacheTo, tags: tags, result: result, pullsBases: image.pullsBases,
      ignoresCache: image.ignoresCache, network: image.network, secrets: secrets,
      ssh: image.ssh.map(\.value))
  }
}
