import PipelinePlan
package import PipelineSpec

/// A plan as an Azure pipeline, or as a template of one.
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
      artifact(of: $0.plan, $0.output, request, into: &diagnostics)
    }
  }

  private static func artifact(
    of plan: Plan, _ output: AzureOutput, _ request: EmissionRequest,
    into diagnostics: inout Diagnostics
  ) -> Artifact? {
    AzureDefaults.check(plan.parameters, for: output, into: &diagnostics)
    let file = AzureFile(plan: plan, output: output, request: request)
    file.check(into: &diagnostics)
    guard !diagnostics.hasErrors else { return nil }
    var buffer = TextBuffer(capacity: 8192 + 800 * plan.steps.count)
    let long = YAMLPrinter.print(
      file.document, into: &buffer, noting: AzureLimits.maximumScriptBytes)
    AzureLimits.check(buffer.count, long, at: output.place, into: &diagnostics)
    return Artifact(
      path: output.path, firstLine: "", body: WrittenText(buffer), isExecutable: false)
  }

  /// The variable with the instant at which the pipeline began, in all of its jobs.
  static let startTime = "pipegen_startTime"

  static let startTimeExpression =
    "$[format('{0:yyyy}-{0:MM}-{0:dd}T{0:HH}:{0:mm}:{0:ss}Z', pipeline.startTime)]"

  /// What a step that needs the instant has in its environment.
  static let startTimeEntry = YAMLEntry(
    .environment("PIPEGEN_START_TIME"), .text("$(\(startTime))"))

  /// Goes to the spec's folder.
  @ShellBuilder static func enterRoot(of output: AzureOutput) -> [ShellStatement] {
    if let folder = output.folder {
      ShellAssignment("folder", Word(literal: folder))
      #"cd -- "${PIPEGEN_ROOT:-$BUILD_SOURCESDIRECTORY/$folder}""#
    } else {
      #"cd -- "${PIPEGEN_ROOT:-$BUILD_SOURCESDIRECTORY}""#
    }
  }

  /// What a build prints cannot command the agent.
  static let target = YAMLEntry(
    "target",
    .words(["container: host", "commands: restricted", "settableVariables: none"]))

  /// A step at the end, whether all succeeded or not, which commands the agent.
  static func report(_ script: [ShellStatement], named name: String) -> YAMLDocument {
    [
      "bash": .script(of: script), "name": .line(name),
      "displayName": "Report", "condition": "succeededOrFailed()", "timeoutInMinutes": 5,
    ]
  }

  static func pool(_ pool: AzurePool) -> YAMLDocument {
    let demands = pool.demands.map(YAMLDocument.line)
    let list: YAMLDocument? = demands.isEmpty ? nil : .list(demands)
    return switch pool.agents {
    case .hosted(let vmImage): ["vmImage": .line(vmImage), "demands": list]
    case .named(let name): ["name": .line(name), "demands": list]
    }
  }

  /// What a job with all of `plan` may take.
  static func bound(of plan: Plan, for output: AzureOutput) -> Duration {
    if let timeout = output.timeout { return timeout }
    return plan.steps.reduce(.seconds(3600)) { bound, step in
      switch step.operation {
      case .build, .check: max(bound, step.policy.timeout)
      case _: bound
      }
    }
  }

  /// The same in minutes.
  static func minutes(of plan: Plan, for output: AzureOutput) -> Int {
    minutes(bound(of: plan, for: output))
  }

  /// Azure counts in minutes; a part of one counts whole.
  static func minutes(_ duration: Duration) -> Int {
    Int((duration.components.seconds + 59) / 60)
  }
}
