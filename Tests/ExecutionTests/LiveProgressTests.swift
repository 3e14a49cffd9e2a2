import PipelinePlan
import PipelineSpec
import Synchronization
import Testing

@testable import Execution

/// A terminal, as far as the live view moves on one.
private struct Screen {
  let columns: Int
  private(set) var lines: [[Unicode.Scalar]] = [[]]
  private var row = 0
  private(set) var isCursorHidden = false

  init(columns: Int) { self.columns = columns }

  /// Lines without what is empty at the end.
  var text: [String] {
    lines.map { String(String.UnicodeScalarView($0)) }
  }

  mutating func write(_ bytes: [UInt8]) {
    var scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\r": lines[row].removeAll { _ in false }
      case "\n": newLine()
      case "\u{1B}":
        _ = scalars.popFirst()
        let number = scalars.prefix { !$0.properties.isAlphabetic }
        scalars = scalars.dropFirst(number.count)
        obey(scalars.popFirst() ?? " ", Int(String(number)) ?? 1, String(number))
      case _:
        // Where a line is full the next character begins another.
        if lines[row].count == columns { newLine() }
        lines[row].append(scalar)
      }
    }
  }

  private mutating func newLine() {
    row += 1
    if row == lines.count { lines.append([]) }
  }

  private mutating func obey(_ command: Unicode.Scalar, _ count: Int, _ text: String) {
    switch command {
    case "A": row = max(0, row - count)
    case "J":
      lines.removeLast(lines.count - row - 1)
      lines[row] = []
    case "l" where text == "?25": isCursorHidden = true
    default: break
    }
  }
}

