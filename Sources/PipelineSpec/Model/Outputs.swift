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
  /// Where the spec names the path, or the output; nil where it does not.
  public internal(set) var place: SourceRange?

  /// What `emit shell` prints where the spec says nothing.
  public static let standard = ShellOutput(path: "pipegen.sh", arguments: nil)
}

/// An Azure pipeline of one job.
public struct AzureOutput: FileOutput {
  /// Relative to the spec's folder; `${image}` in it makes a file for each image.
  public var path: String
  /// Images that it is about, by patterns; nil for all.
  public var images: [Located<String>]?
  /// Branches whose pushes start it; empty for none, nil for every branch (Azure's own default).
  public let trigger: [String]?
  /// Where it runs.
  public let pool: AzurePool
  /// Docker registry service connections by registry name.
  public let serviceConnections: [Keyed<String, String>]
  /// Values of parameters, in which Azure's macros are live.
  public let parameters: [Keyed<String, String>]
  /// Secret variables that hold secrets, such as `$(Npm-Token)`.
  public let secrets: [Keyed<String, Located<String>>]
  /// Bound of the whole job.
  public let timeout: Duration
  /// Where the spec names the path, or the output; nil where it does not.
  public internal(set) var place: SourceRange?

  /// What `emit azure` prints where the spec says nothing.
  public static let standard = AzureOutput(
    path: "azure-pipelines.yml", trigger: nil, pool: .standard, serviceConnections: [],
    parameters: [], secrets: [], timeout: .seconds(3600))
}

/// Agents that may run a job.
public enum AzurePool: Sendable, Equatable {
  /// Microsoft's, with this image.
  case hosted(vmImage: String)
  /// A pool of the organisation's own.
  case named(String)

  static let standard = AzurePool.hosted(vmImage: "ubuntu-24.04")
}

extension Schema<Outputs> {
  static let outputs = record(
    "outputs",
    .optional(
      "shell", .oneOrMore(.shellOutput, named: "scripts"), default: [],
      "A POSIX shell script, or a list of them.",
      example: "ci/build.sh"),
    .optional(
      "azure", .oneOrMore(.azureOutput, named: "pipelines"), default: [],
      "An Azure pipeline, or a list of them.",
      example: "{ path: azure-pipelines.yml, timeout: 45m }"),
    make: Outputs.init)
}

extension Schema<ShellOutput> {
  fileprivate static let shellOutput: Schema = .either(
    scalar: Schema<String>.outputPath.map { ShellOutput(path: $0, arguments: nil) },
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
      make: { path, images, arguments in
        ShellOutput(
          path: path?.value ?? ShellOutput.standard.path, images: images, arguments: arguments,
          place: path?.range)
      })
  ).located.map { output in
    var placed = output.value
    placed.place = placed.place ?? output.range
    return placed
  }
}

extension Schema<AzureOutput> {
  fileprivate static let azureOutput: Schema = .either(
    scalar: Schema<String>.outputPath.map { path in
      let standard = AzureOutput.standard
      return AzureOutput(
        path: path, trigger: standard.trigger, pool: standard.pool, serviceConnections: [],
        parameters: [], secrets: [], timeout: standard.timeout)
    },
    mapping: .record(
      "azure",
      .optional(
        "path", Schema<String>.outputPath.located,
        "The file to write; `${image}` in it makes a file for each image.",
        example: "\"ci/${image}.yml\""),
      .optional(
        "images", .list(of: Schema<String>.text(.imagePattern).located, named: "patterns"),
        "Images and groups that it is about, `*` for any text; all by default.",
        example: "[\"services-*\"]"),
      .optional(
        "trigger", .branches,
        "Branches whose pushes start it, or `none`; every branch by default.",
        example: "{ branches: [main] }"),
      .optional(
        "pool", .pool, default: .standard, "Agents to run on; `vmImage: ubuntu-24.04` by default.",
        example: "{ vmImage: ubuntu-24.04 }"),
      .optional(
        "serviceConnection", .serviceConnections, default: [],
        "Docker registry service connection of the first registry, or one for each registry.",
        example: "shop-acr"),
      .optional(
        "parameters", .map(.text(.parameterName), .macroText, named: "parameters"), default: [],
        "Values of parameters; Azure's macros such as `$(Build.BuildId)` are live here.",
        example: "{ version: \"$(Build.BuildId)\" }"),
      .optional(
        "secrets",
        .map(
          .text(.secretName), Schema<String>.text(.secretMacro).located, named: "secrets"),
        default: [],
        "Secret variables that hold secrets, such as `$(Npm-Token)`; by default that of `env`.",
        example: "{ npmToken: \"$(Npm-Token)\" }"),
      .optional(
        "timeout", .duration, default: AzureOutput.standard.timeout,
        "Bound of the whole job; 60m by default.",
        example: "45m"),
      make: { path, images, trigger, pool, serviceConnections, parameters, secrets, timeout in
        AzureOutput(
          path: path?.value ?? AzureOutput.standard.path, images: images, trigger: trigger,
          pool: pool,
          serviceConnections: serviceConnections, parameters: parameters, secrets: secrets,
          timeout: timeout,
          place: path?.range)
      })
  ).located.map { output in
    var placed = output.value
    placed.place = placed.place ?? output.range
    return placed
  }
}

