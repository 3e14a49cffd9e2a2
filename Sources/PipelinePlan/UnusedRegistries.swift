import PipelineSpec

/// Registries that nothing goes to.
enum UnusedRegistries {
  /// Warns of those that no image and no cache names; one may still serve a login in Azure.
  static func check(
    _ pipeline: Pipeline, used: [Int], into diagnostics: inout Diagnostics
  ) {
    let connections = pipeline.outputs.azure.flatMap(\.serviceConnections)
    for (index, registry) in pipeline.registries.enumerated()
    where !used.contains(index)
      && !connections.contains(where: { $0.key.value == registry.name.value })
    {
      let names = used.map { "'\(pipeline.registries[$0].name.value)'" }.joined(separator: ", ")
      diagnostics.warning(
        .unusedRegistry,
        "registry '\(registry.name.value)' is not used: images and caches go to \(names)",
        at: registry.name.range, help: "remove it, or name it in the 'registries' of an image")
    }
  }
}
