import PipelinePlan
import PipelineSpec

/// The first step of a job: it writes what the other steps share, and refuses what cannot work.
extension AzureSteps {
  func prepare(with printer: inout YAMLPrinter) {
    let rules = plan.tagRules
    let secret = secrets.map { self.environment(of: $0) }
    let asked = variablesAskedFirst
    let script = [.syntax(Self.opening)] + shared + [.syntax("PIPEGEN")] + check(rules)
    let environment =
      startTime
      + plan.parameters.indices.filter { isAsked(plan.parameters[$0], asked) }.map { values[$0] }
      + secret
    printer.beginMap()
    printer.entry("bash", titled: "Prepare") { $0.print(script, indent: 0) }
    printer.entry("displayName", "Prepare")
    let minutes = AzurePipeline.minutes(min(.seconds(300), bound))
    printer.entries(named: nil) { ending(nil, minutes: minutes, environment: environment) }
  }

  /// What rules of tags and lines of keys name, and what is not known earlier.
  private var variablesAskedFirst: Set<Variable> {
    var asked = Set(late.map(\.variable))
    for rule in plan.tagRules {
      asked.formUnion(rule.tag.variables)
      for word in rule.taken where !word.isLiteral { asked.formUnion(word.variables) }
    }
    for key in plan.keys {
      for line in key.lines where !line.isLiteral { asked.formUnion(line.variables) }
    }
    return asked
  }

  /// Whether the first step has to know the value.
  private func isAsked(_ parameter: Plan.Parameter, _ asked: Set<Variable>) -> Bool {
    parameter.rule != nil || asked.contains(parameter.variable)
  }

  private static let opening: ShellSyntax = """
    set -eu
    cat >"$AGENT_TEMPDIRECTORY/pipegen.sh" <<'PIPEGEN'
    """

  /// `pipegen.sh`: every step begins with it.
  @ShellBuilder private var shared: [ShellStatement] {
    ShellComment("The steps of this job begin with this file.")
    "set -euo pipefail"
    CommandEnvironment.statements(for: plan)
    root
    if needsLane {
      lane
    } else {
      "fork=no anonymous='' logged_in=''"
      #"[ "${SYSTEM_PULLREQUEST_ISFORK:-}" != True ] || fork=yes"#
    }
    if !connections.isEmpty {
      ShellAssignment("logged_in", Word(literal: connections.map { " \($0.host)" }.joined()))
    }
    if scripts.contains(where: { plan.steps[$0].operation.isLogin }) { .syntax(Self.agentLogin) }
    if plan.engine.readsAuthFile { .syntax(ShellLibrary.authFile) }
    ShellLibrary.statements(for: functions, of: plan.engine, configuration: .agent)
    AzureAgent.statements
  }

  @ShellBuilder private var lane: [ShellStatement] {
    ShellLane.statements(for: plan.lanes, on: .azure)
    if possibleFacts.contains(.lane) || late.contains(where: { !arms(of: $0).isEmpty }) {
      "PIPEGEN_LANE=$lane"
    }
    for parameter in plan.parameters where !late.contains(parameter) {
      let arms = arms(of: parameter)
      if !arms.isEmpty { ShellCase(.value("lane"), arms) }
    }
    if plan.steps.contains(where: \.isOfLane) { "lane_name=$lane" }
    ShellLane.holdBackForks(in: askedToPush)
  }

  private static let agentLogin: ShellSyntax = """
    if [ -d "$AGENT_TEMPDIRECTORY/pipegen-docker" ]; then
      DOCKER_CONFIG=$AGENT_TEMPDIRECTORY/pipegen-docker
      export DOCKER_CONFIG
    fi
    anonymous=$(cat -- "$AGENT_TEMPDIRECTORY/pipegen-anonymous" 2>/dev/null) || :
    logged_in=$logged_in$(cat -- "$AGENT_TEMPDIRECTORY/pipegen-logged-in" 2>/dev/null) || :
    """

  private var functions: Set<ShellLibrary.Function> {
    var used: Set<ShellLibrary.Function> = plan.tagRules.isEmpty ? [.fail] : [.requireTag]
    if !folders.isEmpty { used.insert(.requireFolders) }
    if !secrets.isEmpty { used.insert(.takeSecret) }
    if plan.needsAgent { used.insert(.requireAgent) }
    used.formUnion(
      Lowering.functions(for: plan.steps, by: plan.engine, behind: prefixes) {
        Self.isScript($0, connections)
      })
    if !kept.isEmpty || !plan.keys.isEmpty { used.insert(.keep) }
    used.formUnion(ShellKeys.functions(for: plan.keys))
    return used
  }

  @ShellBuilder private func check(_ rules: [Plan.TagRule]) -> [ShellStatement] {
    #". "$AGENT_TEMPDIRECTORY/pipegen.sh""#
    ShellLibrary.requireProgram(of: plan.engine)
    if !folders.isEmpty { ShellCall("require_folders", folders.map(Word.init(_:))) }
    found
    for check in Lowering.checks(for: plan.parameters) { check }
    ShellKeys.statements(for: plan.keys)
    keep(plan.keys.flatMap(\.variables))
    for check in Lowering.checks(for: rules) { check }
    for (secret, macro) in secrets {
      ShellCall(
        "take_secret", Word(literal: secret.name), Word(literal: secret.variable),
        Word(literal: macro))
    }
    if plan.needsAgent { "require_agent" }
  }

  /// What the first step finds out of git and the clock, and parameters that name it.
  private var kept: [Variable] {
    facts.filter { $0 != .lane }.map(\.variable) + late.map(\.variable)
  }

  /// What git and the clock tell, and values of parameters that name it: for all later steps.
  @ShellBuilder private var found: [ShellStatement] {
    if !kept.isEmpty {
      ShellFacts.declarations(of: possibleFacts, on: .azure)
      ShellBlank()
      ShellFacts.calls(for: facts.filter { $0 != .lane })
      for parameter in late { value(of: parameter) }
      keep(kept)
    }
  }

  private func keep(_ variables: [Variable]) -> [ShellStatement] {
    variables.map { variable in
      .simple(
        .call(
          ShellCall(
            "keep", Word(literal: variable.environmentName), Word([.variable(variable)]))))
    }
  }

  /// What a lane gives lies over what the pipeline gives.
  @ShellBuilder private func value(of parameter: Plan.Parameter) -> [ShellStatement] {
    let name = ShellName(parameter.variable)
    let arms = arms(of: parameter)
    if !arms.isEmpty { ShellCase(.syntax("${PIPEGEN_LANE:?}"), arms) }
    let standard = LaneDefaults.standard(of: parameter, known: known)
    if !standard.isEmpty { ShellIf(.isEmpty(name)) { standard } }
  }

  private func arms(of parameter: Plan.Parameter) -> [ShellCase.Arm] {
    LaneDefaults.arms(of: parameter.variable, in: plan.lanes, known: known)
  }

  /// What is found out once; the lane by the file that each step begins with.
  private var known: [Fact] { facts + [.lane] }

  /// The instant of the whole pipeline, where the clock is asked.
  private var startTime: [YAMLEntry] {
    hasStartTime && possibleFacts.contains(where: \.isOfClock)
      ? [AzurePipeline.startTimeEntry] : []
  }
}
