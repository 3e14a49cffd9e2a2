import PipelinePlan
import PipelineSpec

/// The steps of a job that does a whole plan.
struct AzureSteps {
  private let plan: Plan
  /// The name of the step that reports, by which its output variables are read.
  private let report: String
  /// Service connections and the hosts they log in to.
  private let connections: [AzureLogin.Connection]
  /// Positions in the plan of those steps that are scripts here.
  private let scripts: [Int]
  private let folders: [String]
  /// What gives each parameter its value.
  private let values: [(variable: Variable, entry: YAMLEntry)]
  /// The condition of a step in these lanes; none where it is always done.
  private let conditions: [LaneSet: YAMLDocument]

  init(plan: Plan, output: AzureOutput, report: String) {
    self.report = report
    let connections = AzureLogin.connections(of: output, in: plan)
    self.plan = plan
    self.connections = connections
    scripts = plan.steps.indices.filter { Self.isScript(plan.steps[$0], connections) }
    folders = plan.contexts
    values = plan.parameters.map { parameter in
      let key = YAMLKey.environment(parameter.variable.environmentName)
      return (parameter.variable, YAMLEntry(key, .text(AzureValues.text(of: parameter, output))))
    }
    conditions = Set(plan.steps.map(\.lanes)).reduce(into: [:]) { conditions, lanes in
      let condition = AzureCondition(of: lanes, in: plan.lanes)
      if condition != .always {
        conditions[lanes] = .line("and(succeeded(), \(condition.text))")
      }
    }
  }

  /// All steps behind the check out, in order.
  var list: YAMLDocument {
    let opening = [prepare] + connections.map(AzureLogin.task)
    let steps = YAMLDocument.madeList(count: scripts.count) { script(plan.steps[scripts[$0]]) }
    return .joined([.list(opening), steps, .list([summary])])
  }

  /// Not restricted in what it commands: all that it prints is pipegen's own.
  private var summary: YAMLDocument {
    [
      "bash": .script([.syntax(AzureAgent.report)]), "name": .line(report),
      "displayName": "Report", "condition": "succeededOrFailed()", "timeoutInMinutes": 5,
    ]
  }

  /// Writes what the other steps share, and refuses what cannot work.
  private var prepare: YAMLDocument {
    let rules = plan.tagRules
    let checked = plan.parameters.filter { $0.rule != nil }
    let script = [.syntax(Self.opening)] + shared + [.syntax("PIPEGEN")] + check(rules)
    return step(
      script, title: .keyword("Prepare"), condition: nil, timeout: .seconds(300),
      environment: values(of: checked.map(\.variable) + rules.flatMap(\.tag.variables)))
  }

  private static let opening: ShellSyntax = """
    set -eu
    cat >"$AGENT_TEMPDIRECTORY/pipegen.sh" <<'PIPEGEN'
    """

  /// `pipegen.sh`: every step begins with it.
  @ShellBuilder private var shared: [ShellStatement] {
    ShellComment("The steps of this job begin with this file.")
    "set -euo pipefail"
    "LC_ALL=C"
    "BUILDX_NO_DEFAULT_ATTESTATIONS=1"
    "export LC_ALL BUILDX_NO_DEFAULT_ATTESTATIONS"
    #"cd -- "${PIPEGEN_ROOT:-$BUILD_SOURCESDIRECTORY}""#
    if needsLane {
      lane
    } else {
      "fork=no anonymous=no logged_in=no"
      #"[ "${SYSTEM_PULLREQUEST_ISFORK:-}" != True ] || fork=yes"#
    }
    if !connections.isEmpty { "logged_in=yes" }
    if scripts.contains(where: { plan.steps[$0].operation.isLogin }) { .syntax(Self.agentLogin) }
    ShellLibrary.statements(for: functions, configuration: .agent)
    AzureAgent.statements
  }

  /// Whether the script itself has to know its lane.
  private var needsLane: Bool {
    plan.lanes.contains { $0.isNarrowed || !$0.defaults.isEmpty }
  }

  @ShellBuilder private var lane: [ShellStatement] {
    ShellLane.statements(for: plan.lanes, on: .azure)
    for parameter in plan.parameters {
      let arms = LaneDefaults.arms(of: parameter.variable, in: plan.lanes)
      if !arms.isEmpty { ShellCase(.value("lane"), arms) }
    }
  }

  private static let agentLogin: ShellSyntax = """
    if [ -d "$AGENT_TEMPDIRECTORY/pipegen-docker" ]; then
      DOCKER_CONFIG=$AGENT_TEMPDIRECTORY/pipegen-docker
      export DOCKER_CONFIG
      logged_in=yes
    fi
    [ ! -e "$AGENT_TEMPDIRECTORY/pipegen-anonymous" ] || anonymous=yes
    """

