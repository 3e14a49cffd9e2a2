extension Schema<AzureOutput> {
  static let azureOutput: Schema = .either(
    scalar: Schema<String>.outputPath.map { path in
      var output = AzureOutput.standard
      output.path = path
      return output
    }, mapping: checked
  ).located.map { output in
    var placed = output.value
    placed.place = placed.place ?? output.range
    return placed
  }

  private static let checked = Schema(rows.shape) { node, diagnostics in
    AzureOutputKeys.check(node.allEntries, into: &diagnostics)
    return rows.decode(node, &diagnostics)
  }

  private static let rows = record(
    "azure", AzureFields.path, AzureFields.images, AzureFields.folder, AzureFields.name,
    AzureFields.layout,
    AzureFields.trigger, AzureFields.pullRequests, AzureFields.schedules, AzureFields.pool,
    AzureFields.variables, AzureFields.resources, AzureFields.serviceConnections,
    AzureFields.parameters, AzureFields.secrets, AzureFields.checkout, AzureFields.timeout,
    AzureFields.stages,
    AzureFields.template, AzureFields.extends
  ) {
    (
      path, images, folder, name, layout, trigger, pullRequests, schedules, pool, variables,
      resources,
      serviceConnections, parameters, secrets, checkout, timeout, stages, template, extends
    ) -> AzureOutput in
    AzureOutput(
      path: path?.value ?? AzureOutput.standard.path, images: images, folder: folder, name: name,
      layout: layout,
      trigger: trigger, pullRequests: pullRequests, schedules: schedules, pool: pool,
      variables: variables, resources: resources, serviceConnections: serviceConnections,
      parameters: parameters, secrets: secrets, checkout: checkout, timeout: timeout,
      stages: stages,
      template: template, extends: extends, place: path?.range)
  }
}

/// Keys of an Azure output that exclude each other.
private enum AzureOutputKeys {
  /// What only a pipeline has, and no template.
  private static let ofPipelines = [
    "name", "trigger", "pr", "schedules", "variables", "resources", "stages", "extends",
  ]

  static func check(_ entries: [Node.Entry], into diagnostics: inout Diagnostics) {
    guard let template = entries.first(where: { $0.key.value == "template" }) else {
      if let stages = entries.value(of: "stages") {
        checkHoles(of: stages, into: &diagnostics)
      }
      return
    }
    var wrong = entries.filter { ofPipelines.contains($0.key.value) }
    if case .scalar("steps", _) = template.value.content {
      wrong += entries.filter { ["pool", "timeout"].contains($0.key.value) }
      if let layout = entries.first(where: { $0.key.value == "layout" }),
        case .scalar("jobs", _) = layout.value.content
      {
        wrong.append(layout)
      }
    }
    for entry in wrong {
      diagnostics.error(
        .clash, "'\(entry.key.value)' means nothing in a template", at: entry.key.range,
        help: "the pipeline that includes the template has it",
        notes: [Diagnostic.Note(message: "a template because of this", range: template.key.range)])
    }
  }

  /// Stages without the plan's own would be a pipeline without it.
  private static func checkHoles(of stages: Node, into diagnostics: inout Diagnostics) {
    guard !stages.holdsKey("pipegen") else { return }
    diagnostics.error(
      .missingKey, "no list in these stages holds '- pipegen: IMAGES'", at: stages.range,
      help: "write '- pipegen: all' where the compiled steps, jobs or stage belong")
  }
}

extension Node {
  /// Whether it, or anything in it, has this key.
  fileprivate func holdsKey(_ key: String) -> Bool {
    switch content {
    case .scalar: false
    case .sequence(let items): items.contains { $0.holdsKey(key) }
    case .mapping(let entries):
      entries.contains { $0.key.value == key || $0.value.holdsKey(key) }
    }
  }
}
