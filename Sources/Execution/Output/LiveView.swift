import PipelinePlan
import PipelineSpec

/// A run as a terminal shows it: lines that stay, and below them a line for each step that runs.
/// Pure: text by events, the time and the size of the terminal.
struct LiveView {
  /// Of a terminal.
  struct Size: Hashable {
    let columns: Int
    let rows: Int
  }

  private struct Running {
    let step: Step.ID
    let start: ContinuousClock.Instant
    var line = ""
    var layers = ""
  }

  private let titles: [Step.ID: String]
  private let isColoured: Bool
  private let begin: ContinuousClock.Instant
  private var running: [Running] = []
  private var done = 0
  private var failed = 0
  private var stopped = 0

  init(_ request: RunRequest, isColoured: Bool, at begin: ContinuousClock.Instant) {
    var titles: [Step.ID: String] = [:]
    for step in request.steps { titles[step.id] = request.title(of: step) }
    self.titles = titles
    self.isColoured = isColoured
    self.begin = begin
  }

  /// Takes in an event; gives the lines that stay.
  mutating func take(_ event: RunEvent, at time: ContinuousClock.Instant) -> [String] {
    let title = event.step.flatMap { titles[$0] }.map { "\($0): " } ?? ""
    switch event {
    case .began: return EventText.lines(of: event)
    case .started(let step, _):
      running.append(Running(step: step, start: time))
      return []
    case .output(let step, _, let lines):
      change(step) { $0.line = Self.lastLine(of: lines) ?? $0.line }
      return []
    case .layers(let step, let uses):
      change(step) { $0.layers = uses.isEmpty ? "" : ", " + EventText.layers(of: uses) }
      return []
    case .note, .missed: return EventText.lines(of: event).map { title + $0 }
    case .retry, .warning:
      return EventText.lines(of: event).map { coloured(title + $0, .yellow) }
    case .skipped(_, let reason):
      done += 1
      return [coloured("skipped  ", .grey) + title + reason]
    case .finished(let step, let end, let length):
      return [ended(step, end, length)]
    }
  }

  /// The lines that change: none wider than the terminal, and fewer than it has.
  func frame(at time: ContinuousClock.Instant, _ size: Size) -> [String] {
    // The last column stays free: some terminals begin a new line behind it.
    let columns = max(0, size.columns - 1)
    let most = max(0, size.rows - 2)
    var lines = running.prefix(most).map { step in
      let text = "  \(EventText.seconds(time - step.start))  \(titles[step.step] ?? "")"
      return Self.cut(step.line.isEmpty ? text : "\(text): \(step.line)", columns)
    }
    lines.append(coloured(Self.cut(total(at: time), columns), .bold))
    return lines
  }

  /// What there is to say at the end.
  func total(at time: ContinuousClock.Instant) -> String {
    let rest = titles.count - done - failed - stopped - running.count
    let counts = [
      (done, "done"), (failed, "failed"), (stopped, "stopped"), (running.count, "running"),
      (rest, "to do"),
    ]
    let texts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return (texts + [EventText.seconds(time - begin)]).joined(separator: ", ")
  }

  private mutating func change(_ step: Step.ID, _ change: (inout Running) -> Void) {
    guard let index = running.firstIndex(where: { $0.step == step }) else { return }
    change(&running[index])
  }

  private mutating func ended(
    _ step: Step.ID, _ end: RunEvent.StepEnd, _ length: Duration
  ) -> String {
    let layers = running.first { $0.step == step }?.layers ?? ""
    running.removeAll { $0.step == step }
    let text = "\(titles[step] ?? "") (\(EventText.seconds(length))\(layers))"
    switch end {
    case .succeeded:
      done += 1
      return coloured("done     ", .green) + text
    case .failed:
      failed += 1
      return coloured("failed   ", .red) + text
    case .interrupted:
      stopped += 1
      return coloured("stopped  ", .yellow) + text
    }
  }

  private enum Colour: String {
    case bold = "1"
    case grey = "90"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  private func coloured(_ text: String, _ colour: Colour) -> String {
    isColoured && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  private static func cut(_ text: String, _ columns: Int) -> String {
    guard DisplayText.width(of: text) > columns else { return text }
    return columns == 0 ? "" : DisplayText.escaped(text, columns: columns - 1)
  }

  /// What is last to be seen of `lines`, without colours; nil where nothing is.
  private static func lastLine(of lines: [UInt8]) -> String? {
    // A terminal would show the end of a line that goes back to its beginning.
    let ends = lines.suffix(4096).split { $0 == 0x0A || $0 == 0x0D }
    return ends.reversed().lazy.map { withoutColours(String(decoding: $0, as: UTF8.self)) }
      .first { $0.utf8.contains { $0 > 0x20 } }.map { DisplayText.escaped($0) }
  }

  /// `text` without colours and all else that only commands a terminal (ECMA-48, 5.3 to 5.6).
  static func withoutColours(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    var sequence: Sequence?
    for scalar in text.unicodeScalars {
      if let begun = Sequence(begunBy: scalar) {
        sequence = begun
      } else if let known = sequence {
        sequence = known.next(behind: scalar)
      } else {
        shown.append(scalar == "\t" ? " " : scalar)
      }
    }
    return String(shown)
  }

  /// What is open behind an ESC, or behind one scalar that stands for it and the next.
  private enum Sequence {
    case begun
    /// `[` and parameters, up to a letter.
    case control
    /// A title or a link, up to BEL or ESC and a backslash.
    case string

    init?(begunBy scalar: Unicode.Scalar) {
      switch scalar {
      case "\u{1B}": self = .begun
      case "\u{9B}": self = .control
      case "\u{90}", "\u{98}", "\u{9D}", "\u{9E}", "\u{9F}": self = .string
      default: return nil
      }
    }

    func next(behind scalar: Unicode.Scalar) -> Sequence? {
      switch (self, scalar) {
      case (.begun, "["): .control
      case (.begun, "]"), (.begun, "P"), (.begun, "X"), (.begun, "^"), (.begun, "_"): .string
      case (.begun, " "..."/"): .begun
      case (.control, " "..."?"): .control
      case (.string, "\u{7}"), (.string, "\u{9C}"): nil
      case (.string, _): .string
      case (.begun, _), (.control, _): nil
      }
    }
  }
}
