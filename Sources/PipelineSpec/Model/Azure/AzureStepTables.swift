/// Azure's steps, by the key that begins each; see "YAML schema reference" of its documentation.
enum AzureStepTables {
  /// A list of steps; `- pipegen: IMAGES` stands for those of the plan.
  static let list = Schema<AzureValue>.azureList("steps", hole: .steps, kinds)

  static let kinds: [AzureKind] = [
    AzureKind("bash", scripted("bash", "A script for bash.", more: [.bashEnvValue])),
    AzureKind("script", scripted("script", "A script for the agent's own shell.")),
    AzureKind("pwsh", scripted("pwsh", "A script for PowerShell Core.", more: powerShell)),
    AzureKind(
      "powershell", scripted("powershell", "A script for Windows PowerShell.", more: powerShell)),
    AzureKind("task", task),
    AzureKind("checkout", checkout),
    AzureKind("download", artifacts("download", "Downloads artifacts of a pipeline.")),
    AzureKind("downloadBuild", artifacts("downloadBuild", "Downloads artifacts of a build.")),
    AzureKind(
      "getPackage",
      step(
        "getPackage", [AzureRow("path", .azureText, "Where the package is put.")],
        "Downloads a package.")),
    AzureKind(
      "publish",
      step(
        "publish", [AzureRow("artifact", .azureText, "Name of the artifact.")],
        "Publishes a file or folder as an artifact.")),
    AzureKind(
      "reviewApp",
      Schema<AzureValue>.azureRecord("reviewApp step", first: "reviewApp") {
        [AzureRow("reviewApp", .azureText, "A resource of the environment.")] + common
      }),
    AzureKind("template", AzureStageTables.template("step")),
  ]

  /// What every step may have.
  static let common = [
    AzureRow("name", .azureText, "By which its output variables are read."),
    AzureRow("displayName", .azureText, "For people."),
    AzureRow("condition", .azureText, "When it runs; `succeeded()` by default."),
    AzureRow("continueOnError", .azureBoolean, "Whether the job goes on where it fails."),
    AzureRow("enabled", .azureBoolean, "Whether it runs at all."),
    AzureRow("env", .azureTexts, "Variables of its environment."),
    AzureRow("timeoutInMinutes", .azureNumber, "Bound of the step."),
    AzureRow("retryCountOnTaskFailure", .azureNumber, "How often it is tried again."),
    AzureRow("target", .azureTextOr(.azureAny), "Where it runs, and what it may command."),
  ]

  private static let powerShell = [
    AzureRow("errorActionPreference", .azureText, "`stop`, `continue` or `silentlyContinue`."),
    AzureRow("ignoreLASTEXITCODE", .azureBoolean, "Whether the exit code of a program counts."),
  ]

  private static func scripted(
    _ key: String, _ summary: String, more: [AzureRow] = []
  ) -> Schema<AzureValue> {
    step(
      key,
      [
        AzureRow("workingDirectory", .azureText, "Where it runs."),
        AzureRow("failOnStderr", .azureBoolean, "Whether text on standard error fails it."),
      ] + more, summary)
  }

  private static func step(
    _ key: String, _ rows: [AzureRow], _ summary: String
  ) -> Schema<AzureValue> {
    let all = [AzureRow(key, .azureText, summary)] + rows + common
    return .azureRecord("\(key) step", first: key) { all }
  }

  private static let task = Schema<AzureValue>.azureRecord("task step", first: "task") {
    [
      AzureRow("task", .azureTask, "Name and version, such as `Docker@2`."),
      AzureRow("inputs", .azureTexts, "What the task is told."),
    ] + common
  }

  private static let checkout = step(
    "checkout",
    [
      AzureRow("clean", .azureBoolean, "Whether the folder is cleaned first."),
      AzureRow("fetchDepth", .azureNumber, "How many commits are fetched; 0 for all."),
      AzureRow("fetchFilter", .azureText, "A filter of git's, such as `blob:none`."),
      AzureRow("fetchTags", .azureBoolean, "Whether tags are fetched."),
      AzureRow("lfs", .azureBoolean, "Whether files of git-lfs are fetched."),
      AzureRow("persistCredentials", .azureBoolean, "Whether later steps may use its token."),
      AzureRow("submodules", .azureText, "`true`, or `recursive`."),
      AzureRow("path", .azureText, "Where it goes."),
      AzureRow("sparseCheckoutDirectories", .azureText, "Folders to check out."),
      AzureRow("sparseCheckoutPatterns", .azureText, "Patterns of what to check out."),
      AzureRow("workspaceRepo", .azureBoolean, "Whether it is the one that scripts run in."),
    ], "`self`, `none` or a repository.")

  private static func artifacts(_ key: String, _ summary: String) -> Schema<AzureValue> {
    step(
      key,
      [
        AzureRow("artifact", .azureText, "Name of the artifact."),
        AzureRow("patterns", .azureText, "Files of it."),
        AzureRow("path", .azureText, "Where they go."),
      ], summary)
  }
}

extension AzureRow {
  fileprivate static let bashEnvValue = AzureRow("bashEnvValue", .azureText, "Value of `BASH_ENV`.")
}

extension Schema<AzureValue> {
  /// `Docker@2`: a name, perhaps with that of an extension before it, and a version.
  fileprivate static let azureTask = Schema(.text(pattern: #"^([A-Za-z0-9_.-]+@[0-9]+|.*\$.*)$"#)) {
    node, diagnostics in
    guard let text = diagnostics.text(of: node, expected: "a task") else { return nil }
    let parts = text.utf8.split(separator: 0x40, omittingEmptySubsequences: false)
    let isTask =
      parts.count == 2 && !parts[0].isEmpty
      && Array(text.utf8[..<parts[0].endIndex]).allSatisfy(isInTaskName)
      && (1...4).contains(parts[1].count) && parts[1].allSatisfy { (0x30...0x39).contains($0) }
    guard isTask || text.holds(0x24) else {
      diagnostics.error(
        .invalidValue, "'\(text)' is not a task with its version", at: node.range,
        help: "write the name and the major version, such as Docker@2")
      return nil
    }
    return .text(text, isPlain: true)
  }

  private static func isInTaskName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
    case _: false
    }
  }
}
