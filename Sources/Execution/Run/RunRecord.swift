public import PipelinePlan
import PipelineSpec
import Synchronization

/// Keeps what happened in a run, for reports.
public final class RunRecord: RunObserver {
  /// What became of a step.
  public struct Entry: Sendable {
    /// How it ended.
    public enum State: String, Sendable, CaseIterable {
      /// It did what it is for.
      case done
      /// There was no cache image to read.
      case cold
      /// It was not needed.
      case skipped
      /// It failed.
      case failed
      /// It failed, which the run bears.
      case tolerated
      /// The run's interruption ended it.
      case interrupted
      /// It never started.
      case notDone
    }

    /// Which.
    public let step: Step
    /// What it does, in a few words.
    public let title: String
    /// How it ended.
    public internal(set) var state = State.notDone
    /// Since the run began; nil where it did not start.
    public internal(set) var start: Duration?
    /// How long it took.
    public internal(set) var length = Duration.zero
    /// How often it was tried.
    public internal(set) var attempts = 0
    /// Its exact words, without secrets.
    public internal(set) var words: [String] = []
    /// What pipegen said of it.
    public internal(set) var remarks: [String] = []
    /// Why no image was found by its key; nil where that is not known.
    public internal(set) var miss: Miss?
    /// Where its layers came from.
    public internal(set) var layers: [LayerUse] = []
    /// Of the manifest that it pushed, such as `sha256:…`; nil where the builder told none.
    public internal(set) var digest: String?
    /// Its row in a chart of what ran at once, from 0.
    public internal(set) var row = 0
    /// What a build by a key was compared with, and what has changed since.
    public struct Miss: Sendable {
      /// The cache image that was built last.
      public let image: String
      /// A line for each input that is another one.
      public let changes: [String]
    }

    fileprivate var tail = OutputTail(limit: 4 * 1024)

    /// Whether its failure may be that of an answer alone: what it was to do may be done.
    public var isUncertain: Bool {
      RegistryFault(message: tail.lines(.max).joined(separator: "\n")) == .transient
    }

    /// The last lines that it wrote, without secrets.
    public var lastLines: [String] { tail.lines(20) }
  }

  /// The run.
  public let request: RunRequest
  private let positions: [Step.ID: Int]
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state: Mutex<State>

  fileprivate struct State {
    let begin: ContinuousClock.Instant
    var entries: [Entry]
    /// By row, whether a step runs there.
    var rows: [Bool] = []
  }

  /// - Parameters:
  ///   - request: The run, which begins now.
  ///   - now: The clock.
  public init(
    _ request: RunRequest, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.request = request
    positions = Dictionary(uniqueKeysWithValues: request.steps.enumerated().map { ($1.id, $0) })
    self.now = now
    state = Mutex(
      State(
        begin: now(),
        entries: request.steps.map { Entry(step: $0, title: request.title(of: $0)) }))
  }

  /// What became of each step of the run, in its order.
  public var entries: [Entry] { state.withLock(\.entries) }

  /// Since the run began.
  public var elapsed: Duration { now() - state.withLock(\.begin) }

  /// Keeps what matters of it.
  public func observe(_ event: RunEvent) {
    guard let step = event.step, let index = positions[step] else { return }
    state.withLock { $0.record(event, at: index, now() - $0.begin) }
  }
}

extension RunRecord.State {
  fileprivate mutating func record(_ event: RunEvent, at index: Int, _ time: Duration) {
    switch event {
    case .began: break
    case .started(_, let words):
      entries[index].start = time
      entries[index].words = words
      entries[index].attempts = 1
      entries[index].row = takeRow()
    case .output(_, _, let lines):
      entries[index].tail.append(lines)
      if !entries[index].step.operation.writes.isEmpty {
        entries[index].digest = PushedDigest.last(in: lines) ?? entries[index].digest
      }
    case .retry(_, let reason, let attempt, _, _):
      entries[index].attempts = attempt + 1
      entries[index].remarks.append(reason)
    case .note(_, let text):
      entries[index].remarks.append(text)
      entries[index].state = .cold
    case .warning(_, let text):
      entries[index].remarks.append(text)
      entries[index].state = .tolerated
    case .layers(_, let layers): entries[index].layers = layers
    case .missed(_, let image, let changes):
      entries[index].miss = RunRecord.Entry.Miss(image: image, changes: changes)
    case .skipped(_, let reason):
      entries[index].remarks.append(reason)
      entries[index].state = .skipped
    case .finished(_, let end, let length):
      entries[index].length = length
      rows[entries[index].row] = false
      switch end {
      case .succeeded where entries[index].state == .notDone: entries[index].state = .done
      case .succeeded: break
      case .failed: entries[index].state = .failed
      case .interrupted: entries[index].state = .interrupted
      }
    }
  }

  private mutating func takeRow() -> Int {
    let row = rows.firstIndex(of: false) ?? rows.count
    if row == rows.count { rows.append(true) } else { rows[row] = true }
    return row
  }
}

/// The digest that a program tells of the manifest which it has pushed.
enum PushedDigest {
  /// The last in `lines`: `1.2: digest: sha256:… size: 528` of docker, `pushing manifest for
  /// HOST/NAME:TAG@sha256:…` of buildx.
  static func last(in lines: [UInt8]) -> String? {
    lines.split(separator: UInt8(ascii: "\n")).reversed().lazy.filter { $0.count < limit }
      .compactMap { digest(in: String(decoding: $0, as: UTF8.self)) }.first
  }

  /// A longer line is none of these.
  private static let limit = 1024

  private static let sign = "sha256:"

  private static func digest(in line: String) -> String? {
    guard line.holds("digest: ") || line.holds("pushing manifest for ") else { return nil }
    guard let place = line[...].place(of: sign) else { return nil }
    let digits = line[place.upperBound...].prefix(while: \.isHexDigit)
    return digits.utf8.count == 64 ? sign + digits : nil
  }
}
