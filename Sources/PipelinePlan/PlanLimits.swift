import PipelineSpec

/// How large a plan may be.
enum PlanLimits {
  /// Steps in all; no pipeline that somebody could run has so many.
  static let maximumSteps = 100_000

  /// Counts before anything is made: false once it has reported the image with which the plan
  /// becomes too large.
  static func allow(_ pipeline: Pipeline, into diagnostics: inout Diagnostics) -> Bool {
    var steps = 1
    for image in pipeline.images {
      let caches = image.stages.count { $0.cache != nil }
      steps += 3 * caches + 1 + image.tags.count
      guard steps > maximumSteps else { continue }
      diagnostics.error(
        .tooManySteps, "with '\(image.name.value)' the plan has more than \(maximumSteps) steps",
        at: image.name.range, help: "split the spec into several")
      return false
    }
    return true
  }
}
