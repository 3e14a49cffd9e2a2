import PipelinePlan

/// Passes on what happens in a run without the secrets in it; what children wrote has lost them
/// already.
///
/// A value that somebody gave a parameter may be one, and so stand in a command.
struct MaskingObserver: RunObserver {
  private let observer: any RunObserver
  private let patterns: Redactor.Patterns

  init(_ observer: any RunObserver, hiding patterns: Redactor.Patterns) {
    self.observer = observer
    self.patterns = patterns
  }

  func observe(_ event: RunEvent) {
    observer.observe(patterns.isEmpty ? event : masked(event))
  }

  private func masked(_ event: RunEvent) -> RunEvent {
    switch event {
    case .began, .output, .layers, .finished: event
    case .started(let step, let words): .started(step, words: words.map(patterns.masked))
    case .retry(let step, let reason, let attempt, let tries, let pause):
      .retry(step, reason: patterns.masked(reason), attempt: attempt, of: tries, after: pause)
    case .note(let step, let text): .note(step, patterns.masked(text))
    case .warning(let step, let text): .warning(step, patterns.masked(text))
    case .missed(let step, let image, let changes):
      .missed(step, since: patterns.masked(image), changes: changes.map(patterns.masked))
    case .skipped(let step, let reason): .skipped(step, reason: patterns.masked(reason))
    }
  }
}
