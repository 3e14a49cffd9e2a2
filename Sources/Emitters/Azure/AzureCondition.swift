import PipelinePlan

/// A condition of Azure Pipelines, built from lanes.
indirect enum AzureCondition: Equatable {
  case always
  case never
  case reason(String)
  /// The ref that is built begins so.
  case sourceBranch(prefix: String)
  case not(AzureCondition)
  case and(AzureCondition, AzureCondition)
  case or(AzureCondition, AzureCondition)

  /// When the lane of a run is one of `set`: the first lane that matches is taken.
  init(of set: LaneSet, in lanes: [Lane]) {
    self = lanes.indices.reversed().reduce(.never) { later, index in
      let matches = Self.events(lanes[index].events)
      return set.contains(LaneSet(index))
        ? .either(matches, later) : .both(.negated(matches), later)
    }
  }

  private static func events(_ events: [Event]?) -> AzureCondition {
    guard let events else { return .always }
    return events.reduce(.never) { .either($0, Self.event($1)) }
  }

  private static func event(_ event: Event) -> AzureCondition {
    let named = CIHost.azure.events
    if let entry = named.first(where: { $0.event == event }) {
      return entry.values.reduce(.never) { .either($0, .reason($1)) }
    }
    let isNamed = named.flatMap(\.values).reduce(AzureCondition.never) { .either($0, .reason($1)) }
    let isTag = AzureCondition.sourceBranch(prefix: CIHost.azure.tag.prefix)
    switch event {
    case .tag: return .both(.negated(isNamed), isTag)
    case .push: return .both(.negated(isNamed), .negated(isTag))
    case .local, .pullRequest, .schedule, .manual: return .never
    }
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
    case .reason, .sourceBranch, .and, .or: .not(condition)
    }
  }

  /// As an expression of Azure's.
  var text: String {
    switch self {
    case .always: "true"
    case .never: "false"
    case .reason(let reason): "eq(variables['Build.Reason'], '\(reason)')"
    case .not(.reason(let reason)): "ne(variables['Build.Reason'], '\(reason)')"
    case .sourceBranch(let prefix): "startsWith(variables['Build.SourceBranch'], '\(prefix)')"
    case .not(let condition): "not(\(condition.text))"
    case .and(let a, let b): "and(\(a.text), \(b.text))"
    case .or(let a, let b): "or(\(a.text), \(b.text))"
    }
  }
}
