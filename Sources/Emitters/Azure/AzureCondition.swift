import PipelinePlan
import PipelineSpec

/// A condition of Azure Pipelines, built from lanes.
///
/// Azure compares without regard to case and knows no patterns: where a lane is narrowed to branches
/// or tags, the condition holds for more runs than the lane takes, and the script decides.
indirect enum AzureCondition: Equatable {
  case always
  case never
  case reason(String)
  /// A pull request from a fork is built.
  case fork
  /// The ref that is built begins so.
  case sourceBranch(prefix: String)
  /// A variable's ref is, or at least begins, so.
  case ref(String, RefPattern, prefix: String)
  case not(AzureCondition)
  case and(AzureCondition, AzureCondition)
  case or(AzureCondition, AzureCondition)

  /// When the lane of a run is one of `set`: the first lane that matches is taken. A pull request from
  /// a fork is in none of those that push.
  init(of set: LaneSet, in lanes: [Plan.Lane]) {
    let without: AzureCondition = set.contains(.noLane) ? .always : .never
    let ofPullRequests = LaneSet.ofPullRequests(in: lanes)
    self = lanes.indices.reversed().reduce(without) { later, index in
      let lane = lanes[index]
      let matches = Self.runs(of: lane)
      if set.contains(LaneSet(index)) { return .either(matches, later) }
      let others = lane.isNarrowed ? later : .both(.negated(matches), later)
      guard set.contains(.noLane), lane.isPushing, ofPullRequests.contains(LaneSet(index)) else {
        return others
      }
      return .either(.both(.fork, matches), others)
    }
  }

  private static func runs(of lane: Plan.Lane) -> AzureCondition {
    guard let events = lane.events ?? (lane.isNarrowed ? Event.allCases : nil) else {
      return .always
    }
    return events.reduce(.never) { .either($0, .both(Self.event($1), refs(of: lane, $1))) }
  }

  private static func refs(of lane: Plan.Lane, _ event: Event) -> AzureCondition {
    let host = CIHost.azure
    let variable = host.variable(ofRefFor: event)
    switch event {
    case .tag:
      return any(of: lane.gitTags) { .ref(variable, $0, prefix: host.tag.prefix) }
    case .pullRequest:  // With or without the prefix, as the repository's host has it.
      return any(of: lane.branches) { pattern in
        .either(
          .ref(variable, pattern, prefix: ""),
          .ref(variable, pattern, prefix: CIHost.refPrefixes[0]))
      }
    case .push, .schedule, .manual, .local:
      return any(of: lane.branches) { .ref(variable, $0, prefix: CIHost.refPrefixes[0]) }
    }
  }

  private static func any(
    of patterns: [RefPattern], _ condition: (RefPattern) -> AzureCondition
  ) -> AzureCondition {
    patterns.isEmpty ? .always : patterns.reduce(.never) { .either($0, condition($1)) }
  }

  private static func event(_ event: Event) -> AzureCondition {
    let host = CIHost.azure
    let isTag = AzureCondition.sourceBranch(prefix: host.tag.prefix)
    switch event {
    case .tag: return .both(reason(in: host.pushes), isTag)
    case .push: return .both(reason(in: host.pushes), .negated(isTag))
    case .local, .pullRequest, .schedule, .manual:
      return reason(in: host.events.first { $0.event == event }?.values ?? [])
    }
  }

  private static func reason(in values: [String]) -> AzureCondition {
    values.reduce(.never) { .either($0, .reason($1)) }
  }

  private static func either(_ a: AzureCondition, _ b: AzureCondition) -> AzureCondition {
    switch (a, b) {
    case (.always, _), (_, .always): .always
    case (.never, let other), (let other, .never): other
    case (_, _): .or(a, b)
    }
  }

  private static func both(_ a: AzureCondition, _ b: AzureCondition) -> AzureCondition {
    switch (a, b) {
    case (.never, _), (_, .never): .never
    case (.always, let other), (let other, .always): other
    case (_, _): .and(a, b)
    }
  }

  private static func negated(_ condition: AzureCondition) -> AzureCondition {
    switch condition {
    case .always: .never
    case .never: .always
    case .not(let condition): condition
    case .reason, .fork, .sourceBranch, .ref, .and, .or: .not(condition)
    }
  }

  /// As an expression of Azure's.
  var text: String {
    switch self {
    case .always: "true"
    case .never: "false"
    case .reason(let reason): "eq(variables['Build.Reason'], '\(reason)')"
    case .not(.reason(let reason)): "ne(variables['Build.Reason'], '\(reason)')"
    case .fork: "eq(variables['System.PullRequest.IsFork'], 'True')"
    case .sourceBranch(let prefix): "startsWith(variables['Build.SourceBranch'], '\(prefix)')"
    case .ref(let variable, let pattern, let prefix):
      Self.text(of: pattern, behind: prefix, in: Self.name(of: variable))
    case .not(let condition):
      condition.reasons.map { Self.text(of: "notIn", $0) } ?? "not(\(condition.text))"
    case .and: Self.text(of: "and", conjuncts.map(\.text))
    case .or: reasons.map { Self.text(of: "in", $0) } ?? Self.text(of: "or", disjunctTexts)
    }
  }

  private static func text(of function: String, _ operands: [String]) -> String {
    "\(function)(\(operands.joined(separator: ", ")))"
  }

  private var conjuncts: [AzureCondition] {
    if case .and(let a, let b) = self { a.conjuncts + b.conjuncts } else { [self] }
  }

  private var disjuncts: [AzureCondition] {
    if case .or(let a, let b) = self { a.disjuncts + b.disjuncts } else { [self] }
  }

  /// Operands of `or`, reasons of a run in one of them.
  private var disjunctTexts: [String] {
    let parts = disjuncts
    let reasons = parts.filter { if case .reason = $0 { true } else { false } }
    guard let first = reasons.first, reasons.count > 1 else { return parts.map(\.text) }
    let joined = reasons.dropFirst().reduce(first) { .or($0, $1) }
    return [joined.text] + parts.filter { !reasons.contains($0) }.map(\.text)
  }

  /// The variable and the values that `in` compares it with, where this asks for nothing else.
  private var reasons: [String]? {
    let names = disjuncts.compactMap { part in
      if case .reason(let reason) = part { "'\(reason)'" } else { nil }
    }
    guard names.count > 1, names.count == disjuncts.count else { return nil }
    return ["variables['Build.Reason']"] + names
  }

  /// A pattern's text between its stars; what stands between two stars is left to the script.
  private static func text(
    of pattern: RefPattern, behind prefix: String, in variable: String
  ) -> String {
    let pieces = pattern.pieces
    let value = "variables['\(variable)']"
    guard pieces.count > 1 else { return "eq(\(value), '\(prefix + quoted(pieces[0]))')" }
    let start = "startsWith(\(value), '\(prefix + quoted(pieces[0]))')"
    let end = pieces[pieces.count - 1]
    return end.isEmpty ? start : "and(\(start), endsWith(\(value), '\(quoted(end))'))"
  }

  private static func quoted(_ text: String) -> String {
    text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
  }

  /// As Azure names a variable of its scripts' environment.
  private static func name(of variable: String) -> String {
    switch variable {
    case CIHost.azure.target: "System.PullRequest.TargetBranch"
    case _: "Build.SourceBranch"
    }
  }
}
