import PipelineSpec

/// Keeps builds that take layers from nowhere back while others look for theirs.
///
/// BuildKit puts builds that run at once into one graph. Where one of them has made their common base
/// without a cache that knows it, the others find what stands on that base neither in their caches nor
/// in the builder's own, and run it anew: moby/buildkit#4674, seen with docker 20.10 and 26.1.
struct LayerSharing: Sendable {
  fileprivate struct Image {
    /// Whether any of its layers are kept between runs.
    let isCached: Bool
    /// Whether another image is built from it, and so would wait as well.
    let isNeeded: Bool
    /// Caches that are looked for, and those that were not there.
    var reads = 0
    var coldReads = 0
    /// Builds that have not ended.
    var builds = 0

    var findsLayers: Bool { isCached && (reads == 0 || coldReads < reads) }
    var isOpen: Bool { findsLayers && builds > 0 }
    /// Whether it waits where another is open.
    var isKeptBack: Bool { !isNeeded && !findsLayers }

    /// All of a plan before it begins; none where every build has a graph of its own. Whether docker
    /// builds by BuildKit is known only when it runs.
    static func all(of images: [Plan.PlannedImage], by engine: Engine) -> [Image] {
      guard engine.technique != .layers else { return [] }
      let needed = Set(images.flatMap(\.needs))
      return images.indices.map {
        Image(isCached: images[$0].caching != .none, isNeeded: needed.contains($0))
      }
    }
  }

  private let steps: [Step]
  private var images: [Image]
  /// Images that may find layers and are not built yet.
  private var open = 0

  init(_ steps: [Step], images: [Plan.PlannedImage], by engine: Engine) {
    self.steps = steps
    self.images = Image.all(of: images, by: engine)
    for index in steps.indices {
      change(index) { image, step in
        if step.isBuild { image.builds += 1 }
        if step.isCacheRead { image.reads += 1 }
      }
    }
  }

  /// Whether the step has to wait for others.
  func isHeld(_ index: Int) -> Bool {
    guard open > 0, let image = image(of: index), steps[index].isBuild else { return false }
    return images[image].isKeptBack
  }

  /// Records that a step has ended, or is not done; `isCold` where it looked for a cache in vain.
  mutating func finish(_ index: Int, isCold: Bool = false) {
    change(index) { image, step in
      if step.isBuild { image.builds -= 1 }
      if step.isCacheRead, isCold { image.coldReads += 1 }
    }
  }

  private func image(of index: Int) -> Int? {
    steps[index].image.flatMap { images.indices.contains($0) ? $0 : nil }
  }

  private mutating func change(_ index: Int, _ body: (inout Image, Step) -> Void) {
    guard let image = image(of: index) else { return }
    let wasOpen = images[image].isOpen
    body(&images[image], steps[index])
    open += (images[image].isOpen ? 1 : 0) - (wasOpen ? 1 : 0)
  }
}

extension Plan {
  /// Images that take layers from nowhere and wait for those that may find some; in the plan's order.
  package var imagesKeptBack: [Int] {
    let all = LayerSharing.Image.all(of: images, by: engine)
    return all.contains(where: \.findsLayers) ? all.indices.filter { all[$0].isKeptBack } : []
  }
}

extension Step {
  fileprivate var isBuild: Bool {
    if case .build = operation { phase == .build } else { false }
  }

  fileprivate var isCacheRead: Bool { phase == .build && policy.tolerance == .coldCache }
}
