import PipelinePlan

/// Chooses the lane of a run, by the same table as the runner's.
enum ShellLane {
  /// Sets `event`, `fork` and `lane`; of the events only those that a lane names.
  @ShellBuilder static func statements(for lanes: [Lane]) -> [ShellStatement] {
    "event=other fork=no anonymous=no logged_in=no"
    detection(of: Set(lanes.flatMap { $0.events ?? [] }), on: CIHost.all[...])
    ShellCase(.value("event"), lanes.map(arm))
  }

  private static func arm(for lane: Lane) -> ShellCase.Arm {
    let patterns = lane.events?.map { ShellCase.Pattern.text($0.rawValue) } ?? [.syntax("*")]
    return ShellCase.Arm(patterns) { ShellAssignment("lane", Word(literal: lane.name)) }
  }

  @ShellBuilder private static func detection(
    of events: Set<Event>, on hosts: ArraySlice<CIHost>
  ) -> [ShellStatement] {
    if let host = hosts.first {
      ShellIf(.isSet(ShellName(checked: host.marker))) {
        reason(of: events, on: host)
        fork(on: host)
      } else: {
        detection(of: events, on: hosts.dropFirst())
      }
    } else {
      local(events)
    }
  }

  private static func local(_ events: Set<Event>) -> [ShellStatement] {
    events.contains(.local) ? [.simple(.assignment(event(.local)))] : []
  }

  private static func reason(of events: Set<Event>, on host: CIHost) -> [ShellStatement] {
    let arms = host.events.filter { events.contains($0.event) }.map { entry in
      ShellCase.Arm(entry.values.map(ShellCase.Pattern.text)) { event(entry.event) }
    }
    return arms.isEmpty
      ? [] : [.choice(ShellCase(.optionalValue(ShellName(checked: host.reason)), arms))]
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
