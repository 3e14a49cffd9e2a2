/// One image: what it is built from, what it is called and which of its stages are cached.
///
/// A class, as every pass over the images takes each of them in turn.
public final class Image: Sendable {
  /// Its key.
  public let name: Located<Text>
  /// Path below the registry; nil for the key.
  public let repository: InterpolatedText?
  /// Where it is pushed, the first is its own; nil for the spec's first.
  public let registries: [Located<String>]?
  /// How often it is built; nil for once.
  public let matrix: Located<Matrix>?
  /// Folder that the build reads, relative to the spec; nil for the spec's own.
  public let context: InterpolatedText?
  /// Relative to the context; nil for `Dockerfile`.
  public let dockerfile: InterpolatedText?
  /// Stage to build; nil for the last.
  public let target: InterpolatedText?
  /// What it is built for; none for the engine's own platform.
  public let platforms: [Located<Platform>]
  /// What names in its Dockerfile's FROM and `--from` stand for.
  public let from: [BuildContext]
  /// Build arguments by name, in the order written.
  public let args: [Keyed<Text, InterpolatedText>]
  /// Labels by name, in the order written.
  public let labels: [Keyed<Text, InterpolatedText>]
  /// Tags of the image; without any it is built, not pushed.
  public let tags: [ImageTag]
  /// The tag under which the image is its own cache; nil where it is none.
  public let cache: InterpolatedText?
  /// Files by whose content a finished image is known; nil where it is always built.
  public let key: ContentKey?
  /// Stages of which the spec says something, in the Dockerfile's order.
  public let stages: [Stage]
  /// File that the image is saved in, relative to the spec; nil for none.
  public let archive: InterpolatedText?
  /// Whether builds look for newer base images (`--pull`).
  public let pullsBases: Bool
  /// Whether builds take no layer from anywhere (`--no-cache`).
  public let ignoresCache: Bool
  /// Network of `RUN` (`--network`); nil for the engine's own.
  public let network: String?
  /// Secrets that its builds may mount.
  public let secrets: [Located<String>]
  /// SSH agents that its builds may mount: `default`, an id, or ID=PATH.
  public let ssh: [Located<String>]
  /// How often its pulls and pushes are tried.
  public let tries: Tries
  /// Bound of each of its builds.
  public let timeout: Duration
  /// Warnings that are not given for it.
  public let allowed: [DiagnosticID]

  init(_ name: Located<Text>, _ body: consuming ImageBody) {
    self.name = name
    repository = body.repository
    registries = body.registries
    matrix = body.matrix
    context = body.context
    dockerfile = body.dockerfile
    target = body.target
    platforms = body.platforms
    from = body.from
    args = body.args
    labels = body.labels
    tags = body.tags
    cache = body.cache
    key = body.key
    stages = body.stages
    archive = body.archive
    pullsBases = body.pullsBases
    ignoresCache = body.ignoresCache
    network = body.network
    secrets = body.secrets
    ssh = body.ssh
    tries = body.tries
    timeout = body.timeout
    allowed = body.allowed
  }
}

/// One stage of an image's Dockerfile.
public struct Stage: Sendable {
  /// As after `AS` in the Dockerfile.
  public let name: Located<Text>
  /// Where its layers are kept between runs; nil where they are not.
  public let cache: StageCache?
  /// Whether it must build before anything of the image is pushed.
  public let isGate: Bool

  /// A stage called `name`.
  package init(name: Located<Text>, cache: StageCache?, isGate: Bool) {
    self.name = name
    self.cache = cache
    self.isGate = isGate
  }

  /// The key that stands for every named stage that the target needs.
  package static let every: Text = "*"
}

/// The cache image of a stage.
public struct StageCache: Sendable {
  /// Its tag.
  public let tag: InterpolatedText
  /// Files by whose content a cache image is known; nil where the stage is always built.
  public let key: ContentKey?
  /// Tags of other cache images that serve where it is missing, the best first.
  public let fallback: KeptList<InterpolatedText>
}

