import PipelinePlan
import Synchronization

/// What cache images were when they were pulled: one that still is so is not pushed.
final class PulledImages: Sendable {
  private let identities = Mutex<[Word: String]>([:])

  subscript(reference: Word) -> String? {
    get { identities.withLock { $0[reference] } }
    set { identities.withLock { $0[reference] = newValue } }
  }
}

extension StepRunner {
  /// Keeps in mind what a step has pulled.
  func noteContent(of step: Step) async {
    guard step.tracksContent, case .pull(let reference) = step.operation else { return }
    pulled[reference] = await identity(of: reference)
  }

  /// Whether a step would push what was pulled.
  func isAsPulled(_ step: Step) async -> Bool {
    guard step.tracksContent, case .push(let reference) = step.operation,
      let known = pulled[reference]
    else { return false }
    return await identity(of: reference) == known
  }

  private func identity(of reference: Word) async -> String? {
    guard let words = request.wordsOfIdentity(of: reference) else { return nil }
    return await answer(of: words)
  }
}
