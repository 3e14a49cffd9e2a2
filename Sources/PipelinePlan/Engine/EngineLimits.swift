import PipelineSpec

extension Engine {
  /// What it may lack and a plan of `images` takes.
  func requirement(of images: [ResolvedImage]) -> Plan.Requirement? {
    switch self {
    case .docker: images.contains(where: \.needsBuildKit) ? .buildKit : nil
    case .buildx: .buildx
    case .buildah, .podman: nil
    }
  }
}
