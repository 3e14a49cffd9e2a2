/// How and where layers are kept between runs.
public struct CacheSettings: Sendable {
  /// How, where the spec says it.
  public let writtenMode: Located<Mode>?
  /// Registry of the cache images of stages; nil for the image's first.
  public let registry: Located<String>?
  /// Path of those below the registry; nil for the image's own repository.
  public let repository: InterpolatedText?

  /// How layers are kept.
  public enum Mode: String, Sendable, CaseIterable {
    /// An image for each cached stage.
    case stageImages
    /// All layers of a build, under a reference of their own.
    case registry
    /// Not at all.
    case none
  }

  /// How.
  public var mode: Mode { writtenMode?.value ?? .stageImages }

  static let standard = CacheSettings(writtenMode: nil, registry: nil, repository: nil)
}

extension Schema<CacheSettings> {
  static let cacheSettings = record(
    "cache",
    .optional(
      "mode", Schema<CacheSettings.Mode>.choice().located,
      "`stageImages`: one image a stage; `registry`: all layers of a build under a reference of their own, by engine buildx; `none`: no caches at all.",
      example: "none"
    ),
    .optional(
      "registry", Schema<String>.text(.registryName).located,
      "Registry of the cache images of stages; the image's first by default.",
      example: "main"),
    .optional(
      "repository", .interpolated(.repository),
      "Path of those below the registry; the image's own repository by default.",
      example: "\"cache/${image}\""),
    make: CacheSettings.init)
}
