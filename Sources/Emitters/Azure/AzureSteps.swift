import PipelinePlan
import PipelineSpec

/// The steps of a job that does a whole plan. A class, as closures print them.
final class AzureSteps: Sendable {
  let plan: Plan
  /// The name of the step that reports, by which its output variables are read.
  private let report: String
  let root: [ShellStatement]
  /// Whether the pipeline can have a variable; a template of steps has none, so each job asks.
  let hasStartTime: Bool
  /// Service connections and the hosts they log in to.
  let connections: [AzureLogin.Connection]
  /// Positions in the plan of those steps that are scripts here.
  let scripts: [Int]
  let folders: [Text]
  /// What every run has to know, and what it may have to.
  let facts: [Fact]
  let possibleFacts: [Fact]
  /// Parameters that the first step gives their values, for the later ones as well.
  let late: [Plan.Parameter]
  /// What gives each parameter its value.
  let values: [YAMLEntry]
  /// What gives each secret its value.
  let secrets: [(secret: Plan.Build.Secret, macro: String)]
  /// Lanes in which steps are done.
  private let lanes: [LaneSet]
  /// The conditions of steps in these; nil where they are always done.
  private let conditions: [YAMLDocument?]
  /// How long steps of each policy may take.
  private let minutes: [(policy: Step.Policy, count: Int)]
  /// The part of an output variable's name that tells each image.
  private let digestNames: [Word]
  private let titles: AzureTitles
  let prefixes: StepPrefixes
  /// What a step may take: no more than its job.
  let bound: Duration
  /// Lanes that push and that a pull request can be in.
  let askedToPush: [Plan.Lane]
  /// Whether the scripts themselves have to know their lane.
  let needsLane: Bool

  init(plan: Plan, output: AzureOutput, report: String) {
    digestNames = AzureNames.ofDigests(in: plan)
    titles = AzureTitles(of: plan)
    prefixes = StepPrefixes(of: plan.steps, at: .pipeline)
    bound = AzurePipeline.bound(of: plan, for: output)
    self.report = report
    root = AzurePipeline.enterRoot(of: output)
    hasStartTime = output.template != .steps
    let connections = AzureLogin.connections(of: output, in: plan)
    self.plan = plan
    self.connections = connections
    scripts = plan.steps.indices.filter { Self.isScript(plan.steps[$0], connections) }
    folders = plan.contexts
    secrets = AzureSecrets.macros(of: plan, output)
    facts = plan.facts
    possibleFacts = plan.possibleFacts
    askedToPush = plan.pushingLanes.ofPullRequests
    needsLane =
      plan.lanes.contains { $0.isNarrowed || !$0.defaults.isEmpty } || possibleFacts.contains(.lane)
      || !askedToPush.isEmpty
    late = plan.parameters.filter { $0.isLate(in: plan.lanes) }
    values = plan.parameters.map { parameter in
      let key = YAMLKey.environment(parameter.variable.environmentName)
      return YAMLEntry(key, .text(AzureValues.text(of: parameter, output)))
    }
    var minutes: [(policy: Step.Policy, count: Int)] = []
    for step in plan.steps where !minutes.contains(where: { $0.policy == step.policy }) {
      minutes.append((step.policy, AzurePipeline.minutes(min(step.longest, bound))))
    }
    self.minutes = minutes
    var lanes: [LaneSet] = []
    for step in plan.steps where !lanes.contains(step.lanes) { lanes.append(step.lanes) }
    self.lanes = lanes
    conditions = lanes.map { lanes in
      let condition = AzureCondition(of: lanes, in: plan.lanes)
      return condition == .always ? nil : .line("and(succeeded(), \(condition.text))")
    }
  }

  /// All steps behind the check out, in order.
  var list: YAMLDocument {
    .joined([
      .maps(count: 1) { self.prepare(with: &$0) },
      .list(connections.map(AzureLogin.task)),
      .maps(count: scripts.count) { self.print(with: &$0) },
      .list([summary]),
    ])
  }

  /// Not restricted in what it commands: all that it prints is pipegen's own.
  private var summary: YAMLDocument {
    AzurePipeline.report([.syntax(AzureAgent.report)], named: report)
  }
}

// MARK: - Steps of the plan

extension AzureSteps {
  /// Prints those that are scripts, one after the other.
  private func print(with printer: inout YAMLPrinter) {
    // Both are used again: a large plan has many steps.
    var command = Command()
    var variables: [Variable] = []
    for index in scripts {
      plan.spell(plan.steps[index], as: &command)
      variables.removeAll(keepingCapacity: true)
      command.addVariables(to: &variables)
      printer.beginMap()
      print(index, command, variables, with: &printer)
    }
  }

