import PipelinePlan
import PipelineSpec

/// What happened in a run as one page of HTML: it loads nothing and runs no script.
public struct RunReport {
  private let record: RunRecord
  private let result: RunResult
  private let entries: [RunRecord.Entry]
  private let total: Duration
  private let critical: Set<Step.ID>
  private let graph: String

  /// - Parameters:
  ///   - record: Of a run that has ended.
  ///   - result: How it ended.
  ///   - graph: An `svg` element with a group `s<position>` for each step.
  public init(of record: RunRecord, _ result: RunResult, graph: String) {
    self.record = record
    self.result = result
    self.graph = graph
    entries = record.entries
    total = entries.map(\.end).max() ?? .zero
    critical = CriticalPath.steps(of: entries)
  }

  /// What every page begins with.
  public static let beginning = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>pipegen run:
    """

  /// The page.
  public var html: String {
    """
    \(Self.beginning) \(verdict)</title>
    <style>\(ReportStyle.text)\(states)</style>
    </head>
    <body>
    <h1>pipegen run <span class="\(result.isSuccess ? "done" : "failed")">\(verdict)</span></h1>
    <p>\(summary)</p>
    <h2>Timeline</h2>
    <p class="hint">A bar a step, a row for what ran at once; the critical path has a thick edge.</p>
    <div class="wide"><div class="lanes">
    \(lanes)</div></div>
    <h2>Layers</h2>
    \(layers)
    \(misses)<h2>Steps</h2>
    \(steps)
    <h2>Graph</h2>
    <div class="wide">\(graph)</div>
    </body>
    </html>

    """
  }

  private var verdict: String {
    if result.isSuccess { return "done" }
    return result.interrupted.isEmpty ? "failed" : "interrupted"
  }

  private var summary: String {
    let lane = record.request.lane.map { "lane \(XMLText.escaped($0.name))" } ?? "no lane"
    let states = Dictionary(grouping: entries, by: \.state).mapValues(\.count)
    let counts = RunRecord.Entry.State.allCases.compactMap { state in
      states[state].map { "\($0) \(state.words)" }
    }
    return ([lane, EventText.seconds(total)] + counts).joined(separator: " · ")
  }

  /// The graph's boxes by what became of their steps.
  private var states: String {
    entries.filter { $0.state == .failed || critical.contains($0.step.id) }.map { entry in
      let colour = entry.state == .failed ? "stroke:#cf222e;" : ""
      return "#s\(entry.step.id.index) rect{\(colour)stroke-width:3}"
    }.joined()
  }

  private var lanes: String {
    let rows = (entries.filter { $0.start != nil }.map(\.row).max() ?? -1) + 1
    return (0..<rows).map { row in
      let bars = entries.filter { $0.start != nil && $0.row == row }.map(bar).joined()
      return "<div class=\"lane\">\(bars)</div>\n"
    }.joined()
  }

  private func bar(of entry: RunRecord.Entry) -> String {
    let edge = critical.contains(entry.step.id) ? " critical" : ""
    let title = XMLText.escaped("\(entry.title): \(EventText.seconds(entry.length))")
    return """
      <a href="#step\(entry.step.id.index)" class="bar \(entry.state.rawValue)\(edge)" \
      style="left:\(share(entry.start ?? .zero));width:\(share(entry.length))" title="\(title)">\
      \(XMLText.escaped(entry.title))</a>
      """
  }

  /// Of the whole time, in percent.
  private func share(_ duration: Duration) -> String {
    guard total > .zero else { return "0%" }
    let thousandths = Int((duration / total) * 100_000)
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000)."
      + String(repeating: "0", count: 3 - rest.utf8.count) + rest + "%"
  }

  private var layers: String {
    let built = entries.filter { !$0.layers.isEmpty }
    guard !built.isEmpty else { return "<p>No builder told of layers.</p>" }
    let rows = built.flatMap { entry in
      entry.layers.map { use in
        "<tr><td>\(XMLText.escaped(entry.title))<td>\(XMLText.escaped(use.stage))"
          + "<td>\(use.found)<td>\(use.fetched)<td>\(use.built)\n"
      }
    }
    return "<div class=\"wide\"><table><tr><th>Step<th>Stage<th>Found<th>Fetched<th>Built\n"
      + rows.joined() + "</table></div>"
  }

  private var misses: String {
    let rows = entries.compactMap { entry in
      entry.miss.map { miss in
        let changes = miss.changes.isEmpty ? ["nothing"] : miss.changes
        return "<tr><td>\(XMLText.escaped(entry.title))<td>\(XMLText.escaped(miss.image))<td>"
          + changes.map(XMLText.escaped).joined(separator: "<br>") + "\n"
      }
    }
    return rows.isEmpty
      ? ""
      : "<h2>Why it missed</h2>\n<div class=\"wide\"><table><tr><th>Step<th>Since"
        + "<th>What changed\n" + rows.joined() + "</table></div>\n"
  }

  private var steps: String { entries.map(details).joined() }

  private func details(of entry: RunRecord.Entry) -> String {
    let isOpen = entry.state == .failed ? " open" : ""
    let remarks = entry.remarks.map { "<p>\(XMLText.escaped($0))</p>" }.joined()
    let digest = entry.digest.map { "<p>\($0)</p>" } ?? ""
    let command = entry.words.isEmpty ? "" : pre(ShellText.of(entry.words))
    let lines = entry.lastLines.map { DisplayText.escaped(LiveView.withoutColours($0)) }
    let log = lines.isEmpty ? "" : pre(lines.joined(separator: "\n"))
    return """
      <details id="step\(entry.step.id.index)"\(isOpen)><summary><span \
      class="\(entry.state.rawValue)">\(entry.state.words)</span> \(XMLText.escaped(entry.title)) \
      <small>\(EventText.seconds(entry.length))</small></summary>\(remarks)\(digest)\(command)\(log)\
      </details>

      """
  }

  private func pre(_ text: String) -> String { "<pre>\(XMLText.escaped(text))</pre>" }
}

extension RunRecord.Entry {
  /// Since the run began; its beginning where it did not start.
  var end: Duration { (start ?? .zero) + length }
}

extension RunRecord.Entry.State {
  fileprivate var words: String {
    switch self {
    case .done, .cold, .skipped, .failed, .interrupted: rawValue
    case .tolerated: "failed, tolerated"
    case .notDone: "not done"
    }
  }
}

/// The steps that a run had to wait for: had one been quicker, so had been the run.
enum CriticalPath {
  /// From the last to end back to the first, each waiting for the next.
  static func steps(of entries: [RunRecord.Entry]) -> Set<Step.ID> {
    let started = entries.filter { $0.start != nil }
    var path: Set<Step.ID> = []
    var next = started.max { $0.end < $1.end }
    while let entry = next, path.insert(entry.step.id).inserted {
      // It waited for what it needs, for the earlier phases, or for a place to run at.
      next = started.filter { before in
        before.step.id != entry.step.id && before.end <= (entry.start ?? .zero)
          && (entry.step.needs.contains(before.step.id) || before.step.phase < entry.step.phase
            || before.row == entry.row)
      }.max { $0.end < $1.end }
    }
    return path
  }
}
