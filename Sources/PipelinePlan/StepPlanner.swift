import PipelineSpec

/// Spells images as steps: the technique itself.
///
/// Pull the cache images, build each cached stage from them, build the image from those, and push
/// the runtime image before the caches.
struct StepPlanner {
  var builder: PlanBuilder
  let technique: Technique
  let timeouts: Timeouts
  /// Local names for images, and what fetched those of registries.
  var namings = Namings()
  /// Whether the image of each leg has to be in the engine's store.
  let isStored: [Bool]
  /// What every other step waits for: logins and, before them, what the engine may lack.
  private var logins: KeptList<Step.ID> = []
  /// The last builds and the gates of each leg; none where it is not planned yet.
  private(set) var builds: [KeptList<Step.ID>]
  /// Reads by reference and builds by cache reference, where several images may ask for one.
  var shared: Shared?
  /// Lanes that push images, and caches, to each registry.
  let imageLanes: [LaneSet]
  let cacheLanes: [LaneSet]
  /// Lists of a build under construction.
  var words = KeptListBuilder<Word>()
  private var gathered = KeptListBuilder<Step.ID>()

  struct Shared {
    var reads: [Asked: Step.ID] = [:]
    var builds: [Asked: Step.ID] = [:]
    var pushes: Set<Asked> = []
  }

  /// A reference, and when it is asked for.
  struct Asked: Hashable {
    let reference: Word
    let conditions: KeptList<Step.Condition>
  }

  /// For a plan of `images`; `areShared` where several may ask for one stage.
  ///
  /// `isStored` tells of each leg whether something on this machine uses its image.
  init(
    _ images: [ResolvedImage], by engine: Engine, lanes: [Plan.Lane], registries: Range<Int>,
    timeouts: Timeouts, areShared: Bool, isStored: [Bool]
  ) {
    // A cache is pulled, built and pushed; an image is built, and each of its tags is pushed.
    let steps = images.reduce(0) { $0 + 1 + 3 * $1.stages.count + $1.references.tags.count }
    builder = PlanBuilder(capacity: steps + 1)
    builds = Array(repeating: [], count: images.count)
    shared = areShared ? Shared() : nil
    imageLanes = registries.map { registry in
      LaneSet(of: lanes) { $0.pushesImages && $0.registries.contains(registry) }
    }
    cacheLanes = registries.map { registry in
      LaneSet(of: lanes) { $0.pushesCaches && $0.registries.contains(registry) }
    }
    self.timeouts = timeouts
    technique = engine.technique
    self.isStored = isStored
  }

  /// Looks first for what `engine` may lack.
  mutating func addRequirement(of engine: Engine, _ images: [ResolvedImage]) {
    guard let requirement = engine.requirement(of: images) else { return }
    logins = [
      builder.add(
        .require(requirement), phase: .build, policy: .login(within: timeouts.login), origin: nil)
    ]
  }

  mutating func addLogins(_ registries: some Sequence<Registry>) {
    let required = logins
    var all = Array(required)
    var hosts: Set<String> = []
    for registry in registries {
      guard let login = registry.login, hosts.insert(registry.host).inserted else { continue }
      let operation = Plan.Login(
        host: registry.host, username: login.username.value,
        passwordVariable: login.passwordEnv.value)
      all.append(
        builder.add(
          .login(operation), phase: .build, policy: .login(within: timeouts.login),
          needs: required, origin: login.username.range))
    }
    logins = KeptList(all)
  }