/// An image without its key.
package struct ImageBody: Sendable {
  let context: InterpolatedText?
  let dockerfile: InterpolatedText?
  let target: InterpolatedText?
  let extended: [Located<String>]
  let repository: InterpolatedText?
  let registries: [Located<String>]?
  let matrix: Located<Matrix>?
  let platforms: [Located<Platform>]
  let from: [BuildContext]
  let args: [Keyed<Text, InterpolatedText>]
  let labels: [Keyed<Text, InterpolatedText>]
  let tags: [ImageTag]
  let cache: InterpolatedText?
  let key: ContentKey?
  let stages: [Stage]
  let archive: InterpolatedText?
  let pullsBases: Bool
  let ignoresCache: Bool
  let network: String?
  let secrets: [Located<String>]
  let ssh: [Located<String>]
  let tries: Tries
  let timeout: Duration
  let allowed: [DiagnosticID]
}

/// What images inherit.
package struct Defaults: Sendable {
  let timeouts: Timeouts

  static let standard = Defaults(timeouts: .standard)
}

extension Schema<[Image]> {
  static let images = map(.name(.imageName), .image, named: "images", make: Image.init)
}

extension Schema<Defaults> {
  /// The keys of an image, and those that hold for the whole spec.
  static let defaults = record(
    "defaults",
    .optional(
      "timeouts", .timeouts, default: .standard, "Bounds of what is no build.",
      example: "{ pull: 5m }"),
    rest: .image
  ) { timeouts, _ in Defaults(timeouts: timeouts) }
}

extension Schema<[Keyed<String, ImageBody>]> {
  /// They are read once more in every image that extends them.
  static let templates = map(.text(.plainName), .image, named: "templates")
}

