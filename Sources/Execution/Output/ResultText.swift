public import PipelinePlan
import PipelineSpec

/// Tells how a run ended.
public enum ResultText {
  /// What failed and why, what was interrupted, and what was not done; empty where all went well.
  ///
  /// `place` tells where the spec asks for a step, such as `pipegen.yml:7:3`.
  public static func text(
    of result: RunResult, of request: RunRequest, place: (Step) -> String? = { _ in nil }
  ) -> String {
    var text = result.fault.map { error($0.message) + help($0.help) } ?? ""
    var told: [Diagnosis] = []
    for failure in result.failures {
      // Steps that ran at once fail alike where the engine is gone: it is said once.
      let isTold = failure.diagnosis.map(told.contains) ?? false
      text += isTold ? brief(failure, request) : whole(failure, request, place)
      if let diagnosis = failure.diagnosis { told.append(diagnosis) }
    }
    text += list("interrupted", result.interrupted) { request.title(of: $0) }
    text += list("not done", result.notDone) { step in
      let cause = result.causes[step.id].map { ", which needs: \(request.title(of: $0))" }
      return request.title(of: step) + (cause ?? "")
    }
    return request.masked(text)
  }

  /// How much a run did that went well, and all that was worth a look: lines without line feeds; none
  /// for any other.
  public static func total(of result: RunResult, after duration: Duration) -> [String] {
    guard result.isSuccess else { return [] }
    let count = result.succeeded.count
    let warnings = result.warnings.count
    let total = "\(count) \(count == 1 ? "step" : "steps") done in \(EventText.seconds(duration))"
    guard warnings > 0 else { return [total] }
    return ["\(total), with \(warnings) \(warnings == 1 ? "warning" : "warnings"):"]
      + result.warnings.map { "- " + DisplayText.escaped($0) }
  }

  private static func whole(
    _ failure: StepFailure, _ request: RunRequest, _ place: (Step) -> String?
  ) -> String {
    let title = request.title(of: failure.step)
    var text = error("\(title): \(failure.diagnosis?.message ?? reason(of: failure))")
    text += "  = command: \(ShellText.of(failure.words))\n"
    if let place = place(failure.step) { text += "  = in the spec: \(place)\n" }
    if failure.diagnosis != nil, failure.exit != nil { text += "  = \(reason(of: failure))\n" }
    if !failure.lastLines.isEmpty { text += "  = its last lines:\n" }
    for line in failure.lastLines {
      text += "    | \(DisplayText.escaped(LiveView.withoutColours(line)))\n"
    }
    return text + (failure.diagnosis.map { help($0.help) } ?? "")
  }

  private static func brief(_ failure: StepFailure, _ request: RunRequest) -> String {
    "pipegen: \(request.title(of: failure.step)) failed for the same reason\n"
  }

  private static func reason(of failure: StepFailure) -> String {
    guard let exit = failure.exit else { return "did not start" }
    return exit.description
  }

  private static func error(_ message: String) -> String { "pipegen: error: \(message)\n" }

  private static func help(_ text: String) -> String { "  = help: \(text)\n" }

  private static func list(
    _ title: String, _ steps: [Step], _ text: (Step) -> String
  ) -> String {
    guard !steps.isEmpty else { return "" }
    return "pipegen: \(title):\n" + steps.map { "  - \(text($0))\n" }.joined()
  }
}
