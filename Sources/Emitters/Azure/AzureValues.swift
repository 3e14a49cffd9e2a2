import PipelinePlan
import PipelineSpec

/// What gives parameters their values in Azure.
enum AzureValues {
  /// What stands in a step's `env:` for a parameter.
  static func text(of parameter: Plan.Parameter, _ output: AzureOutput) -> String {
    output.template == nil
      ? given(to: parameter, output) : "${{ parameters.\(parameter.variable.name) }}"
  }

  /// The pipeline's value, else the parameter's own default.
  static func given(to parameter: Plan.Parameter, _ output: AzureOutput) -> String {
    let given = output.parameters.first { $0.key.value == parameter.variable.name }?.value
    return given ?? parameter.default?.literal ?? ""
  }
}
