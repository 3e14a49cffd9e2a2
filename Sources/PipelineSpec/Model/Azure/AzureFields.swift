/// The rows of an Azure output.
enum AzureFields {
  static let path: Field<Located<String>?> = .optional(
    "path", Schema<String>.outputPath.located,
    "The file to write; `${image}` in it makes a file for each image.",
    example: "\"ci/${image}.yml\"")

  static let images: Field<[Located<String>]?> = .optional(
    "images", .list(of: Schema<String>.text(.imagePattern).located, named: "patterns"),
    "Images and groups that it is about, `*` for any text; all by default.",
    example: "[\"services-*\"]")

  static let folder: Field<String?> = .optional(
    "folder", .outputPath, "The spec's folder, where that is not the repository's root.",
    example: "services/shop")

  static let name: Field<String?> = .optional(
    "name", .runNumber, "The run's number, such as `$(Date:yyyyMMdd)$(Rev:.r)`.",
    example: "$(Date:yyyyMMdd)$(Rev:.r)")

  static let layout: Field<AzureLayout> = .optional(
    "layout", .choice(), default: .steps,
    "`steps`: one job with a step for each of the plan's; `script`: one that calls the generated script; `jobs`: a job for each image, in parallel where they may be.",
    example: "jobs"
  )

  static let trigger: Field<AzureTrigger> = .optional(
    "trigger", .late(.azureTrigger), default: .everyBranch,
    "Pushes that start it, `none` for none; every branch's by default.",
    example: "{ branches: [main], paths: auto }")

  static let pullRequests: Field<AzurePullRequests?> = .optional(
    "pr", .late(.azurePullRequests),
    "Pull requests that start it, `none` for none; those to the trigger's branches by default. Azure Repos asks its branch policies instead.",
    example: "[main]"
  )

  static let schedules: Field<[AzureSchedule]> = .optional(
    "schedules", .late(.azureSchedules), default: [], "Times at which it starts.",
    example: "[{ cron: \"0 3 * * *\", branches: [main] }]")

  static let pool: Field<AzurePool> = .optional(
    "pool", .late(.azurePool), default: .standard,
    "Agents to run on; `vmImage: ubuntu-24.04` by default.",
    example: "{ vmImage: ubuntu-24.04 }")

  static let variables: Field<AzureValue?> = .optional(
    "variables", .late(AzureVariables.schema),
    "Variables and variable groups, as Azure has them; macros and expressions are live.",
    example: "{ Major: 1, Minor: 2 }")

  static let resources: Field<AzureValue?> = .optional(
    "resources", .late(.azureAny),
    "Repositories, containers and pipelines that it uses, as Azure has them.",
    example: "{ repositories: [{ repository: company, type: git, name: platform/templates }] }")

  static let serviceConnections: Field<[Keyed<String, String>]> = .optional(
    "serviceConnection", .serviceConnections, default: [],
    "Docker registry service connection of the first registry, or one for each registry.",
    example: "shop-acr")

  static let parameters: Field<[Keyed<String, String>]> = .optional(
    "parameters", .map(.text(.parameterName), .macroText, named: "parameters"), default: [],
    "Values of parameters; Azure's macros such as `$(Build.BuildId)` are live here.",
    example: "{ version: \"$(Build.BuildId)\" }")

  static let secrets: Field<[Keyed<String, Located<String>>]> = .optional(
    "secrets",
    .map(.text(.secretName), Schema<String>.text(.secretMacro).located, named: "secrets"),
    default: [],
    "Secret variables that hold secrets, such as `$(Npm-Token)`; by default that of `env`.",
    example: "{ npmToken: \"$(Npm-Token)\" }")

  static let checkout: Field<AzureCheckout> = .optional(
    "checkout", .late(.azureCheckout), default: .standard,
    "How its jobs check out.",
    example: "{ fetchDepth: 50 }")

  static let timeout: Field<Duration?> = .optional(
    "timeout", .duration,
    "Bound of each of its jobs; by default 60m, or as long as a build or check in it may take.",
    example: "45m")