  mutating func addBuilds(of image: ResolvedImage, at index: Int) {
    // First of all, as other images may count on them whatever becomes of this one.
    let named = technique == .store ? addNames(for: image, at: index, behind: logins) : []
    let found = addFind(of: image, at: index, behind: logins)
    var needs = addReads(of: image, at: index, behind: found)
    if !image.needs.isEmpty || !named.isEmpty {
      gathered.append(contentsOf: needs)
      for need in image.needs { gathered.append(contentsOf: builds[need.value]) }
      gathered.append(contentsOf: named)
      needs = gathered.finish()
    }
    let policy = Step.Policy.build(within: image.image.timeout)
    var gates: [Step.ID] = []
    for position in image.stages.indices {
      let stage = image.stages[position]
      if !stage.caches.isEmpty {
        let caches = stage.caches
        needs = KeptList(count: caches.count) { place in
          let cache = image.stageCaches[caches.lowerBound + place]
          return addBuild(
            of: CachedStage(image: image, position: position, cache: cache), at: index,
            needs: needs, policy)
        }
      } else if stage.isGate {
        gates.append(addGate(stage, of: image, at: index, below: position, needs: needs, policy))
      }
    }
    let id = builder.add(
      .build(finalBuild(of: image)), phase: .build, policy: policy, needs: needs, image: index,
      origin: image.image.name.range, when: image.conditions)
    gates += addTags(of: image, at: index, needs: found)
    builds[image.index] =
      gates.isEmpty
      ? KeptList(only: id)
      : KeptList(count: gates.count + 1) {
        $0 == 0 ? id : gates[$0 - 1]
      }
    addArchive(of: image, at: index)
  }

  /// What a check needs, and the check; `images` in the order in which they are built.
  mutating func add(_ check: ResolvedCheck, of images: [ResolvedImage]) {
    let position = check.leg.flatMap { leg in images.firstIndex { $0.index == leg } }
    var needs = check.leg.map { builds[$0] } ?? []
    if let position, let stage = check.stage, let reference = check.image {
      let build = images[position].build(
        target: stage, purpose: .gate, cacheFrom: sources(of: images[position]), tags: [reference],
        result: .stored)
      needs = [
        builder.add(
          .build(build), phase: .build, policy: .build(within: images[position].image.timeout),
          lanes: check.lanes, needs: needs, image: position, origin: check.name.range)
      ]
    }
    let extractions = check.extractions.map { extraction in
      builder.add(
        .extract(extraction), phase: .build, policy: .build(within: timeouts.pull),
        lanes: check.lanes, needs: needs, image: position, origin: check.name.range)
    }
    if !extractions.isEmpty { needs = KeptList(needs + extractions) }
    _ = builder.add(
      .check(check.check), phase: .build, policy: .build(within: check.timeout),
      lanes: check.lanes, needs: needs, image: position, origin: check.name.range)
  }
}

extension StepPlanner {
  /// Fetches, or asks for, the caches of `image`; gives what its first build waits for.
  private mutating func addReads(
    of image: ResolvedImage, at index: Int, behind found: KeptList<Step.ID>
  ) -> KeptList<Step.ID> {
    guard technique != .layers else { return found }
    for cache in image.stageCaches { addReads(of: cache, of: image, at: index, behind: found) }
    if let cache = image.cache { addReads(of: cache, of: image, at: index, behind: found) }
    let reads = gathered.finish()
    return reads.isEmpty ? found : reads
  }

  private mutating func addReads(
    of cache: ResolvedCache, of image: ResolvedImage, at index: Int,
    behind found: KeptList<Step.ID>
  ) {
    let conditions = image.conditions(of: cache)
    let policy = Step.Policy.pullCache(tries: image.image.tries.pull, within: timeouts.pull)
    var needs = found
    if let key = cache.key {
      let id = find(key, of: image, at: index, needs: needs, when: image.conditions)
      needs = [id]
      gathered.append(id)
    }
    func add(_ reference: Word, _ origin: SourceRange, tracksContent: Bool) {
      let known =
        shared?.reads[Asked(reference: reference, conditions: [])]
        ?? shared?.reads[Asked(reference: reference, conditions: conditions)]
      if let known {
        if !gathered.contains(known) { gathered.append(known) }
        return
      }
      let id = builder.add(
        technique == .store ? .pull(reference) : .probe(reference), phase: .build,
        policy: policy, needs: needs, image: index, origin: origin, when: conditions,
        tracksContent: tracksContent)
      shared?.reads[Asked(reference: reference, conditions: conditions)] = id
      gathered.append(id)
    }
    add(cache.reference, cache.origin, tracksContent: technique == .store)
    for other in cache.fallback {
      add(
        other.value, other.range,
        tracksContent: technique == .store && other.value == cache.reference)
    }
  }

