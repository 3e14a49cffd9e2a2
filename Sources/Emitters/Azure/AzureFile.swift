import PipelinePlan
import PipelineSpec

/// One pipeline, or one template, as a whole.
struct AzureFile {
  let plan: Plan
  let output: AzureOutput
  let request: EmissionRequest

  /// The file, its sections in the order in which people look for them.
  var document: YAMLDocument {
    var passed = AzurePassed(
      parts: parts,
      names: AzureNames(beside: [output.stages, output.extends?.parameters].compactMap(\.self)))
    let document = output.template.map { template($0, &passed.names) } ?? pipeline(&passed)
    let comments = comments
    return comments.isEmpty ? document : .commented(comments, document)
  }

  private var parts: AzureParts { AzureParts(plan: plan, output: output, script: script) }

  private var paths: AzurePaths { AzurePaths(of: plan, for: output, beside: script, request) }

  /// The generated script that does this plan; nil where the spec asks for none.
  private var script: ShellOutput? {
    OutputFiles.of(request.outputs.shell, request.plan).first {
      $0.plan.steps.map(\.id) == plan.steps.map(\.id)
    }?.output
  }

  /// Reports a script that `layout: script` would call, but nobody makes.
  func check(into diagnostics: inout Diagnostics) {
    if output.layout == .jobs {
      AzureLimits.checkJobs(of: document, at: output.place, into: &diagnostics)
    }
    guard output.layout == .script, script == nil else { return }
    diagnostics.error(
      .missingKey, "layout script calls a generated script, and there is none for these images",
      at: output.place, help: "add 'shell: ci/build.sh' to outputs, for the same images")
  }
}

// MARK: - Sections

extension AzureFile {
  private func pipeline(_ passed: inout AzurePassed) -> YAMLDocument {
    let filters = AzureFilters(
      output: output, paths: output.hasAutomaticPaths ? paths.list : nil)
    var sections: [YAMLEntry?] = [
      output.name.map { YAMLEntry("name", .line($0)) },
      YAMLEntry("trigger", filters.trigger), YAMLEntry("pr", filters.pullRequests),
      filters.schedules.map { YAMLEntry("schedules", $0) },
      output.resources.map { YAMLEntry("resources", passed.document(of: $0)) },
      YAMLEntry("pool", AzurePipeline.pool(output.pool)),
      variables(&passed).map { YAMLEntry("variables", $0) },
    ]
    sections.append(body(&passed))
    return .map(sections.compactMap(\.self))
  }

  /// The spec's variables and our own.
  private func variables(_ passed: inout AzurePassed) -> YAMLDocument? {
    let given = output.variables.map { passed.document(of: $0) }
    guard let own = parts.startTime else { return given }
    switch given {
    case .map(let entries)?: return .map(entries + [own])
    case .list(let items)?:
      return .list(items + [["name": .line(AzurePipeline.startTime), "value": own.value]])
    case _: return .map([own])
    }
  }

  /// What runs.
  private func body(_ passed: inout AzurePassed) -> YAMLEntry {
    guard let extends = output.extends else {
      if case .list(let stages)? = output.stages {
        return YAMLEntry("stages", passed.elements(stages))
      }
      return YAMLEntry("jobs", parts.jobs(called: "pipegen", &passed.names))
    }
    let given = extends.parameters ?? .map([])
    let own = passed.document(of: given)
    var parameters: [YAMLEntry] = []
    if case .map(let entries) = own { parameters = entries }
    if given.holes.isEmpty {
      if case .list(let stages)? = output.stages {
        parameters.append(YAMLEntry("stages", passed.elements(stages)))
      } else {
        parameters.append(YAMLEntry("stages", parts.stage(called: "pipegen", &passed.names)))
      }
    }
    return YAMLEntry(
      "extends",
      ["template": .line(extends.template), "parameters": .map(parameters)])
  }

  private func template(_ kind: AzureTemplate, _ names: inout AzureNames) -> YAMLDocument {
    let parameters = plan.parameters.map { parameter -> YAMLDocument in
      [
        "name": .line(parameter.variable.name),
        "displayName": parameter.help.map { .text(LiveText.broken($0)) }, "type": "string",
        "default": parameter.isRequired && !isGiven(parameter)
          ? nil : .text(AzureValues.given(to: parameter, output)),
        "values": choices(of: parameter).map { .list($0.map(YAMLDocument.text)) },
      ]
    }
    let body =
      switch kind {
      case .steps: YAMLEntry("steps", steps)
      case .jobs: YAMLEntry("jobs", parts.jobs(called: "pipegen", &names))
      case .stages: YAMLEntry("stages", parts.stage(called: "pipegen", &names))
      }
    return .map(
      (parameters.isEmpty ? [] : [YAMLEntry("parameters", .list(parameters))]) + [body])
  }

  /// What alone may be chosen, as far as Azure can tell it beforehand.
  private func choices(of parameter: Plan.Parameter) -> [String]? {
    guard case .oneOf(let texts)? = parameter.rule, !parameter.variable.isOptional,
      !isGiven(parameter), texts.allSatisfy({ LiveText.first(in: $0) == nil })
    else { return nil }
    return texts
  }

  /// A template of steps has those of one job.
  private var steps: YAMLDocument {
    var names = AzureNames(besideSteps: [])
    return parts.steps(&names, isWhole: true)
  }

  private func isGiven(_ parameter: Plan.Parameter) -> Bool {
    output.parameters.contains { $0.key.value == parameter.variable.name }
  }

  private var comments: String {
    var lines: [String] = []
    let names = output.serviceConnections.map { "'\($0.value)'" }
    if !names.isEmpty {
      lines.append(
        "Needs the Docker registry service connection \(names.joined(separator: " and ")).")
    }
    switch output.template {
    case .steps?: lines.append("A template of steps.")
    case .jobs?: lines.append("A template of jobs.")
    case .stages?: lines.append("A template of stages.")
    case nil:
      if output.pullRequests.map({ $0 != .none }) ?? !output.trigger.isNone {
        lines.append(
          "`pr` is for repositories at GitHub and Bitbucket Cloud; in Azure Repos a branch policy")
        lines.append("builds pull requests.")
      }
      if output.hasAutomaticPaths, let reason = paths.reason {
        lines.append("Every change starts it, as `paths: auto` leaves nothing out:")
        lines.append("\(reason).")
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension AzureOutput {
  /// Whether a filter names what the images are built from.
  fileprivate var hasAutomaticPaths: Bool {
    [trigger.paths, pullRequests?.paths].contains {
      $0?.include.contains(AzureFilter.automatic) ?? false
    }
  }
}
