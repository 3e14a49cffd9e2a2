/// Names that a trigger lets through, and those that it does not.
public struct AzureFilter: Sendable, Equatable {
  /// Patterns of what starts a run; all where there is none.
  public let include: [String]
  /// Patterns of what does not.
  public let exclude: [String]

  /// In `paths`: what the images are built from.
  public static let automatic = "auto"

  /// Those that `include` lets through.
  public init(include: [String], exclude: [String] = []) {
    self.include = include
    self.exclude = exclude
  }
}

/// Pushes that start a run.
public struct AzureTrigger: Sendable, Equatable {
  /// Whether a push waits for the run of the one before.
  public let batch: Bool
  /// Branches; nil where nothing is said of them.
  public let branches: AzureFilter?
  /// Tags; nil where none starts a run.
  public let tags: AzureFilter?
  /// Paths; nil for all.
  public let paths: AzureFilter?
  /// Whether no push starts a run.
  public var isNone: Bool { self == .none }

  /// No push.
  public static let none = AzureTrigger(
    batch: false, branches: AzureFilter(include: []), tags: nil, paths: nil)
  /// Azure's own default, written out: what is left out means every branch, silently.
  public static let everyBranch = AzureTrigger(
    batch: false, branches: AzureFilter(include: ["*"]), tags: nil, paths: nil)
}

/// Pull requests that start a run, where GitHub or Bitbucket Cloud hosts the repository.
public struct AzurePullRequests: Sendable, Equatable {
  /// Whether a new push ends the run of the one before; nil for Azure's default, which is that.
  public let autoCancel: Bool?
  /// Whether drafts start a run; nil for Azure's default, which is that.
  public let drafts: Bool?
  /// Branches that they ask to change; nil where nothing is said of them.
  public let branches: AzureFilter?
  /// Paths; nil for all.
  public let paths: AzureFilter?

  /// No pull request.
  public static let none = AzurePullRequests(
    autoCancel: nil, drafts: nil, branches: AzureFilter(include: []), paths: nil)
}

/// A time at which a run starts.
public struct AzureSchedule: Sendable, Equatable {
  /// Minute, hour, day, month and weekday, in UTC.
  public let cron: String
  /// For people.
  public let displayName: String?
  /// Branches that are built; nil for Azure's default, every branch.
  public let branches: AzureFilter?
  /// Whether it starts where nothing has changed as well.
  public let always: Bool?
  /// Whether it waits for the run of the one before.
  public let batch: Bool?
}

extension Schema<AzureTrigger> {
  static let azureTrigger: Schema = .azureFilters(none: .none) {
    AzureTrigger(batch: false, branches: $0, tags: nil, paths: nil)
  } mapping: {
    .record(
      "trigger",
      .optional(
        "batch", .boolean, default: false, "Whether a push waits for the run of the one before.",
        example: "true"),
      .optional(
        "branches", .branchFilter, "Branches whose pushes start it.",
        example: "[main, releases/*]"),
      .optional(
        "tags", .branchFilter, "Tags whose pushes start it; none by default.",
        example: "[\"v*\"]"),
      .optional(
        "paths", .pathFilter,
        "Paths whose changes start it; `auto` for what the images are built from.",
        example: "auto"),
      make: AzureTrigger.init)
  }
}

extension Schema<AzurePullRequests> {
  static let azurePullRequests: Schema = .azureFilters(none: .none) {
    AzurePullRequests(autoCancel: nil, drafts: nil, branches: $0, paths: nil)
  } mapping: {
    .record(
      "pr",
      .optional(
        "autoCancel", .boolean, "Whether a new push ends the run of the one before; it does.",
        example: "false"),
      .optional(
        "drafts", .boolean, "Whether drafts start it; they do.",
        example: "false"),
      .optional(
        "branches", .branchFilter, "Branches that they ask to change.",
        example: "[main, releases/*]"),
      .optional(
        "paths", .pathFilter,
        "Paths whose changes start it; `auto` for what the images are built from.",
        example: "auto"),
      make: AzurePullRequests.init)
  }
}

extension Schema<[AzureSchedule]> {
  static let azureSchedules = list(
    of: Schema<AzureSchedule>.record(
      "schedule",
      .required(
        "cron", .text(.cron), "Minute, hour, day, month and weekday, in UTC.",
        example: "\"0 3 * * *\""),
      .optional(
        "displayName", .azureLine, "For people.",
        example: "Nightly"),
      .optional(
        "branches", .branchFilter, "Branches that are built; all by default.",
        example: "[main, releases/*]"),
      .optional(
        "always", .boolean, "Whether it starts where nothing has changed as well.",
        example: "true"),
      .optional(
        "batch", .boolean, "Whether it waits for the run of the one before.",
        example: "true"),
      make: AzureSchedule.init), named: "schedules")
}

extension Schema {
  /// `none`, a list of branches, or the full form.
  fileprivate static func azureFilters(
    none: Value, branches: @escaping @Sendable (AzureFilter) -> Value, mapping: () -> Schema
  ) -> Schema {
    return .either(
      scalar: Schema(.choice(["none"])) { node, diagnostics in
        if case .scalar("none", _) = node.content { return none }
        diagnostics.wrongKind(
          of: node, expected: "'none' or a list of branches", help: "write [main], or none")
        return nil
      },
      list: Schema<[String]>.list(of: .text(.branchPattern), named: "branches").map {
        branches(AzureFilter(include: $0))
      }, mapping: mapping())
  }
}

extension Schema<AzureFilter> {
  /// Branches or tags.
  fileprivate static let branchFilter = filter(of: .text(.branchPattern), named: "branches")
  /// Files and folders, `auto` among them.
  fileprivate static let pathFilter: Schema = .either(
    scalar: Schema(.choice([AzureFilter.automatic])) { node, diagnostics in
      if case .scalar(AzureFilter.automatic, _) = node.content {
        return AzureFilter(include: [AzureFilter.automatic])
      }
      diagnostics.wrongKind(
        of: node, expected: "'auto' or a list of paths", help: "write auto, or [services/api]")
      return nil
    }, list: filter(of: .triggerPath, named: "paths"),
    mapping: filter(of: .triggerPath, named: "paths"))

  private static func filter(of element: Schema<String>, named name: String) -> Schema {
    let list = Schema<[String]>.list(of: element, named: name)
    let record = Schema.record(
      "filter",
      .optional(
        "include", list, default: [], "What starts a run.",
        example: "[main]"),
      .optional(
        "exclude", list, default: [], "What does not.",
        example: "[wip/*]"),
      make: { AzureFilter(include: $0, exclude: $1) })
    return .either(list: list.map { AzureFilter(include: $0) }, mapping: record)
  }
}

extension Schema<String> {
  /// A path from the repository's root; Azure knows no `..` here and no `./`.
  fileprivate static let triggerPath = Schema(.text()) { node, diagnostics in
    guard let path = Schema<String>.azureLine.decode(node, &diagnostics) else { return nil }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains("."), !parts.contains("..") else {
      diagnostics.error(
        .invalidValue, "'\(path)' is no path from the repository's root", at: node.range,
        help: "write one such as services/api, or services/*")
      return nil
    }
    return path
  }
}
