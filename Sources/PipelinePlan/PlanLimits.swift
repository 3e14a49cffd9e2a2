import PipelineSpec

/// How large a plan may be.
enum PlanLimits {
  /// Steps in all; no pipeline that somebody could run has so many.
  static let maximumSteps = 100_000

  /// Counts before anything is made: false once it has reported the image with which the plan
  /// becomes too large.
  static func allow(_ legs: [Leg], into diagnostics: inout Diagnostics) -> Bool {
    var steps = 0
    for leg in legs {
      let image = leg.image
      for stage in image.stages {
        if let cache = stage.cache {
          steps += (3 + cache.fallback.count) * max(1, image.platforms.count)
        }
        if stage.isGate { steps += 1 }
      }
      steps += 1 + image.tags.count * (image.registries?.count ?? 1)
      guard steps > maximumSteps else { continue }
      diagnostics.error(
        .tooManySteps, "with '\(leg.title)' the plan has more than \(maximumSteps) steps",
        at: image.name.range, help: "split the spec into several")
      return false
    }
    return true
  }
}
