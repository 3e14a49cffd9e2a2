import PipelinePlan
import PipelineSpec

/// Secret variables of a pipeline.
enum AzureSecrets {
  /// The macro that gives each secret its value: the output's, else that of a variable called as the
  /// environment variable is.
  static func macros(
    of plan: Plan, _ output: AzureOutput
  ) -> [(secret: Plan.Build.Secret, macro: String)] {
    plan.neededSecrets.map { secret in
      let given = output.secrets.first { $0.key.value == secret.name }?.value.value
      return (secret, given ?? "$(\(secret.variable))")
    }
  }
}
