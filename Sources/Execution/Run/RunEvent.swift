public import PipelinePlan

/// Something that happened in a run, as it happens.
public enum RunEvent: Sendable {
  /// The run begins.
  case began(lane: String?, pushHosts: [String])
  /// A step runs this command.
  case started(Step.ID, words: [String])
  /// A step wrote lines: whole ones, each with its line feed, without secrets.
  case output(Step.ID, StandardStream, lines: [UInt8])
  /// An attempt failed in a way that a later one may cure.
  case retry(Step.ID, reason: String, attempt: Int, of: Int, after: Duration)
  /// Worth knowing; nil: of the whole run.
  case note(Step.ID?, String)
  /// Worth a look; nil: of the whole run.
  case warning(Step.ID?, String)
  /// Where a build got its layers from, by stages; none where its builder does not tell.
  case layers(Step.ID, [LayerUse])
  /// A build that its key had made needless if nothing had changed: the cache image that it is
  /// compared with, and a line for each input that is another one.
  case missed(Step.ID, since: String, changes: [String])
  /// A step counts as done without having run.
  case skipped(Step.ID, reason: String)
  /// A step has ended.
  case finished(Step.ID, StepEnd, after: Duration)

  /// How a step that ran ended.
  public enum StepEnd: Hashable, Sendable {
    /// Done, or forgiven.
    case succeeded
    /// The run fails with it.
    case failed
    /// Ended by the interruption of the run.
    case interrupted
  }
}

/// Somebody who is told of a run.
public protocol RunObserver: Sendable {
  /// Called from any thread; the run waits for it.
  func observe(_ event: RunEvent)
}
