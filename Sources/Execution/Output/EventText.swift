public import PipelinePlan
import PipelineSpec

/// Events as lines for people, each without the name of its step.
enum EventText {
  /// The lines of `event`, without line feeds; none for what a step wrote.
  static func lines(of event: RunEvent) -> [String] {
    switch event {
    case .began(let lane, let hosts): [beginning(lane, hosts)]
    case .started(_, let words): [ShellText.of(words)]
    case .output: []
    case .retry(_, let reason, let attempt, let tries, let pause):
      [
        "attempt \(attempt) of \(tries) failed: \(DisplayText.escaped(reason))",
        "trying again in \(seconds(pause))",
      ]
    case .note(_, let text): [text]
    case .warning(_, let text): ["warning: \(text)"]
    case .layers(_, let stages): stages.isEmpty ? [] : [layers(of: stages)]
    case .missed(_, let image, let changes): [missed(since: image, changes)]
    case .skipped(_, let reason): ["skipped: \(reason)"]
    case .finished(_, let end, let duration): ["\(text(of: end)) \(seconds(duration))"]
    }
  }

  /// Such as `layers of stage builder: 3 found, 1 built`.
  static func layers(of stages: [LayerUse]) -> String {
    let texts = stages.map { use in
      let counts = [(use.found, "found"), (use.fetched, "fetched"), (use.built, "built")]
      let shown = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      return (use.stage.isEmpty ? "last stage" : "stage \(use.stage)") + ": " + shown
    }
    return "layers of " + texts.joined(separator: "; ")
  }

  /// Such as `missed its cache; since HOST/app:builder was made go.sum changed, ARG FLAGS is new`.
  static func missed(since image: String, _ changes: [String]) -> String {
    if changes.isEmpty {
      return "missed its cache, though nothing changed since \(image) was made"
    }
    let shown = changes.prefix(10).joined(separator: ", ")
    let rest = changes.count - 10
    return "missed its cache; since \(image) was made \(shown)"
      + (rest > 0 ? ", and \(rest) more" : "")
  }

  /// Such as `1h30m`.
  static func whole(_ duration: Duration) -> String {
    let seconds = duration.components.seconds
    let units = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
    return units.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
  }

  /// Seconds with one decimal.
  static func seconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let tenths = seconds * 10 + (attoseconds + 50_000_000_000_000_000) / 100_000_000_000_000_000
    return "\(tenths / 10).\(tenths % 10) s"
  }

  private static func beginning(_ lane: String?, _ hosts: [String]) -> String {
    let lane = lane.map { "lane \($0)" } ?? "no lane matches"
    return hosts.isEmpty
      ? "\(lane): pushes nothing" : "\(lane): pushes to \(hosts.joined(separator: ", "))"
  }

  private static func text(of end: RunEvent.StepEnd) -> String {
    switch end {
    case .succeeded: "done in"
    case .failed: "failed after"
    case .interrupted: "interrupted after"
    }
  }
}

extension RunEvent {
  /// The step that it is about; nil for the whole run.
  public var step: Step.ID? {
    switch self {
    case .began: nil
    case .started(let step, _), .output(let step, _, _), .retry(let step, _, _, _, _),
      .layers(let step, _), .missed(let step, _, _), .skipped(let step, _),
      .finished(let step, _, _):
      step
    case .note(let step, _), .warning(let step, _): step
    }
  }
}
