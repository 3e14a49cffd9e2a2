import PipelineSpec

/// Proves that a lane reads only what it, or a lane that it trusts, can write.
///
/// A tag that is known only at run time counts as another: script and run refuse it where it is not.
enum TrustProof {
  /// Reports each pair of lanes of `plan` of which one reads what the other writes, untrusted.
  static func check(_ plan: Plan, _ lanes: [Lane], into diagnostics: inout Diagnostics) {
    guard !lanes.isEmpty else { return }  // The standard ones are safe.
    let (steps, planned) = (plan.steps, plan.lanes)
    var writers: [Word: (lanes: LaneSet, origin: SourceRange?)] = [:]
    for step in steps {
      for reference in step.operation.writes {
        writers[reference.withAnyKey, default: ([], step.origin)].lanes.formUnion(step.lanes)
      }
    }
    var told: Set<[Int]> = []
    for step in steps {
      for reference in step.operation.reads {
        guard let written = writers[reference.withAnyKey] else { continue }
        for reader in planned.indices where step.lanes.contains(LaneSet(reader)) {
          for writer in planned.indices
          where written.lanes.contains(LaneSet(writer))
            && !planned[reader].trusts.contains(LaneSet(writer))
            && told.insert([reader, writer]).inserted
          {
            report(
              reference, lanes[reader], lanes[writer], written.origin, step.origin, &diagnostics)
          }
        }
      }
    }
  }

  private static func report(
    _ reference: Word, _ reader: Lane, _ writer: Lane, _ push: SourceRange?, _ pull: SourceRange?,
    _ diagnostics: inout Diagnostics
  ) {
    let places = [
      pull.map { Diagnostic.Note(message: "read here, in every lane", range: $0) },
      push.map { Diagnostic.Note(message: "pushed here", range: $0) },
      Diagnostic.Note(message: "by this lane", range: writer.name.range),
    ]
    diagnostics.error(
      .untrustedCache,
      "lane '\(reader.name.value)' reads '\(reference.description)', which lane '\(writer.name.value)' writes",
      at: reader.name.range,
      help:
        "let '\(writer.name.value)' not push it, or add that lane to 'reads' of '\(reader.name.value)' if it is as trusted",
      notes: places.compactMap(\.self))
  }
}
