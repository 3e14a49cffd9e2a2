/// What started a run.
public enum Event: String, Sendable, CaseIterable {
  /// A push to a branch.
  case push
  /// A push of a tag.
  case tag
  case pullRequest
  case schedule
  /// Somebody started it by hand, in a CI.
  case manual
  /// No CI.
  case local
}

/// A kind of run as the spec declares it: what starts it and what it may write.
public struct Lane: Sendable {
  /// Its key.
  public let name: Located<String>
  /// What starts it; nil for everything.
  public let events: [Event]?
  /// Branches that it is narrowed to, a pull request's target; empty for all.
  public let branches: [String]
  /// Tags that the event `tag` is narrowed to; empty for all.
  public let gitTags: [String]
  /// What it pushes.
  public let push: [PushKind]
  /// Lanes whose writes it may read.
  public let reads: [Located<String>]
  /// Defaults of parameters in it.
  public let set: [Keyed<String, InterpolatedText>]
  /// Registries that it pushes to; nil for all.
  public let registries: [Located<String>]?

  /// What may be pushed.
  public enum PushKind: String, Sendable, CaseIterable {
    /// Runtime images.
    case images
    /// Cache images.
    case cache
  }
}

/// A lane without its key.
package struct LaneBody: Sendable {
  let events: [Event]?
  let branches: [String]
  let gitTags: [String]
  let push: [Lane.PushKind]
  let reads: [Located<String>]
  let set: [Keyed<String, InterpolatedText>]
  let registries: [Located<String>]?
}

extension Schema<[Lane]> {
  static let lanes = map(.text(.plainName), .lane, named: "lanes") { name, body in
    Lane(
      name: name, events: body.events, branches: body.branches, gitTags: body.gitTags,
      push: body.push, reads: body.reads, set: body.set, registries: body.registries)
  }
}

extension Schema<LaneBody> {
  fileprivate static let lane = record(
    "lane",
    .optional(
      "events", .list(of: Schema<Event>.choice(), named: "events"),
      "What starts a run of it; by default whatever no earlier lane takes, even what none of these is.",
      example: "[push, manual]"),
    .optional(
      "branches", .list(of: .text(.refPattern), named: "branches"), default: [],
      "Branches that it is narrowed to, of a pull request its target; `*` stands for any text.",
      example: "[main, releases/*]"),
    .optional(
      "gitTags", .list(of: .text(.refPattern), named: "git tags"), default: [],
      "Tags that the event `tag` is narrowed to; `*` stands for any text.",
      example: "[\"v*\"]"),
    .optional(
      "push", .list(of: Schema<Lane.PushKind>.choice(), named: "'images' and 'cache'"),
      default: [], "What it pushes: `images`, `cache`; nothing by default.",
      example: "[images, cache]"),
    .optional(
      "reads", .list(of: Schema<String>.text(.plainName).located, named: "lanes"), default: [],
      "Lanes whose cache images it trusts, and those that they read.",
      example: "[main]"),
    .optional(
      "set", .map(.text(.parameterName), .interpolated, named: "parameters"), default: [],
      "Defaults of parameters in this lane.",
      example: "{ version: nightly }"),
    .optional(
      "registries", .list(of: Schema<String>.text(.registryName).located, named: "registries"),
      "Registries that it pushes to; all by default.",
      example: "[main]"),
    make: LaneBody.init)
}