  static let stages: Field<AzureValue?> = .optional(
    "stages", .late(AzureStageTables.list),
    "The whole pipeline in Azure's own words, with `- pipegen: IMAGES` in a list of steps, jobs or stages where the compiled ones belong.",
    example: "[{ stage: Build, jobs: [{ pipegen: all }] }]"
  )

  static let template: Field<AzureTemplate?> = .optional(
    "template", Schema<AzureTemplate>.choice(),
    "Makes it a template of `steps`, `jobs` or `stages` that other pipelines include; parameters are those of the template.",
    example: "jobs"
  )

  static let extends: Field<AzureExtends?> = .optional(
    "extends", .late(.azureExtends), "The template that it extends.",
    example: "{ template: wrapper.yml@company }")
}

extension Schema<AzurePool> {
  /// A pool's name, or the full form.
  fileprivate static let azurePool: Schema = .either(
    scalar: Schema<String>.azureLine.map { AzurePool(agents: .named($0), demands: []) },
    mapping: Schema<AzurePool>(poolRows.shape) { node, diagnostics in
      guard let pool = poolRows.decode(node, &diagnostics) else { return nil }
      switch (pool.vmImage, pool.name) {
      case (let image?, nil):
        return AzurePool(agents: .hosted(vmImage: image), demands: pool.demands)
      case (nil, let name?): return AzurePool(agents: .named(name), demands: pool.demands)
      case (nil, nil), (_?, _?):
        diagnostics.error(
          .clash, "a pool has either 'vmImage' or 'name'", at: node.range,
          help: "vmImage for Microsoft's agents, name for a pool of your own")
        return nil
      }
    })

  private static let poolRows = Schema<(vmImage: String?, name: String?, demands: [String])>.record(
    "pool",
    .optional(
      "vmImage", .text(.agentImage), "Image of Microsoft's agents, such as ubuntu-24.04.",
      example: "ubuntu-24.04"),
    .optional(
      "name", .azureLine, "A pool of your own.",
      example: "Default"),
    .optional(
      "demands", .oneOrMore(.azureLine, named: "demands"), default: [],
      "What an agent has to have, such as `docker` or `Agent.OS -equals Linux`.",
      example: "[docker]"),
    make: { (vmImage: $0, name: $1, demands: $2) })
}

extension Schema<AzureCheckout> {
  fileprivate static let azureCheckout = record(
    "checkout",
    .optional(
      "fetchDepth", .integer(in: 0...1_000_000),
      "How many commits are fetched, 0 for all; 1 by default, all where something names `${git.describe}`.",
      example: "50"
    ),
    .optional(
      "fetchTags", .boolean, "Whether tags are fetched.",
      example: "true"),
    .optional(
      "submodules", .submodules, "`true`, or `recursive`.",
      example: "recursive"),
    .optional(
      "lfs", .boolean, "Whether files of git-lfs are fetched.",
      example: "true"),
    make: AzureCheckout.init)
}

extension Schema<String> {
  fileprivate static let submodules = Schema(.choice(["true", "false", "recursive"])) {
    node, diagnostics in
    let allowed = "true, false or recursive"
    guard let text = diagnostics.text(of: node, expected: allowed) else { return nil }
    if ["true", "false", "recursive"].contains(text) { return text }
    diagnostics.error(
      .invalidValue, "expected \(allowed), found '\(text)'", at: node.range,
      help: "write one of these words")
    return nil
  }
}

extension Schema<AzureExtends> {
  fileprivate static let azureExtends = record(
    "extends",
    .required(
      "template", .azureLine, "Its file, perhaps with `@` and a repository.",
      example: "wrapper.yml@company"),
    .optional(
      "parameters", .azureParts,
      "Values of its parameters; where none holds '- pipegen: IMAGES', `stages` is given the pipeline's.",
      example: "{ environment: production }"
    ),
    make: AzureExtends.init)
}

extension Schema<[Keyed<String, String>]> {
  /// The scalar form goes to the first registry, which has no name yet: the empty one.
  fileprivate static let serviceConnections: Schema = .either(
    scalar: Schema<String>.azureLine.located.map { connection in
      [Keyed(key: Located("", at: connection.range), value: connection.value)]
    },
    mapping: .map(.text(.registryName), .azureLine, named: "service connections"))
}
