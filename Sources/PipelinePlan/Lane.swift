public import PipelineSpec

extension Plan {
  /// A kind of run, and what it may push.
  public struct Lane: Hashable, Sendable {
    /// As in messages and `--lane`.
    public let name: String
    /// What starts it; nil for whatever no earlier lane takes.
    public let events: [Event]?
    /// Branches that it is narrowed to, of a pull request its target; empty for all.
    public let branches: [RefPattern]
    /// Tags that the event `tag` is narrowed to; empty for all.
    public let gitTags: [RefPattern]
    /// Whether its runs push runtime images.
    public let pushesImages: Bool
    /// Whether its runs push cache images.
    public let pushesCaches: Bool
    /// Lanes whose writes it may read, itself among them: indices into `Plan.lanes`.
    public let trusts: LaneSet
    /// Registries that it pushes to: indices into `Plan.registries`.
    public let registries: [Int]
    /// Values of parameters where nobody gives one.
    public let defaults: [Variable: Word]
  }
}

extension Plan.Lane {
  /// What a run in no lane is called.
  public static let noName = "none"

  /// Whether a run that began so belongs to it; of what no event names, only one that takes all.
  public func takes(_ origin: RunOrigin) -> Bool {
    guard let event = origin.event else { return events == nil && !isNarrowed }
    guard events?.contains(event) ?? true else { return false }
    let patterns = event == .tag ? gitTags : branches
    if patterns.isEmpty { return true }
    return patterns.contains { pattern in origin.ref.map(pattern.matches) ?? false }
  }

  /// Whether its runs push anything; but a pull request from a fork, which is anybody's, does not in
  /// any lane.
  public var isPushing: Bool { pushesImages || pushesCaches }

  /// Whether it asks for the branch or tag of a run.
  public var isNarrowed: Bool { !branches.isEmpty || !gitTags.isEmpty }
}

/// A pattern of branches or git tags, in which `*` stands for any text.
public struct RefPattern: Hashable, Sendable {
  /// As in the spec.
  public let text: String

  /// The pattern that `text` spells.
  public init(text: String) { self.text = text }

  /// The literal texts between the stars.
  public var pieces: [String] {
    text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
  }

  /// Whether it stands for `ref`, byte by byte.
  public func matches(_ ref: String) -> Bool {
    var rest = Array(ref.utf8)[...]
    let pieces = pieces.map { Array($0.utf8) }
    guard pieces.count > 1 else { return pieces[0].elementsEqual(rest) }
    guard rest.starts(with: pieces[0]) else { return false }
    rest = rest.dropFirst(pieces[0].count)
    for piece in pieces[1..<pieces.count - 1] {
      guard
        let start = rest.indices.first(where: { rest[$0...].starts(with: piece) })
          ?? (piece.isEmpty ? rest.startIndex : nil)
      else { return false }
      rest = rest[(start + piece.count)...]
    }
    let last = pieces[pieces.count - 1]
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }
}

/// Some of a plan's lanes.
public struct LaneSet: OptionSet, Hashable, Sendable, BitwiseCopyable {
  /// A bit for each lane of the plan.
  public let rawValue: UInt64

  /// The lanes whose bits are set.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Every lane, and a run without one.
  public static let all = LaneSet(rawValue: .max)
  /// A run without a lane.
  public static let noLane = LaneSet(maximum)
  /// The most lanes that a plan may have; one bit is left so that no set of them is `all`.
  static let maximum = 63

  /// The lane at `index` of `Plan.lanes`.
  public init(_ index: Int) { rawValue = 1 << UInt64(index) }

  /// The lanes that a pull request can be in.
  public static func ofPullRequests(in lanes: [Plan.Lane]) -> LaneSet {
    let asking = lanes.indices.filter { lanes[$0].events?.contains(.pullRequest) ?? true }
    let last = asking.first { lanes[$0].branches.isEmpty } ?? lanes.count
    return LaneSet(asking.filter { $0 <= last }.map { LaneSet($0) })
  }

  /// The lanes that satisfy `condition`.
  init(of lanes: [Plan.Lane], where condition: (Plan.Lane) -> Bool) {
    self = lanes.indices.reduce(into: []) { set, index in
      if condition(lanes[index]) { set.insert(LaneSet(index)) }
    }
  }
}

extension Plan {
  /// Addresses of the registries that a run in the lane at `index` pushes to.
  public func addresses(pushedToIn index: Int) -> [String] {
    let lane = lanes[index]
    guard lane.isPushing else { return [] }
    return registries.indices.filter { lane.registries.contains($0) && registries[$0].isUsed }
      .map { registries[$0].address }
  }

  /// Lanes that push, and those among them that a pull request can be in.
  public var pushingLanes: (all: [Lane], ofPullRequests: [Lane]) {
    let pushing = lanes.indices.filter { lanes[$0].isPushing }
    let taking = LaneSet.ofPullRequests(in: lanes)
    return (
      pushing.map { lanes[$0] }, pushing.filter { taking.contains(LaneSet($0)) }.map { lanes[$0] }
    )
  }

  /// The lane of a run that began so: an index into `lanes`; nil where none matches.
  public func lane(of origin: RunOrigin) -> Int? { lanes.firstIndex { $0.takes(origin) } }

  /// The steps of a run in `lane`, without pushes where it `isPushing` nothing; nil where none
  /// matches.
  public func steps(in lane: Int?, isPushing: Bool = true) -> [Step] {
    let chosen = lane.map { LaneSet($0) }
    return steps.filter { step in
      step.lanes == .all
        || (isPushing || step.isOfLane) && chosen.map(step.lanes.contains) ?? false
    }
  }
}

extension Step {
  /// Whether it is done in its lanes even where a run pushes nothing, as a check of some lanes is. What
  /// is done in no lane as well follows what is pushed: a job builds for itself what it does not find.
  package var isOfLane: Bool { phase == .build && lanes != .all && !lanes.contains(.noLane) }
}
