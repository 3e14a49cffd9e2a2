/// What `generate` writes.
public struct Outputs: Sendable {
  /// Shell scripts.
  public let shell: [ShellOutput]
  /// Azure pipelines.
  public let azure: [AzureOutput]
}

/// A file, or a file for each image.
public protocol FileOutput: Sendable {
  /// Relative to the spec's folder; `${image}` in it makes a file for each image.
  var path: String { get set }
  /// Images that it is about, by patterns; nil for all.
  var images: [Located<String>]? { get }
  /// Where the spec names the path, or the output; nil where it does not.
  var place: SourceRange? { get }
}

/// A POSIX shell script.
public struct ShellOutput: FileOutput {
  /// Relative to the spec's folder; `${image}` in it makes a file for each image.
  public var path: String
  /// Images that it is about, by patterns; nil for all.
  public var images: [Located<String>]?
  /// Parameters that are positional arguments, in order; nil for all as declared.
  public let arguments: [Located<String>]?
  /// How many images it builds at a time; nil for one after the other.
  public let parallel: Int?
  /// Whether it tells at its end what became of each image.
  public let hasSummary: Bool
  /// Where the spec names the path, or the output; nil where it does not.
  public internal(set) var place: SourceRange?

  /// What `emit shell` prints where the spec says nothing.
  public static let standard = plain("pipegen.sh")

  static func plain(_ path: String) -> ShellOutput {
    ShellOutput(path: path, arguments: nil, parallel: nil, hasSummary: false)
  }
}

extension Schema<Outputs> {
  static let outputs = record(
    "outputs",
    .optional(
      "shell", .oneOrMore(.late(.shellOutput), named: "scripts"), default: [],
      "A POSIX shell script, or a list of them.",
      example: "ci/build.sh"),
    .optional(
      "azure", .oneOrMore(.late(.azureOutput), named: "pipelines"), default: [],
      "An Azure pipeline, or a list of them.",
      example: "{ path: azure-pipelines.yml, timeout: 45m }"),
    make: Outputs.init)
}

extension Schema<ShellOutput> {
  fileprivate static let shellOutput: Schema = .either(
    scalar: Schema<String>.outputPath.map(ShellOutput.plain),
    mapping: .record(
      "shell",
      .optional(
        "path", Schema<String>.outputPath.located,
        "The file to write; `${image}` in it makes a file for each image.",
        example: "ci/build.sh"),
      .optional(
        "images", .list(of: Schema<String>.text(.imagePattern).located, named: "patterns"),
        "Images and groups that it is about, `*` for any text; all by default.",
        example: "[backend]"),
      .optional(
        "arguments", .list(of: Schema<String>.text(.parameterName).located, named: "parameters"),
        "Parameters that are positional arguments, in order; all by default.",
        example: "[version]"),
      .optional(
        "parallel", .integer(in: 1...64),
        "How many images that do not need each other it builds at a time; one by default.",
        example: "4"),
      .optional(
        "summary", .boolean,
        "Whether it ends with a table of images; so it does with `parallel`.",
        example: "true"),
      make: { path, images, arguments, parallel, summary in
        ShellOutput(
          path: path?.value ?? ShellOutput.standard.path, images: images, arguments: arguments,
          parallel: parallel, hasSummary: summary ?? (parallel != nil), place: path?.range)
      })
  ).located.map { output in
    var placed = output.value
    placed.place = placed.place ?? output.range
    return placed
  }
}
