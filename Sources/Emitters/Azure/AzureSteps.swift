import PipelinePlan
import PipelineSpec

/// The steps of a job that does a whole plan.
struct AzureSteps {
  let plan: Plan
  let output: AzureOutput

  var documents: [YAMLDocument] {
    [checkout, prepare] + connections.map(taskLogin) + plan.steps.filter(isScript).map(script)
  }

  private var checkout: YAMLDocument {
    ["checkout": "self", "displayName": "Check out", "fetchDepth": 1]
  }

  /// Writes what the other steps share, and refuses what cannot work.
  private var prepare: YAMLDocument {
    let rules = plan.tagRules
    let script = [.syntax(Self.opening)] + shared + [.syntax("PIPEGEN")] + check(rules)
    return step(
      script, title: .keyword("Prepare"), condition: nil, timeout: .seconds(300),
      environment: values(of: rules.flatMap(\.tag.variables)))
  }

  private static let opening: StaticString = """
    set -eu
    cat >"$AGENT_TEMPDIRECTORY/pipegen.sh" <<'PIPEGEN'
    """

  /// `pipegen.sh`: every step begins with it.
  @ShellBuilder private var shared: [ShellStatement] {
    ShellComment("The steps of this job begin with this file.")
    "set -eu"
    "LC_ALL=C"
    "BUILDX_NO_DEFAULT_ATTESTATIONS=1"
    "export LC_ALL BUILDX_NO_DEFAULT_ATTESTATIONS"
    #"cd -- "${PIPEGEN_ROOT:-$BUILD_SOURCESDIRECTORY}""#
    "fork=no anonymous=no logged_in=no"
    #"[ "${SYSTEM_PULLREQUEST_ISFORK:-}" != True ] || fork=yes"#
    if !connections.isEmpty { "logged_in=yes" }
    if plan.steps.contains(where: isScriptLogin) { .syntax(Self.agentLogin) }
    ShellLibrary.statements(for: functions, configuration: .agent)
  }

  private static let agentLogin: StaticString = """
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
    for step in plan.steps where isScript(step) { used.formUnion(Lowering.functions(for: step)) }
    return used
  }

  private var folders: [String] { plan.contexts }

  @ShellBuilder private func check(_ rules: [Plan.TagRule]) -> [ShellStatement] {
    #". "$AGENT_TEMPDIRECTORY/pipegen.sh""#
    ShellLibrary.requireDocker
    if !folders.isEmpty { ShellCall("require_folders", folders.map { Word(literal: $0) }) }
    for rule in Lowering.checks(for: rules) { rule }
  }

  private static let include: [ShellStatement] = [
    .syntax("set -eu"), .syntax(#". "$AGENT_TEMPDIRECTORY/pipegen.sh""#),
  ]
}

// MARK: - Steps of the plan

extension AzureSteps {
  private func script(_ planned: Step) -> YAMLDocument {
    let lanes = AzureCondition(of: planned.lanes, in: plan.lanes)
    return step(
      Self.include + Lowering.statements(for: planned),
      title: .text(planned.title(in: plan)),
      condition: lanes == .always ? nil : "and(succeeded(), \(lanes.text))",
      timeout: planned.policy.timeout,
      environment: values(of: planned.operation.command.words.flatMap(\.variables))
        + password(of: planned))
  }

  private func step(
    _ statements: [ShellStatement], title: YAMLDocument, condition: String?, timeout: Duration,
    environment: [YAMLEntry]
  ) -> YAMLDocument {
    [
      "bash": .script(statements),
      "displayName": title,
      "condition": condition.map(YAMLDocument.text),
      "timeoutInMinutes": .number(AzurePipeline.minutes(timeout)),
      // What a build prints cannot command the agent.
      "target": ["container": "host", "commands": "restricted", "settableVariables": "none"],
      "env": environment.isEmpty ? nil : .map(environment),
    ]
  }

  /// Parameters reach a script as variables of its environment, never as its text.
  private func values(of variables: [Variable]) -> [YAMLEntry] {
    plan.parameters.filter { variables.contains($0.variable) }.map { parameter in
      let given = output.parameters.first { $0.key.value == parameter.variable.name }?.value
      return YAMLEntry(
        .environment(parameter.variable.environmentName), .text(given ?? parameter.default ?? ""))
    }
  }

  private func password(of step: Step) -> [YAMLEntry] {
    guard case .login(let login) = step.operation else { return [] }
    let name = login.passwordVariable
    return [YAMLEntry(.environment(name), .text("$(\(name))"))]
  }
}

// MARK: - Logins

extension AzureSteps {
  /// Service connections and the hosts they log in to; the scalar form means the first registry.
  private var connections: [(host: String, name: String)] {
    output.serviceConnections.compactMap { entry in
      let registry =
        entry.key.value.isEmpty
        ? plan.registries.first : plan.registries.first { $0.name == entry.key.value }
      return registry.map { ($0.host, entry.value) }
    }
  }

  private func taskLogin(_ connection: (host: String, name: String)) -> YAMLDocument {
    [
      "task": "Docker@2",
      "displayName": .text("Log in to \(connection.host)"),
      // Forks get no credentials.
      "condition": "and(succeeded(), ne(variables['System.PullRequest.IsFork'], 'True'))",
      "timeoutInMinutes": 5,
      "inputs": ["command": "login", "containerRegistry": .text(connection.name)],
    ]
  }

  /// A service connection logs in in place of the plan's own login.
  private func isScript(_ step: Step) -> Bool {
    guard case .login(let login) = step.operation else { return true }
    return !connections.contains { $0.host == login.host }
  }

  private func isScriptLogin(_ step: Step) -> Bool {
    guard case .login = step.operation else { return false }
    return isScript(step)
  }
}
