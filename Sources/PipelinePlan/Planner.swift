public import PipelineSpec

/// Decides what a spec means: which steps, in which order, at whose cost.
public enum Planner {
  /// The plan of `pipeline`; nil once every fault is reported.
  public static func plan(_ pipeline: Pipeline, into diagnostics: inout Diagnostics) -> Plan? {
    guard PlanLimits.allow(pipeline, into: &diagnostics) else { return nil }
    var faults = Diagnostics()
    let parameters = ParameterPlanner.plan(pipeline.parameters, into: &faults)
    ParameterPlanner.checkSecrets(pipeline.registries, parameters, into: &faults)
    let names = NameTable(pipeline: pipeline, parameters: parameters)
    let references = pipeline.images.map { image in
      ImageResolver.references(of: image, in: names, into: &faults)
    }
    let resolved = pipeline.images.indices.map { index in
      ImageResolver.resolve(pipeline.images[index], at: index, references, in: names, into: &faults)
    }
    let order = BuildOrder.order(resolved, into: &faults)
    TagDefaults.check(resolved.flatMap(\.tagRules), pipeline.parameters, into: &faults)
    UnusedRegistries.check(pipeline, into: &faults)
    OutputReferences.check(pipeline, parameters: parameters, into: &faults)
    defer { diagnostics.append(faults) }
    guard let order, !faults.hasErrors else { return nil }
    return assemble(pipeline, parameters: parameters, images: order.map { resolved[$0] })
  }

  private static func assemble(
    _ pipeline: Pipeline, parameters: [Plan.Parameter], images: [ResolvedImage]
  ) -> Plan {
    let lanes = Lane.standard
    var steps = StepPlanner(images, lanes: lanes)
    steps.addLogins(pipeline.registries.prefix(1))
    for (index, image) in images.enumerated() { steps.addBuilds(of: image, at: index) }
    for (index, image) in images.enumerated() { steps.addImagePushes(of: image, at: index) }
    for (index, image) in images.enumerated() { steps.addCachePushes(of: image, at: index) }
    var positions = Array(repeating: 0, count: images.count)
    for (position, image) in images.enumerated() { positions[image.index] = position }
    return Plan(
      parameters: parameters,
      registries: pipeline.registries.map { registry in
        Plan.Registry(
          name: registry.name.value, host: registry.host, address: registry.address.value)
      },
      images: images.map { image in
        Plan.PlannedImage(
          name: image.name.value, repository: image.repository, context: image.context,
          hasCaches: !image.caches.isEmpty,
          needs: image.needs.map { positions[$0.value] })
      },
      steps: steps.builder.steps, lanes: lanes, tagRules: images.flatMap(\.tagRules))
  }
}

/// Turns parameters into holes.
private enum ParameterPlanner {
  /// Names that pipegen itself gives to `PIPEGEN_…` variables.
  private static let reserved = ["root", "image", "lane"]

  static func plan(
    _ parameters: [Parameter], into diagnostics: inout Diagnostics
  ) -> [Plan.Parameter] {
    var planned: [Plan.Parameter] = []
    for parameter in parameters {
      let name = parameter.name
      let variable = Variable(name: name.value)
      if NameTable.builtin.contains(name.value) || reserved.contains(name.value) {
        diagnostics.error(
          .reservedName,
          "'\(name.value)' cannot be a parameter: pipegen itself gives ${\(name.value)} or \(variable.environmentName) a meaning",
          at: name.range, help: "choose another name")
      } else if let other = planned.first(where: {
        $0.variable.environmentName == variable.environmentName
      }) {
        diagnostics.error(
          .clash,
          "'\(name.value)' and '\(other.variable.name)' both become the variable \(variable.environmentName)",
          at: name.range, help: "rename one of them",
          notes: [Diagnostic.Note(message: "the other one is here", range: other.origin)])
      }
      planned.append(
        Plan.Parameter(
          variable: variable, environmentName: parameter.env?.value ?? variable.environmentName,
          default: defaultText(of: parameter, into: &diagnostics), help: parameter.help,
          origin: name.range))
    }
    return planned
  }

  /// A password may reach `docker login` alone: as a parameter it would reach arguments and images.
  static func checkSecrets(
    _ registries: [Registry], _ parameters: [Plan.Parameter], into diagnostics: inout Diagnostics
  ) {
    for registry in registries {
      guard let password = registry.login?.passwordEnv,
        let parameter = parameters.first(where: { $0.environmentName == password.value })
      else { continue }
      diagnostics.error(
        .clash, "parameter '\(parameter.variable.name)' would be the password in \(password.value)",
        at: parameter.origin, help: "let the parameter read another variable",
        notes: [Diagnostic.Note(message: "the password is named here", range: password.range)])
    }
  }

  private static func defaultText(
    of parameter: Parameter, into diagnostics: inout Diagnostics
  ) -> String? {
    guard let text = parameter.default else { return nil }
    for name in text.variables {
      diagnostics.error(
        .unknownVariable, "unknown name '\(name.value)' in a parameter's default", at: name.range,
        help: "a default is plain text; write $${ for the characters themselves")
    }
    return text.literal
  }
}