extension Schema<ImageBody> {
  fileprivate static let image = record(
    "image",
    .optional(
      "context", .localPath,
      "Folder that the build reads, relative to the spec; the spec's own by default.",
      example: "services/api"),
    .optional(
      "dockerfile", .localPath, "Relative to the context; `Dockerfile` by default.",
      example: "docker/Dockerfile"),
    .optional(
      "target", .interpolated(.stageName), "Stage to build; the last by default.",
      example: "app"),
    .optional(
      "extends", .oneOrMore(Schema<String>.text(.plainName).located, named: "templates"),
      default: [], "Template, or list of templates, that the image completes; later ones win.",
      example: "go"),
    .optional(
      "repository", .interpolated(.repository),
      "Path below the registry; the image's key by default.",
      example: "shop/api"),
    .optional(
      "registries", .list(of: Schema<String>.text(.registryName).located, named: "registries"),
      "Registries that it is pushed to; the spec's first by default.",
      example: "[main, mirror]"),
    .optional(
      "matrix", .late(Schema<Matrix>.matrix.located),
      "Axes and their values: the image is built for each combination, `${matrix.AXIS}`.",
      example: "{ go: [\"1.23\", \"1.24\"] }"),
    .optional(
      "platforms", .list(of: Schema<Platform>.platform.located, named: "platforms"), default: [],
      "What it is built for, such as `linux/arm64`; the engine's own by default.",
      example: "[linux/amd64, linux/arm64]"),
    .optional(
      "from", .buildContexts, default: [],
      "What names in the Dockerfile's FROM and `--from` stand for: an image of this spec, `docker-image://REFERENCE` or `./folder`.",
      example: "{ base: base, golang: docker-image://golang:1.24 }"),
    .optional(
      "args", .map(.name(.argumentName), .interpolated, named: "build arguments"), default: [],
      "Build arguments (`--build-arg`).",
      example: "{ GO_VERSION: \"${matrix.go}\" }"),
    .optional(
      "labels", .map(.name(.labelName), .interpolated, named: "labels"), default: [],
      "Labels (`--label`).",
      example: "{ org.opencontainers.image.title: The shop }"),
    .optional(
      "tags", .list(of: .imageTag, named: "tags"), default: [],
      "Tags to push; an image without any is built, not pushed.",
      example: "[\"${version}\", { tag: latest, lanes: [main] }]"),
    .optional(
      "cache", .interpolated(.tag),
      "Tag of its repository under which the image is its own cache.",
      example: "latest"),
    .optional(
      "key", .contentKey,
      "Files below the context, or `auto` for those that the Dockerfile reads: where an image of their content exists, it gets the tags instead of a build.",
      example: "[go.mod, go.sum, cmd/main.go]"),
    .optional(
      "stages", .stages, default: [],
      "Stages of the Dockerfile by name, in its order, and how each is cached.",
      example: "{ builder: { cache: builder }, lint: { gate: true } }"),
    .optional(
      "archive", .localFile,
      "File to save the image in, relative to the spec, in a folder that exists.",
      example: "build/app.tar"),
    .optional(
      "pull", .boolean, default: false, "Whether builds look for newer base images (`--pull`).",
      example: "true"),
    .optional(
      "noCache", .boolean, default: false,
      "Whether builds take no layer from anywhere (`--no-cache`).",
      example: "true"),
    .optional(
      "network", .text(.network), "Network of RUN (`--network`).",
      example: "host"),
    .optional(
      "secrets", .list(of: Schema<String>.text(.secretName).located, named: "secrets"), default: [],
      "Secrets that RUN may mount (`--secret`).", example: "[npmToken]"),
    .optional(
      "ssh", .oneOrMore(Schema<String>.text(.sshAgent).located, named: "SSH agents"), default: [],
      "SSH agents that RUN may mount (`--ssh`): `default`, an id, or ID=PATH.", example: "default"),
    .optional(
      "tries", .tries, default: .standard, "How often its pulls and pushes are tried.",
      example: "{ push: 5 }"),
    .optional(
      "timeout", .duration, default: Timeouts.build, "Bound of each of its builds; 60m by default.",
      example: "30m"
    ),
    .optional(
      "allow",
      .list(of: Schema<DiagnosticID>.choice(of: DiagnosticID.allowable), named: "warnings"),
      default: [], "Warnings that are not given for it; `pipegen explain` tells of each.",
      example: "[cache-whole-context]"),
    make: ImageBody.init)
}

extension Schema<[Stage]> {
  fileprivate static let stages = map(.name(.stageKey), .stage, named: "stages") {
    Stage(name: $0, cache: $1.cache, isGate: $1.isGate)
  }
}

/// A stage without its key.
package struct StageBody: Sendable {
  let cache: StageCache?
  let isGate: Bool
}

extension Schema<StageBody> {
  fileprivate static let stage = record(
    "stage",
    .optional(
      "cache", .stageCache,
      "Tag, in the image's repository, under which the stage's layers are kept between runs.",
      example: "builder"),
    .optional(
      "gate", .boolean, default: false,
      "Whether it must build before anything of the image is pushed.",
      example: "true"),
    make: StageBody.init)
}

extension Schema<StageCache> {
  fileprivate static let stageCache: Schema = .either(
    scalar: Schema<InterpolatedText>.interpolated(.tag).map {
      StageCache(tag: $0, key: nil, fallback: [])
    },
    mapping: .record(
      "cache",
      .required(
        "tag", .interpolated(.tag), "Tag of the cache image.",
        example: "\"builder-${matrix.go}\""),
      .optional(
        "key", .contentKey,
        "Files below the context, or `auto` for those that the Dockerfile reads: where a cache image of their content exists, the stage is neither built nor pushed.",
        example: "[go.mod, go.sum]"),
      .optional(
        "fallback", .keptList(of: .interpolated(.tag), named: "tags"), default: KeptList([]),
        "Tags of other cache images that serve where it is missing, the best first.",
        example: "[builder]"),
      make: StageCache.init))
}