/// The live view, on a terminal of its own.
@Suite(.timeLimit(.minutes(60))) struct LiveProgressTests {
  private final class Terminal: Sendable {
    private let screen: Mutex<Screen>
    let columns: Mutex<Int>
    let time = Mutex(ContinuousClock.now)
    private let count = Mutex(0)

    init(_ columns: Int) {
      screen = Mutex(Screen(columns: columns))
      self.columns = Mutex(columns)
    }

    var text: [String] { screen.withLock { $0.text } }

    var isCursorHidden: Bool { screen.withLock { $0.isCursorHidden } }

    /// How often something was written.
    var writes: Int { count.withLock { $0 } }

    func write(_ bytes: [UInt8]) {
      count.withLock { $0 += 1 }
      screen.withLock { $0.write(bytes) }
    }

    func narrow(to width: Int) { columns.withLock { $0 = width } }

    func wait(_ duration: Duration) { time.withLock { $0 += duration } }
  }

  private func progress(
    _ terminal: Terminal, rows: Int = 24, isColoured: Bool = false, steps: Int = 3
  ) throws -> (LiveProgress, [Step.ID]) {
    let plan = TestPlan.pulls(steps)
    let request = try RunRequest(
      plan, lane: 1, origin: RunOrigin(event: .push, isFork: false), environment: Environment(),
      jobs: 3)
    let progress = LiveProgress(
      request, isColoured: isColoured,
      size: { (columns: terminal.columns.withLock { $0 }, rows: rows) },
      now: { terminal.time.withLock { $0 } }
    ) { terminal.write($0) }
    return (progress, plan.steps.map(\.id))
  }

  private static let name = "Pull cache image registry.example/image-"

  @Test func whatRunsStandsBelowWhatIsDone() throws {
    let terminal = Terminal(120)
    let (progress, steps) = try progress(terminal)
    progress.observe(.began(lane: "main", pushHosts: []))
    progress.observe(.started(steps[0], words: ["a"]))
    progress.observe(.started(steps[1], words: ["b"]))
    terminal.wait(.milliseconds(1500))
    let said = "one\n\u{1B}[31mtwo\u{1B}[0m\rthree\n"
    progress.observe(.output(steps[1], .output, lines: Array(said.utf8)))
    progress.tick()
    #expect(
      terminal.text == [
        "lane main: pushes nothing", "  1.5 s  \(Self.name)0:cache",
        "  1.5 s  \(Self.name)1:cache: three", "2 running, 1 to do, 1.5 s", "",
      ])
    progress.observe(
      .layers(steps[0], [LayerUse(stage: "deps", found: 2, fetched: 0, built: 1)]))
    progress.observe(.finished(steps[0], .succeeded, after: .seconds(2)))
    progress.observe(.warning(steps[1], "late"))
    #expect(
      terminal.text == [
        "lane main: pushes nothing",
        "done     \(Self.name)0:cache (2.0 s, layers of stage deps: 2 found, 1 built)",
        "\(Self.name)1:cache: warning: late",
        "  1.5 s  \(Self.name)1:cache: three", "1 done, 1 running, 1 to do, 1.5 s", "",
      ])
    progress.observe(.finished(steps[1], .failed, after: .seconds(2)))
    progress.observe(.skipped(steps[2], reason: "no need"))
    progress.finish()
    #expect(
      terminal.text.suffix(4) == [
        "failed   \(Self.name)1:cache (2.0 s)", "skipped  \(Self.name)2:cache: no need",
        "2 done, 1 failed, 1.5 s", "",
      ])
  }

  /// Whatever the width, nothing is left of what has changed, and the cursor is never hidden.
  @Test(arguments: [1, 2, 3, 10, 40, 79, 80, 65_535], [1, 2, 3, 24, 65_535])
  func noWidthLeavesAnythingBehind(columns: Int, rows: Int) throws {
    let terminal = Terminal(columns)
    let (progress, steps) = try progress(terminal, rows: rows, isColoured: true)
    for step in steps { progress.observe(.started(step, words: ["x"])) }
    for index in 0..<50 {
      terminal.wait(.milliseconds(700))
      let line = String(repeating: "宽é", count: index) + "\n"
      progress.observe(.output(steps[index % 3], .output, lines: Array(line.utf8)))
      progress.tick()
      let height = terminal.text.count - 1
      #expect(height <= max(1, min(rows, 4)), "\(terminal.text)")
      #expect(terminal.text.dropLast().allSatisfy { DisplayText.width(of: $0) < max(columns, 2) })
    }
    for step in steps { progress.observe(.finished(step, .interrupted, after: .zero)) }
    progress.finish()
    let whole = terminal.text.joined()
    // One a step and one in the total; a narrow terminal cuts words in two.
    if columns > 8 { #expect(whole.ranges(of: "stopped").count == 4) }
    #expect(!terminal.isCursorHidden)
    #expect(whole.hasSuffix("3 stopped, 35.0 s"))
  }

  @Test func aTerminalThatBecomesNarrowerIsCleared() throws {
    let terminal = Terminal(40)
    let (progress, steps) = try progress(terminal)
    progress.observe(.started(steps[0], words: ["x"]))
    let wide = LiveView.width(of: terminal.text[0])
    #expect(wide == 39)
    // Its lines would be wrapped in two; the view goes up as far.
    terminal.narrow(to: 20)
    progress.observe(.started(steps[1], words: ["x"]))
    #expect(terminal.text.dropLast().allSatisfy { DisplayText.width(of: $0) <= 19 })
  }

  @Test func coloursAreOnlyWhereTheyAreWanted() throws {
    for isColoured in [true, false] {
      let plan = TestPlan.pulls(1)
      let request = try RunRequest(
        plan, lane: 1, origin: RunOrigin(event: .push, isFork: false), environment: Environment(),
        jobs: 1)
      let kept = Mutex<[UInt8]>([])
      let progress = LiveProgress(
        request, isColoured: isColoured, size: { (80, 24) }
      ) { bytes in kept.withLock { $0 += bytes } }
      progress.observe(.started(plan.steps[0].id, words: ["x"]))
      progress.observe(.finished(plan.steps[0].id, .failed, after: .zero))
      let text = String(decoding: kept.withLock { $0 }, as: UTF8.self)
      #expect(text.contains("\u{1B}[31m") == isColoured)
      #expect(text.contains("\r\u{1B}[2A\u{1B}[J"))
    }
  }

  /// A flood of output costs no more drawing than time itself.
  @Test(arguments: [
    ("\u{1B}[1;31mred\u{1B}[0m \u{1B}[2Kx\ty", "red x y"), ("\u{1B}]0;a title\u{7}text", "text"),
    ("\u{1B}]8;;http://x\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"), ("\u{1B}(Bé\u{1B}M", "é"),
    ("open \u{1B}]0;title", "open "), ("\u{9B}31mred\u{9D}0;title\u{9C} x", "red x"),
    ("\u{1B}Pdata\u{1B}[31m\u{1B}\\on", "on"),
  ])
  func whatCommandsATerminalIsNotShown(_ text: String, _ shown: String) {
    #expect(LiveView.withoutColours(text) == shown)
  }

  @Test func whatOnlyCommandsATerminalIsNoLatestLine() throws {
    let terminal = Terminal(100)
    let (progress, steps) = try progress(terminal)
    progress.observe(.started(steps[0], words: []))
    progress.observe(.output(steps[0], .output, lines: Array("at 5%\n\u{1B}[0m\n".utf8)))
    progress.tick()
    #expect(terminal.text.contains { $0.hasSuffix(": at 5%") }, "\(terminal.text)")
  }

  @Test func outputAloneDrawsNothing() throws {
    let terminal = Terminal(80)
    let (progress, steps) = try progress(terminal)
    progress.observe(.started(steps[0], words: ["x"]))
    let before = terminal.writes
    for _ in 0..<1000 {
      progress.observe(.output(steps[0], .output, lines: Array("x\n".utf8)))
    }
    #expect(terminal.writes == before)
    progress.tick()
    #expect(terminal.writes == before + 1)
    progress.tick()
    #expect(terminal.writes == before + 1)
  }
}
