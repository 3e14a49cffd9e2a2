import PipelineSpec
import Synchronization

/// Shows a run on a terminal, in place: the cursor stays visible, and nothing but lines above it is
/// ever moved, so that there is nothing to restore.
public final class LiveProgress: RunObserver {
  private struct State {
    var view: LiveView
    /// Lines of what stands on the terminal and changes.
    var shown: [String] = []
  }

  private let state: Mutex<State>
  private let size: @Sendable () -> (columns: Int, rows: Int)
  private let now: @Sendable () -> ContinuousClock.Instant
  private let write: @Sendable ([UInt8]) -> Void

  /// - Parameters:
  ///   - request: The run, which begins now.
  ///   - isColoured: Whether colours tell ends apart.
  ///   - size: The terminal's, now.
  ///   - now: The clock.
  ///   - write: Puts bytes on the terminal; it is never called twice at once.
  public init(
    _ request: RunRequest, isColoured: Bool,
    size: @escaping @Sendable () -> (columns: Int, rows: Int),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    write: @escaping @Sendable ([UInt8]) -> Void
  ) {
    state = Mutex(State(view: LiveView(request, isColoured: isColoured, at: now())))
    self.size = size
    self.now = now
    self.write = write
  }

  /// Shows what has changed; of what a step writes only the last line is seen, and that soon.
  public func observe(_ event: RunEvent) {
    state.withLock { state in
      let lines = state.view.take(event, at: now())
      if case .output = event { return }
      draw(lines, &state)
    }
  }

  /// Shows how time goes by.
  public func tick() { state.withLock { draw([], &$0) } }

  /// Leaves the lines that stay, and the total.
  public func finish() {
    state.withLock { state in
      let text = Self.erasure(of: state.shown, in: size().columns)
      state.shown = []
      write(Array("\(text)\(state.view.total(at: now()))\n".utf8))
    }
  }

  private func draw(_ lines: [String], _ state: inout State) {
    let (columns, rows) = size()
    let frame = state.view.frame(
      at: now(), LiveView.Size(columns: max(1, columns), rows: max(1, rows)))
    if lines.isEmpty, frame == state.shown { return }
    let text = (lines + frame).map { $0 + "\n" }.joined()
    write(Array((Self.erasure(of: state.shown, in: columns) + text).utf8))
    state.shown = frame
  }

  /// Takes away what stands above the cursor; a terminal that has become narrower has wrapped it.
  private static func erasure(of lines: [String], in columns: Int) -> String {
    let rows = lines.reduce(0) { rows, line in
      rows + max(1, (LiveView.width(of: line) + columns - 1) / max(1, columns))
    }
    return rows == 0 ? "" : "\r\u{1B}[\(rows)A\u{1B}[J"
  }
}

extension LiveView {
  /// Columns of a line, whose colours take none.
  static func width(of line: String) -> Int {
    DisplayText.width(of: withoutColours(line))
  }
}
