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

/// A kind of run, and what it may push.
public struct Lane: Hashable, Sendable {
  /// As in messages and `--lane`.
  public let name: String
  /// What starts it; nil for whatever no earlier lane takes.
  public let events: [Event]?
  /// Whether its runs push runtime images.
  public let pushesImages: Bool
  /// Whether its runs push cache images.
  public let pushesCaches: Bool

  /// The lanes of a spec that has none: a pull request reads the cache and pushes nothing.
  public static let standard = [
    Lane(name: "pullRequest", events: [.pullRequest], pushesImages: false, pushesCaches: false),
    Lane(name: "default", events: nil, pushesImages: true, pushesCaches: true),
  ]
}

/// Some of a plan's lanes.
public struct LaneSet: OptionSet, Hashable, Sendable {
  /// A bit for each lane of the plan.
  public let rawValue: UInt64

  /// The lanes whose bits are set.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Every lane, and a run without one.
  public static let all = LaneSet(rawValue: .max)

  /// The lane at `index` of `Plan.lanes`.
  public init(_ index: Int) { rawValue = 1 << UInt64(index) }

  /// The lanes that satisfy `condition`.
  init(of lanes: [Lane], where condition: (Lane) -> Bool) {
    self = lanes.indices.reduce(into: []) { set, index in
      if condition(lanes[index]) { set.insert(LaneSet(index)) }
    }
  }
}

extension Plan {
  /// The lane of a run that `event` started: an index into `lanes`; nil where none matches.
  public func lane(of event: Event) -> Int? {
    lanes.firstIndex { $0.events?.contains(event) ?? true }
  }

  /// The steps of a run in `lane`; nil where none matches, or where nothing shall be pushed.
  public func steps(in lane: Int?) -> [Step] {
    let chosen = lane.map { LaneSet($0) }
    return steps.filter { step in
      step.lanes == .all || chosen.map(step.lanes.contains) ?? false
    }
  }
}
