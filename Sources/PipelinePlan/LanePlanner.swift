import PipelineSpec

/// Turns a spec's lanes into a plan's.
enum LanePlanner {
  static func plan(
    _ pipeline: Pipeline, parameters: [Plan.Parameter], into diagnostics: inout Diagnostics
  ) -> [Plan.Lane] {
    let registries = Array(pipeline.registries.indices)
    guard let lanes = pipeline.lanes else { return standard(registries) }
    check(lanes, into: &diagnostics)
    let trust = Trust(lanes, into: &diagnostics)
    return lanes.prefix(LaneSet.maximum).enumerated().map { index, lane in
      Plan.Lane(
        name: lane.name.value, events: lane.events,
        branches: lane.branches.map(RefPattern.init), gitTags: lane.gitTags.map(RefPattern.init),
        pushesImages: lane.push.contains(.images), pushesCaches: lane.push.contains(.cache),
        trusts: trust.closure(of: index),
        registries: lane.registries.map { names in
          names.compactMap { RegistryNames.index(of: $0, in: pipeline, into: &diagnostics) }
        } ?? registries,
        defaults: defaults(of: lane, parameters, into: &diagnostics))
    }
  }

  /// The lanes of a spec that has none: a pull request reads the cache and pushes nothing.
  static func standard(_ registries: [Int]) -> [Plan.Lane] {
    [
      Plan.Lane(
        name: "pullRequest", events: [.pullRequest], branches: [], gitTags: [],
        pushesImages: false, pushesCaches: false, trusts: [LaneSet(0), LaneSet(1)],
        registries: registries, defaults: [:]),
      Plan.Lane(
        name: "default", events: nil, branches: [], gitTags: [], pushesImages: true,
        pushesCaches: true, trusts: LaneSet(1), registries: registries, defaults: [:]),
    ]
  }

  private static func check(_ lanes: [Lane], into diagnostics: inout Diagnostics) {
    if lanes.count > LaneSet.maximum {
      diagnostics.error(
        .tooLarge, "\(lanes.count) lanes are too many: \(LaneSet.maximum) are allowed",
        at: lanes[LaneSet.maximum].name.range)
    }
    for lane in lanes {
      if lane.name.value == Plan.Lane.noName {
        diagnostics.error(
          .reservedName, "'\(Plan.Lane.noName)' is what a run in no lane is called",
          at: lane.name.range, help: "choose another name")
      }
      if lane.events?.isEmpty == true {
        diagnostics.error(
          .missingValue, "'events' of lane '\(lane.name.value)' names none", at: lane.name.range,
          help: "leave it out for all events")
      } else if !lane.gitTags.isEmpty, lane.events?.contains(.tag) == false {
        diagnostics.error(
          .clash, "'gitTags' narrow the event 'tag', which lane '\(lane.name.value)' has not",
          at: lane.name.range, help: "add tag to its events")
      }
    }
  }

  private static func defaults(
    of lane: Lane, _ parameters: [Plan.Parameter], into diagnostics: inout Diagnostics
  ) -> [Variable: Word] {
    var defaults: [Variable: Word] = [:]
    for entry in lane.set {
      let names = parameters.map(\.variable.name)
      guard names.contains(entry.key.value) else {
        diagnostics.error(
          .unknownName, "unknown parameter '\(entry.key.value)'", at: entry.key.range,
          help: Suggestion.help(for: entry.key.value, in: names, kind: "parameters"))
        continue
      }
      defaults[Variable(name: entry.key.value)] = DefaultText.word(
        of: entry.value, in: "a lane's 'set'", into: &diagnostics)
    }
    return defaults
  }
}

/// Which lane may read what which other lane has written.
private struct Trust {
  private let direct: [LaneSet]

  init(_ lanes: [Lane], into diagnostics: inout Diagnostics) {
    let names = lanes.map(\.name.value)
    direct = lanes.map { lane in
      lane.reads.reduce(into: LaneSet()) { set, name in
        if let index = names.firstIndex(of: name.value) {
          if index < LaneSet.maximum { set.insert(LaneSet(index)) }
        } else {
          diagnostics.error(
            .unknownName, "unknown lane '\(name.value)'", at: name.range,
            help: Suggestion.help(for: name.value, in: names, kind: "lanes"))
        }
      }
    }
  }

  /// The lane itself, those that it reads, those that they read, and so on.
  func closure(of lane: Int) -> LaneSet {
    var known = LaneSet(lane)
    var open = [lane]
    while let next = open.popLast() {
      for other in direct.indices.prefix(LaneSet.maximum)
      where direct[next].contains(LaneSet(other)) && !known.contains(LaneSet(other)) {
        known.insert(LaneSet(other))
        open.append(other)
      }
    }
    return known
  }
}
