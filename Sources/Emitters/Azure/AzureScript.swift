import PipelinePlan
import PipelineSpec

/// Steps that call the generated script, which does all the rest.
struct AzureScript {
  let plan: Plan
  let output: AzureOutput
  /// The script; its path is relative to the spec's folder.
  let script: ShellOutput
  /// The name of the step that reports.
  let report: String

  /// Logins by service connections, then the script.
  var list: YAMLDocument {
    .list(
      connections.map(AzureLogin.task) + [call]
        + (script.hasSummary ? [AzurePipeline.report(reporting, named: report)] : []))
  }

  private var connections: [AzureLogin.Connection] { AzureLogin.connections(of: output, in: plan) }

  private var call: YAMLDocument {
    [
      "bash": .script(of: statements), "displayName": "Build and push images",
      "timeoutInMinutes": .number(AzurePipeline.minutes(of: plan, for: output)),
      "target": AzurePipeline.target.value,
      "env": environment.isEmpty ? nil : .map(environment),
    ]
  }

  @ShellBuilder private var statements: [ShellStatement] {
    "set -euo pipefail"
    AzurePipeline.enterRoot(of: output)
    if script.hasSummary {
      "PIPEGEN_SUMMARY=$AGENT_TEMPDIRECTORY/pipegen.md"
      "export PIPEGEN_SUMMARY"
    }
    ShellStatement.syntax(AzureAgent.defuse)
    ShellStatement.syntax(AzureAgent.defused)
    if !secrets.isEmpty {
      ShellStatement.syntax(Self.dropMissing)
      for (variable, macro) in secrets {
        ShellCall("drop_missing", Word(literal: variable), Word(literal: macro))
      }
    }
    if !weak.isEmpty {
      ShellComment("What a lane gives a parameter lies over what this pipeline gives.")
      ShellLane.statements(for: plan.lanes, on: .azure)
      for parameter in weak { ShellCase(.value("lane"), arms(for: parameter)) }
    }
    ShellCall("defused sh", Word(literal: LocalPath.operand(script.path)))
  }

  /// What the script itself has written.
  @ShellBuilder private var reporting: [ShellStatement] {
    ShellStatement.syntax(Self.report)
    let names = AzureNames.ofDigests(in: plan)
    for image in plan.images.indices where isPushed(image) {
      ShellCall(
        "publish", Word(literal: plan.images[image].name), names[image])
    }
  }

  private func isPushed(_ image: Int) -> Bool {
    plan.steps.contains { $0.phase == .pushImages && $0.image == image }
  }

  private static let report: ShellSyntax = """
    set -eu
    report=$AGENT_TEMPDIRECTORY/pipegen.md
    if [ ! -s "$report" ]; then exit 0; fi
    printf '%s[task.uploadsummary]%s\\n' '#''#vso' "$report"
    # publish IMAGE NAME: the digest that the table tells last of it becomes an output variable.
    publish() {
      digest=
      while IFS= read -r line; do
        case $line in
          "| $1 | "*' | sha256:'*', pushed |')
            line=${line#*' | sha256:'}
            digest=${line%%' | '*}
            ;;
        esac
      done <"$report"
      case $digest in
        '' | *[!0-9a-f]*) return 0 ;;
      esac
      printf '%s[task.setvariable variable=digest_%s;isOutput=true]sha256:%s\\n' \\
        '#''#vso' "$2" "$digest"
    }
    """

  /// A secret that the pipeline lacks arrives as its macro's own text.
  private static let dropMissing: ShellSyntax = """
    # drop_missing VARIABLE MACRO: a secret that the pipeline lacks is none.
    drop_missing() {
      eval "value=\\${$1:-}"
      if [ "$value" = "$2" ]; then unset "$1"; fi
    }
    """

  /// Variables with secrets of builds, and with passwords of logins that no service connection
  /// does, and the macros that give them their values.
  private var secrets: [(variable: String, macro: String)] {
    let logins = plan.steps.compactMap { step -> (variable: String, macro: String)? in
      guard case .login(let login) = step.operation,
        !connections.contains(where: { $0.host == login.host })
      else { return nil }
      return (login.passwordVariable, "$(\(login.passwordVariable))")
    }
    let others = AzureSecrets.macros(of: plan, output).map { ($0.secret.variable, $0.macro) }
    return logins + others.filter { other in !logins.contains { $0.variable == other.0 } }
  }

  /// Parameters that some lane gives a value.
  private var weak: [Plan.Parameter] {
    given.filter { parameter in
      plan.lanes.contains { $0.defaults[parameter.variable] != nil }
    }
  }

  /// Parameters that the pipeline gives a value; the script knows its own defaults.
  private var given: [Plan.Parameter] {
    plan.parameters.filter { parameter in
      output.template != nil
        || output.parameters.contains { $0.key.value == parameter.variable.name }
    }
  }

  private func arms(for parameter: Plan.Parameter) -> [ShellCase.Arm] {
    plan.lanes.compactMap { lane in
      lane.defaults[parameter.variable].map { _ in
        ShellCase.Arm([.text(lane.name)]) {
          ShellAssignment(ShellName(checked: parameter.environmentName), "")
        }
      }
    }
  }

  /// The instant of the whole pipeline; a template of steps cannot tell.
  private var startTime: [YAMLEntry] {
    output.template != .steps && plan.possibleFacts.contains(where: \.isOfClock)
      ? [AzurePipeline.startTimeEntry] : []
  }

  private var environment: [YAMLEntry] {
    startTime
      + given.map { parameter in
        YAMLEntry(
          .environment(parameter.environmentName), .text(AzureValues.text(of: parameter, output)))
      } + secrets.map { YAMLEntry(.environment($0.variable), .text($0.macro)) }
  }
}
