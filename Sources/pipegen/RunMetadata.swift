import Emitters
import Execution
import PipelinePlan

/// What a run has left, as JSON: docs/run.md says what it holds.
enum RunMetadata {
  /// What every such file begins with.
  static let beginning = "{\n  \"version\": 1,\n  \"success\": "

  /// Of a run that has ended.
  static func json(of record: RunRecord, _ outcome: RunOutcome) -> JSON {
    let result = outcome.result
    let entries = record.entries
    let plan = record.request.plan
    let late = Set(result.failures.filter { $0.exit?.cause == .timeout }.map(\.step.id))
    let ofImages = Dictionary(grouping: entries.filter { $0.step.image != nil }) { entry in
      entry.step.image ?? 0
    }
    let members: [(key: String, value: JSON)] = [
      ("version", .number(1)), ("success", .boolean(result.isSuccess)),
      ("lane", record.request.lane.map { .string($0.name) } ?? .null),
      ("seconds", .seconds(record.elapsed)),
      (
        "images",
        .array(
          plan.images.indices.compactMap { image in
            ofImages[image].map { json(of: plan.images[image], $0, record.request, late: late) }
          })
      ),
      ("steps", .array(entries.map(json(of:)))),
    ]
    return .object(members + outcome.members)
  }

  private static func json(
    of image: Plan.PlannedImage, _ entries: [RunRecord.Entry], _ request: RunRequest,
    late: Set<Step.ID>
  ) -> JSON {
    let pushes = entries.filter { !$0.step.operation.writes.isEmpty }
    let reads = entries.filter { $0.step.operation.isRead }
    let seconds = entries.reduce(Duration.zero) { $0 + $1.length }
    return .object([
      ("name", .string(image.name)), ("image", .string(image.key)),
      (
        "references",
        .array(
          pushes.flatMap { entry in
            let isLate = late.contains(entry.step.id)
            return entry.step.operation.writes.map {
              json(ofPushed: request.shown($0), entry, isLate: isLate)
            }
          })
      ),
      (
        "caches",
        .array(
          reads.flatMap { entry in
            entry.step.operation.reads.map { reference in
              .object([
                ("reference", .string(request.shown(reference))),
                ("state", .string(entry.state.rawValue)),
              ])
            }
          })
      ),
      (
        "layers",
        .array(entries.filter { $0.step.phase == .build }.flatMap(\.layers).map(JSON.layers))
      ),
      ("seconds", .seconds(seconds)),
    ])
  }

  private static func json(
    ofPushed reference: String, _ entry: RunRecord.Entry, isLate: Bool
  ) -> JSON {
    .object([
      ("reference", .string(reference)),
      ("state", .string(state(ofPush: entry, isLate: isLate))),
      ("isCache", .boolean(entry.step.phase == .pushCaches)),
      ("digest", entry.digest.map { .string($0) } ?? .null),
    ])
  }

  /// An answer that was lost may have been that all is there.
  private static func state(ofPush entry: RunRecord.Entry, isLate: Bool) -> String {
    switch entry.state {
    case .done: "pushed"
    case .skipped, .cold, .notDone: "notPushed"
    case .failed, .tolerated: entry.isUncertain || isLate ? "unknown" : "notPushed"
    case .interrupted: "unknown"
    }
  }

  private static func json(of entry: RunRecord.Entry) -> JSON {
    .object([
      ("step", .number(entry.step.id.index)), ("title", .string(entry.title)),
      ("state", .string(entry.state.rawValue)),
      ("start", entry.start.map { .seconds($0) } ?? .null), ("seconds", .seconds(entry.length)),
      ("attempts", .number(entry.attempts)),
      ("command", .array(entry.words.map { .string($0) })),
      ("remarks", .array(entry.remarks.map { .string($0) })),
      ("layers", .array(entry.layers.map(JSON.layers))),
      (
        "missed",
        entry.miss.map { miss in
          .object([
            ("since", .string(miss.image)),
            ("changes", .array(miss.changes.map { .string($0) })),
          ])
        } ?? .null
      ),
      ("digest", entry.digest.map { .string($0) } ?? .null),
    ])
  }
}
