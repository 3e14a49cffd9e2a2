import PipelineSpec

/// Registries that nothing goes to.
enum UnusedRegistries {
  /// Images and caches go to the first registry; another is of use only to log in to it in Azure.
  static func check(_ pipeline: Pipeline, into diagnostics: inout Diagnostics) {
    let connections = pipeline.outputs.azure?.serviceConnections ?? []
    let first = pipeline.registries[0].name.value
    for registry in pipeline.registries.dropFirst()
    where !connections.contains(where: { $0.key.value == registry.name.value }) {
      diagnostics.warning(
        .unusedRegistry,
        "registry '\(registry.name.value)' is not used: images and caches go to '\(first)'",
        at: registry.name.range, help: "remove it, or name it first")
    }
  }
}
