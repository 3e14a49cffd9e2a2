/// A whole spec, decoded: the root of the typed model.
public struct Pipeline: Sendable {
  /// Where images and caches are kept; at least one, the first is the default.
  public let registries: [Registry]
  /// Values known only when the pipeline runs.
  public let parameters: [Parameter]
  /// Secrets of builds.
  public let secrets: [BuildSecret]
  /// What builds and pushes; nil for docker.
  public let engine: Located<Engine>?
  /// How and where layers are kept between runs.
  public let cache: CacheSettings
  /// Kinds of runs, the first that matches is taken; nil for the standard ones.
  public let lanes: [Lane]?
  /// Bounds of what is no build.
  public let timeouts: Timeouts
  /// In the order written.
  public let images: [Image]
  /// Images under one name.
  public let groups: [ImageGroup]
  /// Commands that must pass before anything is pushed.
  public let checks: [Check]
  /// What `generate` writes.
  public let outputs: Outputs
}

extension Pipeline {
  /// The spec that `node`, the root of a document, holds; nil once its faults are reported.
  ///
  /// Where a fault leaves the meaning clear, such as a key too many, the spec is still given, so
  /// that planning finds further faults.
  ///
  /// `files` has what it includes; `sources` and `nodeBudget` serve to read that.
  public static func decode(
    _ node: Node, files: some SpecFiles = NoFiles(), sources: inout Sources,
    nodeBudget: inout Int, into diagnostics: inout Diagnostics
  ) -> Pipeline? {
    guard let entries = node.entries, !entries.isEmpty else {
      diagnostics.error(
        .notASpec, "expected a spec, found \(node.kindName)", at: node.range,
        help: "a spec is a mapping that begins with 'pipegen: 1'")
      return nil
    }
    let hasRegistry = entries.contains { isRegistryKey($0.key.value) }
    if !hasRegistry, !entries.contains(where: { isMisspeltRegistry($0.key.value) }) {
      diagnostics.missingRegistry(at: node.range)
    }
    let parts = Inclusion.parts(
      of: SpecPart(entries: Array(entries), range: node.range, folder: "."), files: files,
      sources: &sources, nodeBudget: &nodeBudget, into: &diagnostics)
    let (root, isRepeated) = SpecAssembly.root(of: parts, into: &diagnostics)
    let decoded = Schema.document.decode(root, &diagnostics)
    if isRepeated { diagnostics.removeRepeated() }
    guard let document = decoded else { return nil }
    let registries = hasRegistry ? document.allRegistries(into: &diagnostics) : nil
    let images = document.someImages(into: &diagnostics)
    guard let registries, let images else { return nil }
    return Pipeline(
      registries: registries, parameters: document.parameters, secrets: document.secrets,
      engine: document.engine, cache: document.cache,
      lanes: document.lanes, timeouts: document.defaults.timeouts, images: images,
      groups: document.groups, checks: document.checks, outputs: document.outputs)
  }

  private static func isRegistryKey(_ key: String) -> Bool {
    ["registry", "registries"].contains(key)
  }

  /// Whether the unknown key `key` was meant to be one of them, which is reported already.
  private static func isMisspeltRegistry(_ key: String) -> Bool {
    guard case .record(let record) = Schema.document.shape else { return false }
    return Suggestion.nearest(to: key, in: record.fields.map(\.key)).map(isRegistryKey) ?? false
  }
}

/// The document as written, before its two ways to name registries become one.
package struct Document: Sendable {
  let version: Int
  let registry: Registry?
  let registries: Located<[Registry]>?
  let parameters: [Parameter]
  let secrets: [BuildSecret]
  let engine: Located<Engine>?
  let cache: CacheSettings
  let lanes: [Lane]?
  let defaults: Defaults
  let templates: [Keyed<String, ImageBody>]
  let images: Located<[Image]>
  let groups: [ImageGroup]
  let checks: [Check]
  let include: [Located<String>]
  let outputs: Outputs

  fileprivate func someImages(into diagnostics: inout Diagnostics) -> [Image]? {
    guard images.value.isEmpty else { return images.value }
    diagnostics.error(
      .missingKey, "'images' names none", at: images.range,
      help: "add one: 'images: { app: { tags: [latest] } }'")
    return nil
  }

  fileprivate func allRegistries(into diagnostics: inout Diagnostics) -> [Registry]? {
    switch (registry, registries) {
    case (let one?, nil): return [one]
    case (nil, let several?) where !several.value.isEmpty: return several.value
    case (nil, let none):
      if let none {
        diagnostics.error(
          .missingKey, "'registries' names none", at: none.range,
          help: "add one: 'registries: { main: example.azurecr.io }'")
      }
    case (let one?, let several?):
      diagnostics.error(
        .clash, "'registry' and 'registries' exclude each other", at: several.range,
        help: "move the one registry into 'registries'",
        notes: [Diagnostic.Note(message: "the other one is here", range: one.name.range)])
    }
    return nil
  }
}

