import PipelinePlan
package import PipelineSpec

/// A plan as an Azure pipeline of one job.
///
/// Login goes by the Docker task, so that secrets stay in service connections; all else is the
/// script's own commands, in steps whose values arrive by `env:`.
package enum AzurePipeline: Backend {
  package static let name = "azure"

  package static func isRequested(by outputs: Outputs) -> Bool { !outputs.azure.isEmpty }

  package static func emit(
    _ request: EmissionRequest, into diagnostics: inout Diagnostics
  ) -> [Artifact] {
    let outputs = request.outputs.azure.isEmpty ? [.standard] : request.outputs.azure
    return OutputFiles.of(outputs, request.plan).compactMap {
      artifact(of: $0.plan, $0.output, into: &diagnostics)
    }
  }

  private static func artifact(
    of plan: Plan, _ output: AzureOutput, into diagnostics: inout Diagnostics
  ) -> Artifact? {
    AzureDefaults.check(plan.parameters, for: output, into: &diagnostics)
    guard !diagnostics.hasErrors else { return nil }
    var buffer = TextBuffer(capacity: 8192 + 620 * plan.steps.count)
    let longest = YAMLPrinter.print(document(plan, output), into: &buffer)
    AzureLimits.check(
      buffer.count, longestScript: longest, of: AzureSteps(plan: plan, output: output).list,
      at: output.place, into: &diagnostics)
    return Artifact(path: output.path, firstLine: "", body: buffer.bytes, isExecutable: false)
  }

  private static func document(_ plan: Plan, _ output: AzureOutput) -> YAMLDocument {
    let trigger = trigger(output.trigger)
    var entries: [YAMLEntry] = [
      YAMLEntry("trigger", trigger), YAMLEntry("pr", trigger), YAMLEntry("pool", pool(output.pool)),
    ]
    if plan.possibleFacts.contains(where: \.isOfClock) {
      let variable = YAMLEntry(.environment(startTime), .text(startTimeExpression))
      entries.append(YAMLEntry("variables", .map([variable])))
    }
    let job: YAMLDocument = [
      "job": "pipegen",
      "displayName": "Build and push images",
      "timeoutInMinutes": .number(minutes(output.timeout)),
      "steps": AzureSteps(plan: plan, output: output).list,
    ]
    entries.append(YAMLEntry("jobs", .spacedList([job])))
    let document = YAMLDocument.map(entries)
    let names = output.serviceConnections.map { "'\($0.value)'" }
    guard !names.isEmpty else { return document }
    return .commented(
      "Needs the Docker registry service connection \(names.joined(separator: " and ")).", document)
  }

  /// The variable with the instant at which the pipeline began, in all of its jobs.
  static let startTime = "pipegen_startTime"

  private static let startTimeExpression =
    "$[format('{0:yyyy}-{0:MM}-{0:dd}T{0:HH}:{0:mm}:{0:ss}Z', pipeline.startTime)]"

  /// Written out in any case: what is left out means every branch, silently.
  private static func trigger(_ branches: [String]?) -> YAMLDocument {
    guard let branches else { return ["branches": ["include": [.text("*")]]] }
    guard !branches.isEmpty else { return "none" }
    return ["branches": ["include": .list(branches.map(YAMLDocument.text))]]
  }

  private static func pool(_ pool: AzurePool) -> YAMLDocument {
    switch pool {
    case .hosted(let vmImage): ["vmImage": .text(vmImage)]
    case .named(let name): ["name": .text(name)]
    }
  }

  /// Azure counts in minutes; a part of one counts whole.
  static func minutes(_ duration: Duration) -> Int {
    Int((duration.components.seconds + 59) / 60)
  }
}
