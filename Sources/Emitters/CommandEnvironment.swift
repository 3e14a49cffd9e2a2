import PipelinePlan
import PipelineSpec

/// What every generated script exports first.
enum CommandEnvironment {
  /// The language of all messages, and the variables that `plan` gives every command.
  @ShellBuilder static func statements(for plan: Plan) -> [ShellStatement] {
    let variables = plan.environment
    "LC_ALL=C"
    if variables.contains(where: { $0.name == "BUILDX_NO_DEFAULT_ATTESTATIONS" }) {
      ShellComment("One image a tag, not an index that deploy tools refuse.")
    }
    for variable in variables {
      ShellAssignment(ShellName(checked: variable.name), Word(literal: variable.value))
    }
    ShellCall("export", (["LC_ALL"] + variables.map(\.name)).map { Word(literal: $0) })
  }
}