extension Diagnostics {
  fileprivate mutating func missingRegistry(at range: SourceRange) {
    error(
      .missingKey, "missing key 'registry'", at: range,
      help: "add 'registry: HOST', such as 'registry: example.azurecr.io'")
  }
}

extension Schema<Document> {
  /// The table of the spec's top level.
  package static let document = record(
    "spec",
    .required(
      "pipegen", .languageVersion, "Version of the language; always 1.",
      example: "1"),
    .optional(
      "registry", .unnamed,
      "The one registry of all images; short for `registries` with one entry.",
      example: "example.azurecr.io"),
    .optional(
      "registries", .late(Schema<[Registry]>.registries.located),
      "Registries by name; images and caches go to the first.",
      example: "{ main: example.azurecr.io, mirror: ghcr.io/shop }"),
    .optional(
      "parameters", .late(.parameters), default: [],
      "Values known only when the pipeline runs, such as the version.",
      example: "{ version: latest }"),
    .optional(
      "secrets", .late(.secrets), default: [],
      "Secrets of builds and the variables that hold them; images name them in `secrets`.",
      example: "{ npmToken: { env: NPM_TOKEN } }"),
    .optional(
      "engine", .late(Schema<Engine>.engine.located),
      "What builds and pushes: `docker` (the default), `buildx`, `buildah` or `podman`.",
      example: "buildx"),
    .optional(
      "cache", .late(.cacheSettings), default: .standard,
      "How and where layers are kept between runs.",
      example: "{ repository: \"cache/${image}\" }"),
    .optional(
      "lanes", .late(Schema<[Lane]>.lanes),
      "Kinds of runs and what each may push; the first that matches is taken.",
      example: "{ main: { events: [push], branches: [main], push: [images, cache] } }"),
    .optional(
      "defaults", .late(.defaults), default: .standard,
      "Keys that every image has where it says nothing.",
      example: "{ timeout: 30m }"),
    .optional(
      "templates", .late(.templates), default: [], "Keys for images that name them in `extends`.",
      example: "{ go: { args: { GOFLAGS: -mod=readonly } } }"),
    .required(
      "images", Schema<[Image]>.images.located, "Images by name.",
      example: "{ api: { context: services/api, tags: [\"${version}\"] } }"),
    .optional(
      "groups", .late(.groups), default: [],
      "Images under one name, usable wherever an image's name is.",
      example: "{ backend: [api, worker] }"),
    .optional(
      "checks", .late(.checks), default: [], "Commands that must pass before anything is pushed.",
      example: "{ unit: go test ./... }"),
    .optional(
      "include", .late(.includes), default: [],
      "Files whose images, templates and groups are of this spec; `*` stands for any text without a `/`.",
      example: "[teams/*/images.yml]"
    ),
    .optional(
      "outputs", .late(.outputs), default: Outputs(shell: [], azure: []),
      "The files that `pipegen generate` writes.",
      example: "{ shell: ci/build.sh, azure: azure-pipelines.yml }"),
    make: Document.init)
}

extension Schema<Int> {
  /// The one version of the language that this library reads.
  static let languageVersion = Schema(.integer(1...1)) { node, diagnostics in
    guard
      let text = diagnostics.text(
        of: node, expected: "the version of the language", help: "write 'pipegen: 1'")
    else { return nil }
    if text == "1" { return 1 }
    diagnostics.error(
      .version, "version '\(text)' of the language is not known", at: node.range,
      help: "this pipegen reads 'pipegen: 1'")
    return nil
  }
}
