/// A value known only when the pipeline runs.
public struct Parameter: Sendable {
  /// Its key: what `${name}` and `--set name=…` say.
  public let name: Located<String>
  /// What it is where nobody gives a value; nil where a run has to give one.
  public let `default`: InterpolatedText?
  /// The environment variable that gives it, where it is not `PIPEGEN_NAME`.
  public let env: Located<String>?
  /// Whether a run may leave it without a value: what names it is left out then.
  public let isOptional: Bool
  /// The texts that it may be; nil for any.
  public let values: Located<[Located<String>]>?
  /// A pattern of what it may be; nil for any text.
  public let pattern: Located<String>?
  /// One line for `--help`.
  public let help: String?
}

extension Schema<[Parameter]> {
  static let parameters = map(.text(.parameterName), .parameter, named: "parameters") {
    Parameter(
      name: $0, default: $1.default, env: $1.env, isOptional: $1.isOptional, values: $1.values,
      pattern: $1.pattern, help: $1.help)
  }
}

/// A parameter without its key.
package struct ParameterBody: Sendable {
  let `default`: InterpolatedText?
  let env: Located<String>?
  let isOptional: Bool
  let values: Located<[Located<String>]>?
  let pattern: Located<String>?
  let help: String?
}

extension Schema<ParameterBody> {
  fileprivate static let parameter: Schema = .either(
    scalar: Schema<InterpolatedText>.interpolated.map {
      ParameterBody(
        default: $0, env: nil, isOptional: false, values: nil, pattern: nil, help: nil)
    },
    mapping: .record(
      "parameter",
      .optional(
        "default", .interpolated, "Its value where none is given.",
        example: "latest"),
      .optional(
        "env", Schema<String>.text(.environmentName).located,
        "Environment variable that gives the value; `PIPEGEN_` and the name by default.",
        example: "BUILD_VERSION"),
      .optional(
        "optional", .boolean, default: false,
        "Whether a run may go without it; an argument, label or tag that names it is left out then.",
        example: "true"
      ),
      .optional(
        "values",
        Schema<[Located<String>]>.list(of: Schema<String>.text.located, named: "values").located,
        "All that it may be.",
        example: "[debug, release]"),
      .optional(
        "pattern", Schema<String>.text.located,
        "What it may be: `*` is any text, `?` any byte, `[a-z_]` one of these, `[!a-z_]` any other.",
        example: "\"v[0-9]*\""
      ),
      .optional(
        "help", .text, "One line for the script's `--help`.",
        example: "Tag of the runtime images"),
      make: ParameterBody.init))
}
