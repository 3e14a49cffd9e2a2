import PipelinePlan
import PipelineSpec

/// A script's command line.
struct ShellOptions {
  let plan: Plan
  let output: ShellOutput

  /// Parameters that are positional arguments, in order.
  var positional: [Plan.Parameter] {
    guard let names = output.arguments else { return plan.parameters }
    return names.compactMap { name in
      plan.parameters.first { $0.variable.name == name.value }
    }
  }

  var usage: [ShellStatement] {
    let operands = positional.map { " [\($0.variable.name)]" }.joined()
    var lines = [
      "usage: \(baseName) [--lane LANE] [--no-push] [--keep-going] [--dry-run]\(operands)"
    ]
    if !plan.parameters.isEmpty { lines.append("") }
    for parameter in plan.parameters { lines += description(of: parameter) }
    let secrets = plan.neededSecrets
    if !secrets.isEmpty { lines.append("") }
    for secret in secrets {
      lines.append("  the variable \(secret.variable): secret \(secret.name)")
    }
    lines += [
      "", "  --lane LANE: as if the run were of this lane: \(laneNames)",
      "  --no-push: pushes nothing, whatever the lane may",
      "  --keep-going: behind a failure does all that does not need what failed, and fails at the end",
      "  --dry-run: prints the commands and does nothing",
    ]
    if output.hasSummary {
      lines += ["", "  the variable PIPEGEN_SUMMARY: a file for the table of images as well"]
    }
    let words = lines.map { Word(literal: $0) }
    return [.function(ShellFunction("usage") { ShellMessage(words, to: .output) })]
  }

  private var laneNames: String { plan.lanes.map(\.name).joined(separator: ", ") }

  private func description(of parameter: Plan.Parameter) -> [String] {
    let text = parameter.help.map { "  \(parameter.variable.name): \($0)" }
    let standard = parameter.default.map { text in
      text.fragments.reduce("") { all, fragment in
        switch fragment {
        case .literal(let piece): all + piece.string
        case .variable(let variable): all + "<\(variable.name)>"
        }
      }
    }
    let value =
      standard.map { "by default \($0.isEmpty ? "empty" : $0)" }
      ?? (parameter.isRequired ? "required" : "optional")
    let rule = parameter.rule.map { ["      \($0.description)"] } ?? []
    return [
      text ?? "  \(parameter.variable.name)",
      "      also the variable \(parameter.environmentName); \(value)",
    ] + rule
  }

  private var baseName: String { String(output.path.split(separator: "/").last ?? "") }

  /// Reads options and counts what is left.
  @ShellBuilder var statements: [ShellStatement] {
    "no_push=no keep_going=no dry_run=no given_lane='' are_values=no"
    """
    while [ "$#" -gt 0 ]; do
      case $1 in
        -h | --help)
          usage
          exit 0
          ;;
        --lane=?*) given_lane=${1#--lane=} ;;
        --lane=) fail 64 'a lane stands behind --lane' ;;
        --lane)
          [ -n "${2:-}" ] || fail 64 'a lane stands behind --lane'
          given_lane=$2
          shift
          ;;
        --no-push) no_push=yes ;;
        --keep-going) keep_going=yes ;;
        --dry-run) dry_run=yes ;;
        --)
          are_values=yes
          shift
          break
          ;;
        -?*)
          usage >&2
          fail 64 "unknown option '$1'"
          ;;
        *) break ;;
      esac
      shift
    done
    """
    ShellCase(
      .value("given_lane"),
      [
        ShellCase.Arm([.text("")] + plan.lanes.map { .text($0.name) }) {},
        ShellCase.Arm([.syntax("*")]) {
          ShellCall(
            "fail 64", Word(literal: "no such lane; known: \(laneNames)"))
        },
      ])
    """
    for word do
      case $are_values$word in
        no-?*)
          usage >&2
          fail 64 "'$word' stands behind an argument: write options first, or -- before the arguments"
          ;;
      esac
    done
    """
    ShellAssignment("limit", Word(literal: String(positional.count)))
    """
    [ "$#" -le "$limit" ] || {
      usage >&2
      fail 64 "too many arguments"
    }
    """
  }
}
