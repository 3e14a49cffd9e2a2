import PipelineSpec

/// Spells what starts a run.
struct AzureFilters {
  let output: AzureOutput
  /// What `auto` stands for among paths; nil for the whole repository.
  let paths: [String]?

  var trigger: YAMLDocument {
    let trigger = output.trigger
    guard !trigger.isNone else { return "none" }
    return [
      "batch": trigger.batch ? "true" : nil, "branches": document(trigger.branches),
      "tags": document(trigger.tags), "paths": pathDocument(trigger.paths),
    ]
  }

  /// Written out in any case: what is left out means every pull request, silently.
  var pullRequests: YAMLDocument {
    guard let given = output.pullRequests else {
      let trigger = output.trigger
      guard !trigger.isNone else { return "none" }
      guard let branches = trigger.branches else { return everyBranch }
      return ["branches": document(branches), "paths": pathDocument(trigger.paths)]
    }
    guard given != .none else { return "none" }
    return [
      "autoCancel": given.autoCancel.map { $0 ? "true" : "false" },
      "drafts": given.drafts.map { $0 ? "true" : "false" },
      "branches": document(given.branches) ?? document(AzureFilter(include: ["*"])),
      "paths": pathDocument(given.paths),
    ]
  }

  private var everyBranch: YAMLDocument { ["branches": document(AzureFilter(include: ["*"]))] }

  var schedules: YAMLDocument? {
    guard !output.schedules.isEmpty else { return nil }
    return .list(
      output.schedules.map { schedule in
        [
          "cron": .text(schedule.cron), "displayName": schedule.displayName.map(YAMLDocument.line),
          "branches": document(schedule.branches),
          "always": schedule.always.map { $0 ? "true" : "false" },
          "batch": schedule.batch.map { $0 ? "true" : "false" },
        ]
      })
  }

  /// Nothing where no path is left out.
  private func pathDocument(_ filter: AzureFilter?) -> YAMLDocument? {
    guard let filter else { return nil }
    guard filter.include.contains(AzureFilter.automatic) else { return document(filter) }
    let others = filter.include.filter { $0 != AzureFilter.automatic }
    guard let paths else { return document(AzureFilter(include: [], exclude: filter.exclude)) }
    return document(AzureFilter(include: paths + others, exclude: filter.exclude))
  }

  private func document(_ filter: AzureFilter?) -> YAMLDocument? {
    guard let filter, !filter.include.isEmpty || !filter.exclude.isEmpty else { return nil }
    return [
      "include": filter.include.isEmpty ? nil : .list(filter.include.map(YAMLDocument.line)),
      "exclude": filter.exclude.isEmpty ? nil : .list(filter.exclude.map(YAMLDocument.line)),
    ]
  }
}
