import PipelinePlan
import Synchronization

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
    let command = ResolvedCommand(
      words: words, environment: environment, workingDirectory: request.workingDirectory,
      timeout: .seconds(10))
    let output = Mutex<[UInt8]>([])
    let exit = try? await launcher.launch(command, until: interruption) { stream, bytes in
      output.withLock { output in
        if stream == .output, output.count <= Self.limit { output += bytes }
      }
    }
    let bytes = output.withLock(\.self)
    guard exit?.isSuccess ?? false, bytes.count <= Self.limit else { return nil }
    let end = bytes.lastIndex { $0 != UInt8(ascii: "\n") }
    return end.map { String(decoding: bytes[...$0], as: UTF8.self) }
  }

  /// What is longer is none of ours.
  private static let limit = 1024 * 1024
}
