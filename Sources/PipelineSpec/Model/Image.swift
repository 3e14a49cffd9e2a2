/// One image: what it is built from, what it is called and which of its stages are cached.
public struct Image: Sendable {
  /// Its key; also its repository.
  public let name: Located<String>
  /// Folder that the build reads, relative to the spec; nil for the spec's own.
  public let context: InterpolatedText?
  /// Relative to the context; nil for `Dockerfile`.
  public let dockerfile: InterpolatedText?
  /// Stage to build; nil for the last.
  public let target: InterpolatedText?
  /// Build arguments by name, in the order written.
  public let args: [Keyed<String, InterpolatedText>]
  /// Labels by name, in the order written.
  public let labels: [Keyed<String, InterpolatedText>]
  /// Tags of the image; without any it is built, not pushed.
  public let tags: [InterpolatedText]
  /// Stages of which the spec says something, in the Dockerfile's order.
  public let stages: [Stage]
}

/// One stage of an image's Dockerfile.
public struct Stage: Sendable {
  /// As after `AS` in the Dockerfile.
  public let name: Located<String>
  /// Where its layers are kept between runs; nil where they are not.
  public let cache: StageCache?
}

/// The cache image of a stage.
public struct StageCache: Sendable {
  /// Tag of the image's own repository.
  public let tag: InterpolatedText
}

/// An image without its key.
package struct ImageBody: Sendable {
  let context: InterpolatedText?
  let dockerfile: InterpolatedText?
  let target: InterpolatedText?
  let args: [Keyed<String, InterpolatedText>]
  let labels: [Keyed<String, InterpolatedText>]
  let tags: [InterpolatedText]
  let stages: [Stage]
}

extension Schema<[Image]> {
  static let images = map(.text(.imageName), .image, named: "images") { name, body in
    Image(
      name: name, context: body.context, dockerfile: body.dockerfile, target: body.target,
      args: body.args, labels: body.labels, tags: body.tags, stages: body.stages)
  }
}

extension Schema<ImageBody> {
  fileprivate static let image = record(
    "image",
    .optional(
      "context", .localPath,
      "Folder that the build reads, relative to the spec; the spec's own by default."),
    .optional(
      "dockerfile", .localPath, "Relative to the context; `Dockerfile` by default."),
    .optional("target", .interpolated(.stageName), "Stage to build; the last by default."),
    .optional(
      "args", .map(.text(.argumentName), .interpolated, named: "build arguments"), default: [],
      "Build arguments (`--build-arg`)."),
    .optional(
      "labels", .map(.text(.labelName), .interpolated, named: "labels"), default: [],
      "Labels (`--label`)."),
    .optional(
      "tags", .list(of: .interpolated(.tag), named: "tags"), default: [],
      "Tags to push; an image without any is built, not pushed."),
    .optional(
      "stages", .stages, default: [],
      "Stages of the Dockerfile by name, in its order, and how each is cached."),
    make: ImageBody.init)
}

extension Schema<[Stage]> {
  fileprivate static let stages = map(.text(.stageName), .stage, named: "stages") {
    Stage(name: $0, cache: $1)
  }
}

extension Schema<StageCache?> {
  fileprivate static let stage = record(
    "stage",
    .optional(
      "cache", .stageCache,
      "Tag, in the image's repository, under which the stage's layers are kept between runs."),
    make: { $0 })
}

extension Schema<StageCache> {
  fileprivate static let stageCache: Schema = .either(
    scalar: Schema<InterpolatedText>.interpolated(.tag).map(StageCache.init),
    mapping: .record(
      "cache",
      .required("tag", .interpolated(.tag), "Tag of the cache image."),
      make: StageCache.init))
}
