import PipelineSpec

/// Spells images as steps: the technique itself.
///
/// Pull the cache images, build each cached stage from them, build the image from those, and push
/// the runtime image before the caches.
struct StepPlanner {
  private(set) var builder: PlanBuilder
  private let imageLanes: LaneSet
  private let cacheLanes: LaneSet
  private var logins: [Step.ID] = []
  /// The last build of each image, by its position in the spec; none where it is not planned yet.
  private var builds: [[Step.ID]]

  /// For a plan of `images`.
  init(_ images: [ResolvedImage], lanes: [Lane]) {
    // A cache is pulled, built and pushed; an image is built, and each of its tags is pushed.
    let steps = images.reduce(0) { $0 + 1 + 3 * $1.caches.count + $1.references.tags.count }
    builder = PlanBuilder(capacity: steps + 1)
    builds = Array(repeating: [], count: images.count)
    imageLanes = LaneSet(of: lanes, where: \.pushesImages)
    cacheLanes = LaneSet(of: lanes, where: \.pushesCaches)
  }

  mutating func addLogins(_ registries: some Sequence<Registry>) {
    for registry in registries {
      guard let login = registry.login else { continue }
      let operation = Plan.Login(
        host: registry.host, username: login.username.value,
        passwordVariable: login.passwordEnv.value)
      logins.append(
        builder.add(
          .login(operation), phase: .build, policy: .login, origin: login.username.range))
    }
  }

  mutating func addBuilds(of image: ResolvedImage, at index: Int) {
    var needs = image.caches.map { cache in
      builder.add(
        .pull(cache.reference), phase: .build, policy: .pullCache, needs: logins, image: index,
        origin: cache.origin)
    }
    if needs.isEmpty { needs = logins }
    for need in image.needs { needs += builds[need.value] }
    var sources: [Word] = []
    for cache in image.caches {
      sources.insert(cache.reference, at: 0)
      let build = image.build(
        target: cache.stage, cacheFrom: sources, tags: [cache.reference], isCache: true)
      needs = [
        builder.add(
          .build(build), phase: .build, policy: .build, needs: needs, image: index,
          origin: cache.origin)
      ]
    }
    let local = image.references.tags.isEmpty ? image.references.reference : nil
    let build = image.build(
      target: image.target, cacheFrom: sources,
      tags: local.map { [$0] } ?? image.references.tags.map(\.reference), isCache: false)
    builds[image.index] = [
      builder.add(
        .build(build), phase: .build, policy: .build, needs: needs, image: index,
        origin: image.name.range)
    ]
  }

  mutating func addImagePushes(of image: ResolvedImage, at index: Int) {
    for tag in image.references.tags {
      addPush(
        tag.reference, of: image, at: index, phase: .pushImages, policy: .pushImage,
        lanes: imageLanes, origin: tag.origin)
    }
  }

  mutating func addCachePushes(of image: ResolvedImage, at index: Int) {
    for cache in image.caches {
      addPush(
        cache.reference, of: image, at: index, phase: .pushCaches, policy: .pushCache,
        lanes: cacheLanes, origin: cache.origin)
    }
  }

  private mutating func addPush(
    _ reference: Word, of image: ResolvedImage, at index: Int, phase: Step.Phase,
    policy: Step.Policy, lanes: LaneSet, origin: SourceRange
  ) {
    _ = builder.add(
      .push(reference), phase: phase, policy: policy, lanes: lanes,
      needs: builds[image.index], image: index, origin: origin)
  }
}

extension ResolvedImage {
  fileprivate func build(
    target: String?, cacheFrom: [Word], tags: [Word], isCache: Bool
  ) -> Plan.Build {
    Plan.Build(
      context: context, dockerfile: dockerfile, target: target, arguments: args,
      labels: isCache ? [] : labels, cacheFrom: cacheFrom, tags: tags, isCache: isCache)
  }
}
