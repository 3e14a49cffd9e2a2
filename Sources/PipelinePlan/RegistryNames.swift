import PipelineSpec

/// Registries by their names.
enum RegistryNames {
  /// The position of the registry called `name`; nil once it has reported that there is none.
  static func index(
    of name: Located<String>, in pipeline: Pipeline, into diagnostics: inout Diagnostics
  ) -> Int? {
    let names = pipeline.registries.map(\.name.value)
    if let index = names.firstIndex(of: name.value) { return index }
    diagnostics.error(
      .unknownName, "unknown registry '\(name.value)'", at: name.range,
      help: Suggestion.help(for: name.value, in: names, kind: "registries"))
    return nil
  }
}
