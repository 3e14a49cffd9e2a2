import PipelineSpec

/// Dockerfiles that are not there: they may be made before the build.
enum MissingDockerfiles {
  /// Says it once for all of `images`.
  static func report(_ images: [ResolvedImage], into diagnostics: inout Diagnostics) {
    let missing = images.filter { image in
      guard !image.image.allowed.contains(.missingDockerfile) else { return false }
      if case .missing = image.content { return true }
      return false
    }
    guard let first = missing.first else { return }
    let others = Set(missing.lazy.map(\.dockerfileText)).count - 1
    let isOrdered = missing.contains { $0.stages.count > 1 }
    diagnostics.warning(
      .missingDockerfile,
      "there is no '\(first.dockerfilePath)'"
        + (others > 0 ? ", and \(others) more \(others > 1 ? "are" : "is") missing" : "")
        + (isOrdered ? ": stages are built in the order written" : ""),
      at: first.dockerfilePlace,
      help: "name it in 'dockerfile'; where a build makes it, write 'allow: [missing-dockerfile]'")
  }
}
