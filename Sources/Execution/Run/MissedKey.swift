import PipelinePlan

extension StepRunner {
  /// Tells what has changed where a build is done as no image was found by its key.
  ///
  /// Only looks: no other way out does so, and what goes wrong is nobody's concern.
  func tellWhyMissed(_ step: Step) async {
    guard step.phase == .build, let key = request.recordedKey(of: step), let record = key.record,
      let new = request.lines(of: record), let old = await lines(of: record),
      let changes = InputChanges(bases: request.bases(of: key)).between(old, new)
    else { return }
    observer.observe(
      .missed(step.id, since: request.text(of: record.image), changes: changes))
  }

  /// What the cache image that was built last says of itself.
  private func lines(of record: Plan.ContentKey.Record) async -> String? {
    guard let words = request.wordsOfLines(of: record) else { return nil }
    return await answer(of: words)
  }
}