extension Schema<[String]> {
  fileprivate static let branches: Schema = .either(
    scalar: Schema(.choice(["none"])) { node, diagnostics in
      if case .scalar("none", _) = node.content { return [] }
      diagnostics.wrongKind(
        of: node, expected: "'none' or a list of branches", help: "write [main], or none")
      return nil
    },
    list: .list(of: .text(.branchPattern), named: "branches"),
    mapping: .record(
      "trigger",
      .required(
        "branches", .list(of: .text(.branchPattern), named: "branches"),
        "Branches whose pushes start it.",
        example: "[main, releases/*]"),
      make: { $0 }))
}

extension Schema<AzurePool> {
  fileprivate static let pool = Schema<AzurePool>(poolRows.shape) { node, diagnostics in
    guard let pool = poolRows.decode(node, &diagnostics) else { return nil }
    switch (pool.vmImage, pool.name) {
    case (let image?, nil): return .hosted(vmImage: image)
    case (nil, let name?): return .named(name)
    case (nil, nil), (_?, _?):
      diagnostics.error(
        .clash, "a pool has either 'vmImage' or 'name'", at: node.range,
        help: "vmImage for Microsoft's agents, name for a pool of your own")
      return nil
    }
  }

  private static let poolRows = Schema<(vmImage: String?, name: String?)>.record(
    "pool",
    .optional(
      "vmImage", .text(.agentImage), "Image of Microsoft's agents, such as ubuntu-24.04.",
      example: "ubuntu-24.04"),
    .optional(
      "name", .azureText, "A pool of your own.",
      example: "Default"),
    make: { (vmImage: $0, name: $1) })
}

extension Schema<[Keyed<String, String>]> {
  /// The scalar form goes to the first registry, which has no name yet: the empty one.
  fileprivate static let serviceConnections: Schema = .either(
    scalar: Schema<String>.azureText.located.map { connection in
      [Keyed(key: Located("", at: connection.range), value: connection.value)]
    },
    mapping: .map(.text(.registryName), .azureText, named: "service connections"))
}

extension Schema<String> {
  /// Text in a field of Azure's that is no script: a macro would be replaced there, unseen.
  fileprivate static let azureText = Schema(.text()) { node, diagnostics in
    guard let text = diagnostics.text(of: node, expected: "text") else { return nil }
    guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      diagnostics.error(
        .invalidValue, "expected one line of text", at: node.range, help: "name it as Azure does")
      return nil
    }
    if let opening = AzureText.first(of: AzureText.expressions + ["##"], in: text) {
      diagnostics.error(
        .invalidValue, "'\(opening)' is live in Azure and not allowed here", at: node.range,
        help: "macros may stand in outputs.azure.parameters")
      return nil
    }
    return text
  }

  /// One line in which `$(macro)` is live.
  fileprivate static let macroText = Schema(.text()) { node, diagnostics in
    guard let text = diagnostics.text(of: node, expected: "text") else { return nil }
    guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }),
      AzureText.first(of: AzureText.commands, in: text) == nil
    else {
      diagnostics.error(
        .invalidValue, "expected one line of text without '##vso[' and '##['", at: node.range,
        help: "an agent would take it for a command; write it otherwise")
      return nil
    }
    return text
  }
}