  private var functions: Set<ShellLibrary.Function> {
    var used: Set<ShellLibrary.Function> = plan.tagRules.isEmpty ? [.fail] : [.requireTag]
    if !folders.isEmpty { used.insert(.requireFolders) }
    used.formUnion(Lowering.functions(for: plan.steps) { Self.isScript($0, connections) })
    return used
  }

  @ShellBuilder private func check(_ rules: [Plan.TagRule]) -> [ShellStatement] {
    #". "$AGENT_TEMPDIRECTORY/pipegen.sh""#
    ShellLibrary.requireDocker
    if !folders.isEmpty { ShellCall("require_folders", folders.map { Word(literal: $0) }) }
    for check in Lowering.checks(for: plan.parameters) { check }
    for check in Lowering.checks(for: rules) { check }
  }

  private static let include: [ShellStatement] = [
    .syntax("set -eu"), .syntax(#". "$AGENT_TEMPDIRECTORY/pipegen.sh""#),
  ]
}

// MARK: - Steps of the plan

extension AzureSteps {
  private func script(_ planned: Step) -> YAMLDocument {
    let command = planned.operation.command
    var statements = Self.include
    var body: [ShellStatement] = []
    Lowering.add(planned, command, to: &body)
    if planned.operation.isLogin {
      body = body.map(AzureAgent.defused)
    } else {
      let title = planned.title(in: plan)
      body = body.map {
        AzureAgent.grouped($0, title: title, output: digestName(of: planned))
      }
    }
    if needsLane, planned.lanes != .all {
      statements += Lowering.only(
        in: planned.lanes, of: plan, body, lane: .syntax("${lane:?}"))
    } else {
      statements += body
    }
    return step(
      statements, title: .line(planned.title(in: plan)),
      condition: conditions[planned.lanes],
      timeout: planned.policy.timeout,
      environment: values(of: command.variables) + password(of: planned))
  }

  /// The part of an output variable's name that tells the image; none where it has no digest.
  private func digestName(of step: Step) -> String? {
    guard step.phase == .pushImages, case .push = step.operation, let image = step.image else {
      return nil
    }
    return AzureNames.id(plan.images[image].name)
  }

  private func step(
    _ statements: [ShellStatement], title: YAMLDocument, condition: YAMLDocument?,
    timeout: Duration, environment: [YAMLEntry]
  ) -> YAMLDocument {
    var entries: [YAMLEntry] = []
    entries.reserveCapacity(6)
    entries.append(YAMLEntry(Key.bash, .script(statements)))
    entries.append(YAMLEntry(Key.displayName, title))
    if let condition { entries.append(YAMLEntry(Key.condition, condition)) }
    let minutes = AzurePipeline.minutes(timeout)
    entries.append(YAMLEntry(Key.timeoutInMinutes, .number(minutes)))
    entries.append(Self.target)
    if !environment.isEmpty { entries.append(YAMLEntry(Key.env, .map(environment))) }
    return .map(entries)
  }

  /// What every step has; made once.
  private enum Key {
    static let bash: YAMLKey = "bash"
    static let displayName: YAMLKey = "displayName"
    static let condition: YAMLKey = "condition"
    static let timeoutInMinutes: YAMLKey = "timeoutInMinutes"
    static let env: YAMLKey = "env"
  }

  /// What a build prints cannot command the agent.
  private static let target = YAMLEntry(
    "target", ["container": "host", "commands": "restricted", "settableVariables": "none"])

  /// Parameters reach a script as variables of its environment, never as its text.
  private func values(of variables: [Variable]) -> [YAMLEntry] {
    if variables.isEmpty { return [] }
    var entries: [YAMLEntry] = []
    for index in values.indices where variables.contains(values[index].variable) {
      entries.append(values[index].entry)
    }
    return entries
  }

  private func password(of step: Step) -> [YAMLEntry] {
    guard case .login(let login) = step.operation else { return [] }
    let name = login.passwordVariable
    return [YAMLEntry(.environment(name), .text("$(\(name))"))]
  }
}

extension AzureSteps {
  /// A service connection logs in in place of the plan's own login.
  private static func isScript(_ step: Step, _ connections: [AzureLogin.Connection]) -> Bool {
    guard case .login(let login) = step.operation else { return true }
    return !connections.contains { $0.host == login.host }
  }
}

extension Plan.Operation {
  fileprivate var isLogin: Bool {
    if case .login = self { true } else { false }
  }
}