  /// Prints the step at `index` of the plan, whose command has these holes.
  private func print(
    _ index: Int, _ command: Command, _ variables: [Variable], with printer: inout YAMLPrinter
  ) {
    let step = plan.steps[index]
    let title = step.titleWord(in: plan)
    let group = AzureGroup(
      title: titles.word(title, with: variables), output: digestName(of: step))
    printer.entry("bash", titled: titles.name(title)) {
      print(index, step, command, in: group, with: &$0)
    }
    printer.entry("displayName", line: { titles.append(title, to: &$0) })
    let condition = condition(of: step)
    let minutes = minutes(for: step)
    let own = ownEnvironment(of: step)
    let name =
      own.isEmpty ? mask(of: variables).map { (condition ?? lanes.count, minutes, $0) } : nil
    printer.entries(named: name) {
      ending(
        condition.map { conditions[$0] } ?? "always()", minutes: minutes,
        environment: values(of: variables) + own)
    }
  }

  /// The position of its condition among those of lanes; nil for a step at the end.
  private func condition(of step: Step) -> Int? {
    if step.phase == .cleanUp { return nil }
    let wanted = step.lanes
    var index = 0
    while lanes[index] != wanted { index += 1 }
    return index
  }

  private func minutes(for step: Step) -> Int {
    var index = 0
    while minutes[index].policy != step.policy { index += 1 }
    return minutes[index].count
  }

  private func print(
    _ index: Int, _ step: Step, _ command: Command, in group: AzureGroup,
    with printer: inout ShellPrinter
  ) {
    printer.print(line: "set -eu", indent: 0)
    printer.print(line: #". "$AGENT_TEMPDIRECTORY/pipegen.sh""#, indent: 0)
    let isInLanes = needsLane && step.lanes != .all
    if !isInLanes, step.conditions.isEmpty, step.optionalVariables.isEmpty,
      let prefix = prefixes.words(forStep: index)
    {
      return printer.print(command, indent: 0) {
        group.append(to: &$0)
        $0.append(prefix)
      }
    }
    var body: [ShellStatement] = []
    Lowering.add(
      step, command, by: plan.engine, behind: prefixes[index], at: .pipeline, to: &body)
    body =
      step.operation.isQuiet
      ? body.map(AzureAgent.defused) : body.map { AzureAgent.prefixed($0, by: group.call) }
    body = ShellKeys.only(when: step.conditions, body)
    if isInLanes {
      body = Lowering.only(
        in: step.lanes, of: plan, body,
        lane: step.isOfLane ? .syntax("${lane_name:?}") : .syntax("${lane:?}"))
    }
    printer.print(body, indent: 0)
  }

  /// The part of an output variable's name that tells the image; none where it has no digest.
  private func digestName(of step: Step) -> Word? {
    guard step.phase == .pushImages, let image = step.image else { return nil }
    return digestNames[image]
  }

  /// What stands behind a step's title.
  func ending(
    _ condition: YAMLDocument?, minutes: Int, environment: [YAMLEntry]
  ) -> [YAMLEntry] {
    (condition.map { [YAMLEntry("condition", $0)] } ?? [])
      + [YAMLEntry("timeoutInMinutes", .number(minutes)), AzurePipeline.target]
      + (environment.isEmpty ? [] : [YAMLEntry("env", .map(environment))])
  }

  /// A bit for each parameter that is among `variables`; nil where there are too many parameters.
  private func mask(of variables: [Variable]) -> Int? {
    if variables.isEmpty { return 0 }
    let parameters = plan.parameters
    guard parameters.count < Int.bitWidth else { return nil }
    var mask = 0
    for index in parameters.indices where variables.contains(parameters[index].variable) {
      mask |= 1 << index
    }
    return mask
  }

  /// Parameters reach a script as variables of its environment, never as its text.
  private func values(of variables: [Variable]) -> [YAMLEntry] {
    if variables.isEmpty { return [] }
    var entries: [YAMLEntry] = []
    let parameters = plan.parameters
    for index in parameters.indices where variables.contains(parameters[index].variable) {
      let isKept = late.contains { $0.variable == parameters[index].variable }
      if !isKept { entries.append(values[index]) }
    }
    return entries
  }

  func environment(of secret: (secret: Plan.Build.Secret, macro: String)) -> YAMLEntry {
    YAMLEntry(.environment(secret.secret.variable), .text(secret.macro))
  }

  /// What a step alone has in its environment: a password, or secrets of a build.
  private func ownEnvironment(of step: Step) -> [YAMLEntry] {
    if case .login(let login) = step.operation {
      let name = login.passwordVariable
      return [YAMLEntry(.environment(name), .text("$(\(name))"))]
    }
    guard case .build(let build) = step.operation, !build.secrets.isEmpty else { return [] }
    let variables = build.secrets.map(\.variable)
    return secrets.filter { variables.contains($0.secret.variable) }.map {
      environment(of: $0)
    }
  }
}

// MARK: - Logins

extension AzureSteps {
  /// A service connection logs in in place of the plan's own login.
  static func isScript(_ step: Step, _ connections: [AzureLogin.Connection]) -> Bool {
    guard case .login(let login) = step.operation else { return true }
    return !connections.contains { $0.host == login.host }
  }
}

extension Plan.Operation {
  var isLogin: Bool {
    if case .login = self { true } else { false }
  }

  /// Whether nobody wants to read what it prints.
  fileprivate var isQuiet: Bool {
    switch self {
    case .login, .require: true
    case _: false
    }
  }
}
