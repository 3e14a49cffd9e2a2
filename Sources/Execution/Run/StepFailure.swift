public import PipelinePlan

/// A step that failed, and all that helps to see why.
public struct StepFailure: Sendable {
  /// Which.
  public let step: Step
  /// Its exact command.
  public let words: [String]
  /// How the last attempt ended; nil where it did not even start.
  public let exit: Exit?
  /// The last lines that it wrote.
  public let lastLines: [String]
  /// What it means, and what to do; nil where docker's own text says it best.
  public let diagnosis: Diagnosis?
}

/// A fault of the world around a run, with its remedy.
public struct Diagnosis: Hashable, Sendable {
  /// One line that names the thing.
  public let message: String
  /// What to do about it.
  public let help: String
}

/// How a run ended.
public struct RunResult: Sendable {
  /// Steps that are done, or were forgiven or skipped.
  public internal(set) var succeeded: [Step.ID] = []
  /// In the order in which they failed.
  public internal(set) var failures: [StepFailure] = []
  /// Steps that were ended by the interruption.
  public internal(set) var interrupted: [Step] = []
  /// Steps that never started.
  public internal(set) var notDone: [Step] = []
  /// The failed steps for which others were not started.
  public internal(set) var causes: [Step.ID: Step] = [:]
  /// All that was worth a look.
  public internal(set) var warnings: [String] = []
  /// A fault before the first step.
  public internal(set) var fault: Diagnosis?

  /// Whether all is done.
  public var isSuccess: Bool {
    failures.isEmpty && interrupted.isEmpty && notDone.isEmpty && fault == nil
  }
}
