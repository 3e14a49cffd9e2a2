import Emitters
import Execution
import PipelinePlan

/// How a run ended, as JSON: docs/run.md says what it holds.
struct RunOutcome {
  let result: RunResult
  let request: RunRequest
  /// Where the spec asks for a step, such as `pipegen.yml:7:3`.
  let place: (Step) -> String?

  /// Members of an object.
  var members: [(key: String, value: JSON)] {
    [
      ("failures", .array(result.failures.map(json(of:)))),
      ("interrupted", .array(result.interrupted.map { .number($0.id.index) })),
      (
        "notDone",
        .array(
          result.notDone.map { step in
            .object([
              ("step", .number(step.id.index)),
              ("because", result.causes[step.id].map { .number($0.id.index) } ?? .null),
            ])
          })
      ),
      ("fault", text(result.fault?.message)), ("help", text(result.fault?.help)),
    ]
  }

  private func json(of failure: StepFailure) -> JSON {
    .object([
      ("step", .number(failure.step.id.index)), ("exit", text(failure.exit?.description)),
      ("message", text(failure.diagnosis?.message)), ("help", text(failure.diagnosis?.help)),
      ("place", text(place(failure.step))),
      ("lastLines", .array(failure.lastLines.map { .string(request.masked($0)) })),
    ])
  }

  private func text(_ text: String?) -> JSON { text.map { .string(request.masked($0)) } ?? .null }
}
