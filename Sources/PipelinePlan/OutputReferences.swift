import PipelineSpec

/// What `outputs` says of parameters and registries: the names have to exist.
enum OutputReferences {
  static func check(
    _ pipeline: Pipeline, parameters: [Plan.Parameter], into diagnostics: inout Diagnostics
  ) {
    let names = parameters.map(\.variable.name)
    if let shell = pipeline.outputs.shell {
      for name in shell.arguments ?? [] {
        check(name, isOneOf: names, kind: "parameter", into: &diagnostics)
      }
    }
    guard let azure = pipeline.outputs.azure else { return }
    for entry in azure.parameters {
      check(entry.key, isOneOf: names, kind: "parameter", into: &diagnostics)
    }
    let registries = pipeline.registries.map(\.name.value)
    for entry in azure.serviceConnections where !entry.key.value.isEmpty {
      check(entry.key, isOneOf: registries, kind: "registry", into: &diagnostics)
    }
    for parameter in parameters where parameter.default == nil {
      guard !azure.parameters.contains(where: { $0.key.value == parameter.variable.name }) else {
        continue
      }
      diagnostics.error(
        .missingValue, "parameter '\(parameter.variable.name)' has no value in Azure",
        at: parameter.origin,
        help: "give it a default, or a value in outputs.azure.parameters")
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
