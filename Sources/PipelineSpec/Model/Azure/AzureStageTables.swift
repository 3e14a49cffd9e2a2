/// Azure's stages and jobs; see "YAML schema reference" of its documentation.
enum AzureStageTables {
  /// A list of stages; `- pipegen: IMAGES` stands for one that does the plan.
  static let list = Schema<AzureValue>.azureList(
    "stages", hole: .stages, [AzureKind("stage", stage), AzureKind("template", template("stage"))])

  /// A list of jobs; `- pipegen: IMAGES` stands for those that do the plan.
  static let jobs = Schema<AzureValue>.azureList(
    "jobs", hole: .jobs,
    [
      AzureKind("job", job), AzureKind("deployment", deployment),
      AzureKind("template", template("job")),
    ])

  /// What stands in another file.
  static func template(_ kind: String) -> Schema<AzureValue> {
    .azureRecord("\(kind) template", first: "template") {
      [
        AzureRow("template", .azureText, "Its file, perhaps with `@` and a repository."),
        AzureRow("parameters", .azureParts, "Values of its parameters."),
      ]
    }
  }

  private static let stage = Schema<AzureValue>.azureRecord("stage", first: "stage") {
    [
      AzureRow("stage", .azureName, "Its id."),
      AzureRow("displayName", .azureText, "For people."),
      AzureRow(
        "dependsOn", .azureTextOrList,
        "Stages that it waits for; the one before it by default, `[]` for none."),
      AzureRow("condition", .azureText, "When it runs; `succeeded()` by default."),
      AzureRow("variables", AzureVariables.schema, "Variables of the stage."),
      AzureRow("pool", .azureTextOr(.azureAny), "Agents of its jobs."),
      AzureRow("jobs", jobs, "Its jobs."),
      AzureRow("lockBehavior", .azureText, "`runLatest` or `sequential`."),
      AzureRow("trigger", .azureText, "`automatic` or `manual`."),
      AzureRow("isSkippable", .azureBoolean, "Whether somebody may skip it."),
      AzureRow("templateContext", .azureAny, "For a template that the pipeline extends."),
    ]
  }

  private static let common = [
    AzureRow("displayName", .azureText, "For people."),
    AzureRow("dependsOn", .azureTextOrList, "Jobs of the stage that it waits for."),
    AzureRow("condition", .azureText, "When it runs; `succeeded()` by default."),
    AzureRow("continueOnError", .azureBoolean, "Whether the stage goes on where it fails."),
    AzureRow("timeoutInMinutes", .azureNumber, "Bound of the job."),
    AzureRow("cancelTimeoutInMinutes", .azureNumber, "What it has to end where it is cancelled."),
    AzureRow("variables", AzureVariables.schema, "Variables of the job."),
    AzureRow("pool", .azureTextOr(.azureAny), "Agents that run it."),
    AzureRow("container", .azureTextOr(.azureAny), "The container that it runs in."),
    AzureRow("services", .azureAny, "Containers that run beside it."),
    AzureRow("workspace", .azureAny, "What is cleaned before it."),
    AzureRow("uses", .azureAny, "Repositories and pools that it uses."),
    AzureRow("templateContext", .azureAny, "For a template that the pipeline extends."),
  ]

  private static let job = Schema<AzureValue>.azureRecord("job", first: "job") {
    [
      AzureRow("job", .azureName, "Its id."),
      AzureRow("strategy", .azureAny, "`matrix` or `parallel`, and `maxParallel`."),
      AzureRow("steps", AzureStepTables.list, "Its steps."),
    ] + common
  }

  private static let deployment = Schema<AzureValue>.azureRecord("deployment", first: "deployment")
  {
    [
      AzureRow("deployment", .azureName, "Its id."),
      AzureRow("environment", .azureTextOr(.azureAny), "Where it deploys to."),
      AzureRow("strategy", strategy, "How it deploys."),
    ] + common
  }

  private static let strategy = Schema<AzureValue>.azureRecord("strategy") {
    [
      AzureRow("runOnce", hooks("runOnce", []), "All at once."),
      AzureRow(
        "rolling", hooks("rolling", [AzureRow("maxParallel", .azureText, "How many at once.")]),
        "Some machines after the others."),
      AzureRow(
        "canary", hooks("canary", [AzureRow("increments", .azureAny, "Percentages, in order.")]),
        "A part of the traffic after the other."),
    ]
  }

  private static func hooks(_ name: String, _ rows: [AzureRow]) -> Schema<AzureValue> {
    .azureRecord("\(name) strategy") {
      rows + [
        AzureRow("preDeploy", hook, "Before anything is deployed."),
        AzureRow("deploy", hook, "The deployment."),
        AzureRow("routeTraffic", hook, "What sends traffic to it."),
        AzureRow("postRouteTraffic", hook, "What watches it."),
        AzureRow("on", ends, "What follows."),
      ]
    }
  }

  private static let ends = Schema<AzureValue>.azureRecord("on") {
    [
      AzureRow("success", hook, "Where it succeeded."),
      AzureRow("failure", hook, "Where it failed."),
    ]
  }

  private static let hook = Schema<AzureValue>.azureRecord("hook") {
    [
      AzureRow("pool", .azureTextOr(.azureAny), "Agents that run it."),
      AzureRow("steps", AzureStepTables.list, "Its steps."),
    ]
  }
}

extension Schema<AzureValue> {
  /// An id of a stage or job.
  fileprivate static let azureName = Schema(.text(pattern: #"^([A-Za-z_][A-Za-z0-9_]*|.*\$.*)?$"#))
  {
    node, diagnostics in
    guard let text = diagnostics.text(of: node, expected: "an id") else { return nil }
    guard text.holds(0x24) || Grammar.azureName.fault(in: text) == nil else {
      diagnostics.invalid(
        text, as: .azureName,
        Grammar.azureName.fault(in: text) ?? Grammar.Fault(reason: "it is no id"), at: node.range)
      return nil
    }
    return .text(text, isPlain: true)
  }
}