  private mutating func addBuild(
    of stage: CachedStage, at index: Int, needs: KeptList<Step.ID>, _ policy: Step.Policy
  ) -> Step.ID {
    let image = stage.image
    let reference = stage.cache.reference
    let conditions = image.conditions(of: stage.cache)
    let asked = Asked(reference: reference, conditions: conditions)
    if let known = shared?.builds[asked] { return known }
    let sources = sources(of: stage)
    let isStored = technique == .store
    let build = image.build(
      target: stage.name, purpose: .stage, platform: stage.cache.platform,
      record: stage.cache.key?.content.record, cacheFrom: sources,
      cacheTo: isStored ? .inline : nil,
      tags: isStored ? KeptList(only: reference) : KeptList(), result: isStored ? .stored : .cached)
    let id = builder.add(
      .build(build), phase: .build, policy: policy, needs: needs, image: index,
      origin: stage.cache.origin, when: conditions)
    shared?.builds[asked] = id
    return id
  }

  private mutating func addGate(
    _ stage: ResolvedStage, of image: ResolvedImage, at index: Int, below position: Int,
    needs: KeptList<Step.ID>, _ policy: Step.Policy
  ) -> Step.ID {
    let build = image.build(
      target: stage.name, purpose: .gate, cacheFrom: sources(of: image, upToStage: position))
    return builder.add(
      .build(build), phase: .build, policy: policy, needs: needs, image: index,
      origin: stage.origin, when: image.conditions)
  }

  private mutating func finalBuild(of image: ResolvedImage) -> Plan.Build {
    let isStored = technique != .builder || self.isStored[image.index]
    return image.build(
      target: image.target, purpose: .image, cacheFrom: sources(of: image),
      cacheTo: technique == .store && image.cache != nil ? .inline : nil,
      tags: isStored ? ownReferences(of: image) : KeptList(), result: isStored ? .stored : .cached)
  }

  private mutating func addArchive(of image: ResolvedImage, at index: Int) {
    guard let file = image.archive, let reference = image.references.reference else { return }
    _ = builder.add(
      .save(Plan.Archive(image: reference, file: file.value)), phase: .build,
      policy: .build(within: timeouts.push), needs: builds[image.index], image: index,
      origin: file.range)
  }
}

extension ResolvedImage {
  /// A build of it; `platform` is one of several. One that only gives away what another has built
  /// `isRepeated`: it takes that from the engine's cache, whatever the first had to look for anew.
  func build(
    target: Text?, purpose: Plan.Build.Purpose, platform: String? = nil,
    record: Plan.ContentKey.Record? = nil, cacheFrom: KeptList<Word>,
    cacheTo: Plan.Build.CacheExport? = nil, tags: KeptList<Word> = KeptList(),
    result: Plan.Build.Result = .cached, isRepeated: Bool = false
  ) -> Plan.Build {
    Plan.Build(
      context: context, dockerfile: dockerfile, target: target, purpose: purpose,
      platforms: platform.map { [$0] } ?? platforms, contexts: contexts.map(\.context),
      arguments: args,
      labels: purpose == .image ? labels : Plan.Build.Pairs(only: record?.label),
      cacheFrom: isRepeated && image.ignoresCache ? KeptList() : cacheFrom,
      cacheTo: cacheTo, tags: tags, result: result,
      pullsBases: image.pullsBases && !isRepeated,
      ignoresCache: image.ignoresCache && !isRepeated, network: image.network, secrets: secrets,
      ssh: image.ssh.map(\.value))
  }
}
