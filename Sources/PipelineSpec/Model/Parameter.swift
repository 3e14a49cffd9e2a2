/// A value known only when the pipeline runs.
public struct Parameter: Sendable {
  /// Its key: what `${name}` and `--set name=…` say.
  public let name: Located<String>
  /// What it is where nobody gives a value; nil where a run has to give one.
  public let `default`: InterpolatedText?
  /// The environment variable that gives it, where it is not `PIPEGEN_NAME`.
  public let env: Located<String>?
  /// One line for `--help`.
  public let help: String?
}

extension Schema<[Parameter]> {
  static let parameters = map(.text(.parameterName), .parameter, named: "parameters") {
    Parameter(name: $0, default: $1.default, env: $1.env, help: $1.help)
  }
}

/// A parameter without its key.
package struct ParameterBody: Sendable {
  let `default`: InterpolatedText?
  let env: Located<String>?
  let help: String?
}

extension Schema<ParameterBody> {
  fileprivate static let parameter: Schema = .either(
    scalar: Schema<InterpolatedText>.interpolated.map {
      ParameterBody(default: $0, env: nil, help: nil)
    },
    mapping: .record(
      "parameter",
      .optional("default", .interpolated, "Its value where none is given."),
      .optional(
        "env", Schema<String>.text(.environmentName).located,
        "Environment variable that gives the value; `PIPEGEN_` and the name by default."),
      .optional("help", .text, "One line for the script's `--help`."),
      make: ParameterBody.init))
}
