package import PipelineSpec

/// What `outputs` says of parameters and registries: the names have to exist.
enum OutputReferences {
  static func check(
    _ pipeline: Pipeline, parameters: [Plan.Parameter], into diagnostics: inout Diagnostics
  ) {
    let names = parameters.map(\.variable.name)
    for shell in pipeline.outputs.shell {
      for name in shell.arguments ?? [] {
        check(name, isOneOf: names, kind: "parameter", into: &diagnostics)
      }
    }
    for azure in pipeline.outputs.azure {
      check(azure, pipeline, parameters, into: &diagnostics)
    }
    checkPaths(of: pipeline.outputs, into: &diagnostics)
  }

  /// Patterns that stand for no image of `plan`.
  static func check(_ outputs: Outputs, in plan: Plan, into diagnostics: inout Diagnostics) {
    let all: [any FileOutput] = outputs.shell + outputs.azure
    let holes = outputs.azure.flatMap(\.holes).map(\.images).filter { $0.value != AzureHole.all }
    for pattern in all.flatMap({ $0.images ?? [] }) + holes
    where plan.images(matching: pattern.value).isEmpty {
      let known = plan.images.map(\.key) + plan.groups.map(\.name)
      diagnostics.error(
        .unknownName, "'\(pattern.value)' stands for no image", at: pattern.range,
        help: Suggestion.help(for: pattern.value, in: known, kind: "images and groups"))
    }
  }

  private static func check(
    _ azure: AzureOutput, _ pipeline: Pipeline, _ parameters: [Plan.Parameter],
    into diagnostics: inout Diagnostics
  ) {
    let names = parameters.map(\.variable.name)
    AzureDefaults.check(parameters, for: azure, into: &diagnostics)
    for entry in azure.parameters {
      check(entry.key, isOneOf: names, kind: "parameter", into: &diagnostics)
    }
    for entry in azure.secrets {
      check(
        entry.key, isOneOf: pipeline.secrets.map(\.name.value), kind: "secret",
        into: &diagnostics)
    }
    let registries = pipeline.registries.map(\.name.value)
    for entry in azure.serviceConnections where !entry.key.value.isEmpty {
      check(entry.key, isOneOf: registries, kind: "registry", into: &diagnostics)
    }
    AzureLayouts.check(azure, pipeline.outputs, parameters, into: &diagnostics)
  }

  private static func checkPaths(of outputs: Outputs, into diagnostics: inout Diagnostics) {
    let all: [any FileOutput] = outputs.shell + outputs.azure
    for (index, output) in all.enumerated() {
      guard let other = all[..<index].first(where: { $0.path == output.path }) else { continue }
      let places = [other.place, output.place].compactMap(\.self).sorted { $0.start < $1.start }
      diagnostics.error(
        .clash, "two outputs write '\(output.path)'", at: places.last,
        help: "give each a path of its own",
        notes: places.dropLast().map {
          Diagnostic.Note(message: "the other one is here", range: $0)
        })
    }
  }

  private static func check(
    _ name: Located<String>, isOneOf known: [String], kind: String,
    into diagnostics: inout Diagnostics
  ) {
    guard !known.contains(name.value) else { return }
    let listed = known.isEmpty ? "there is none" : "known: \(known.joined(separator: ", "))"
    diagnostics.error(
      .unknownName, "unknown \(kind) '\(name.value)'", at: name.range,
      help: Suggestion.nearest(to: name.value, in: known).map { "did you mean '\($0)'?" } ?? listed)
  }
}

/// What parameters are in an Azure pipeline where `outputs.azure.parameters` does not say.
package enum AzureDefaults {
  /// Refuses a parameter that has no value, and defaults in which Azure would replace something, as
  /// they stand in a step's `env:`. A template's parameter may be given by whoever includes it, but
  /// what stands for it there takes no expression.
  package static func check(
    _ parameters: [Plan.Parameter], for azure: AzureOutput, into diagnostics: inout Diagnostics
  ) {
    let isTemplate = azure.template != nil
    for parameter in parameters {
      let name = parameter.variable.name
      if let given = azure.parameters.first(where: { $0.key.value == name }) {
        if isTemplate, AzureText.first(of: ["${{"], in: given.value) != nil {
          diagnostics.error(
            .invalidValue, "a template's parameter takes no expression '${{ … }}'",
            at: given.key.range, help: "let whoever includes the template give it")
        }
        continue
      }
      if parameter.isRequired, !isTemplate {
        diagnostics.error(
          .missingValue, "parameter '\(name)' has no value in Azure", at: parameter.origin,
          help: "give it a default, or a value in outputs.azure.parameters")
      }
      guard
        let live = AzureText.first(
          of: AzureText.expressions + AzureText.commands, in: parameter.default?.literal ?? "")
      else { continue }
      diagnostics.error(
        .invalidValue, "the default of '\(name)' holds '\(live)', which is live in Azure",
        at: parameter.origin,
        help: isTemplate
          ? "leave the default out: whoever includes the template gives a value"
          : "give it a value in outputs.azure.parameters")
    }
  }
}
