import PipelinePlan
import PipelineSpec

/// Chooses the lane of a run, by the same table as the runner's.
enum ShellLane {
  /// Sets `event`, `fork` and `lane`, and `ref` where a lane is narrowed to some.
  ///
  /// Without a need to tell pushes from tags, only the events that a lane names are told apart.
  /// `host` is the service on which the script surely runs; nil for anywhere.
  @ShellBuilder static func statements(
    for lanes: [Plan.Lane], on host: CIHost? = nil
  ) -> [ShellStatement] {
    let events = Events(of: lanes)
    "event=other fork=no anonymous='' logged_in=''"
    if let host {
      detection(of: events, on: host)
    } else {
      if events.areNarrowed { "ref=" }
      detection(of: events, on: CIHost.all[...])
    }
    if events.areNarrowed {
      """
      ref=${ref#refs/heads/}
      ref=${ref#refs/tags/}
      """
    }
    if lanes.last.map({ $0.events != nil || $0.isNarrowed }) ?? true { "lane=none" }
    ShellCase(
      events.areNarrowed ? .syntax("$event:$ref") : .value("event"),
      lanes.map { arm(for: $0, isNarrowed: events.areNarrowed) })
  }

  /// A pull request from a fork pushes nothing in any of `lanes`, all of which push.
  static func holdBackForks(in lanes: [Plan.Lane]) -> [ShellStatement] {
    if lanes.isEmpty { return [] }
    let patterns = lanes.map { ShellCase.Pattern.text("yes:" + $0.name) }
    return shell {
      ShellComment("A pull request from a fork pushes nothing.")
      ShellCase(.syntax("$fork:$lane"), [ShellCase.Arm(patterns) { "lane=none" }])
    }
  }

  /// What has to be told apart.
  private struct Events {
    let wanted: Set<Event>
    let areNarrowed: Bool

    init(of lanes: [Plan.Lane]) {
      wanted = Set(lanes.flatMap { $0.events ?? [] })
      areNarrowed = lanes.contains(where: \.isNarrowed)
    }

    /// Whether a push is told from a tag.
    var areAll: Bool { areNarrowed || wanted.contains(.push) || wanted.contains(.tag) }
  }

  private static func arm(for lane: Plan.Lane, isNarrowed: Bool) -> ShellCase.Arm {
    let patterns: [ShellCase.Pattern] =
      if isNarrowed {
        lane.events?.flatMap { Self.patterns(of: lane, $0) } ?? Self.patterns(of: lane, nil)
      } else {
        lane.events?.map { .text($0.rawValue) } ?? [.syntax("*")]
      }
    return ShellCase.Arm(patterns) { ShellAssignment("lane", Word(literal: lane.name)) }
  }

  /// Of `event:ref`; nil is any event.
  private static func patterns(of lane: Plan.Lane, _ event: Event?) -> [ShellCase.Pattern] {
    guard let event else {
      guard lane.isNarrowed else { return [.syntax("*")] }
      return Event.allCases.flatMap { patterns(of: lane, $0) }
    }
    let refs = event == .tag ? lane.gitTags : lane.branches
    guard !refs.isEmpty else { return [.wildcard(event.rawValue + ":*")] }
    return refs.map { .wildcard(event.rawValue + ":" + $0.text) }
  }

  @ShellBuilder private static func detection(
    of events: Events, on hosts: ArraySlice<CIHost>
  ) -> [ShellStatement] {
    if let host = hosts.first {
      ShellIf(.isSet(ShellName(checked: host.marker))) {
        detection(of: events, on: host)
      } else: {
        detection(of: events, on: hosts.dropFirst())
      }
    } else {
      local(events)
    }
  }

  @ShellBuilder private static func detection(
    of events: Events, on host: CIHost
  ) -> [ShellStatement] {
    reason(of: events, on: host)
    if events.areNarrowed { ref(on: host) }
    fork(on: host)
  }

  @ShellBuilder private static func local(_ events: Events) -> [ShellStatement] {
    if events.wanted.contains(.local) || events.areAll { event(.local) }
    if events.areNarrowed { "ref=$(git symbolic-ref --quiet HEAD 2>/dev/null) || ref=" }
  }

  private static func reason(of events: Events, on host: CIHost) -> [ShellStatement] {
    var arms = host.events.filter { events.areAll || events.wanted.contains($0.event) }.map {
      entry in
      ShellCase.Arm(entry.values.map(ShellCase.Pattern.text)) { event(entry.event) }
    }
    if events.areAll {
      arms.append(ShellCase.Arm(host.pushes.map(ShellCase.Pattern.text)) { pushOrTag(on: host) })
    }
    return arms.isEmpty
      ? [] : [.choice(ShellCase(.optionalValue(ShellName(checked: host.reason)), arms))]
  }

  private static func pushOrTag(on host: CIHost) -> ShellCase {
    let tag: ShellCase.Pattern =
      host.tag.prefix.isEmpty ? .syntax("?*") : .wildcard(host.tag.prefix + "*")
    return ShellCase(
      .optionalValue(ShellName(checked: host.tag.variable)),
      [
        ShellCase.Arm([tag]) { event(.tag) }, ShellCase.Arm([.syntax("*")]) { event(.push) },
      ])
  }

  /// The branch, or what stands for it with these events.
  @ShellBuilder private static func ref(on host: CIHost) -> [ShellStatement] {
    assignment(ofRefIn: host.branch)
    let others = [Event.pullRequest, .tag].filter { host.variable(ofRefFor: $0) != host.branch }
    if !others.isEmpty {
      ShellCase(
        .value("event"),
        others.map { other in
          ShellCase.Arm([.text(other.rawValue)]) {
            assignment(ofRefIn: host.variable(ofRefFor: other))
          }
        })
    }
  }

  private static func assignment(ofRefIn variable: String) -> ShellTaken {
    ShellTaken("ref", argument: nil, environment: ShellName(checked: variable), fallback: "")
  }

  private static func fork(on host: CIHost) -> [ShellStatement] {
    guard let fork = host.fork else { return [] }
    let arm = ShellCase.Arm([.text(fork.value)]) { "fork=yes" }
    return [.choice(ShellCase(.optionalValue(ShellName(checked: fork.variable)), [arm]))]
  }

  private static func event(_ event: Event) -> ShellAssignment {
    ShellAssignment("event", Word(literal: event.rawValue))
  }
}
