package import Foundation

/// Plays a pipeline's steps in order, each as Azure's agent would start it.
///
/// It knows what emitted pipelines use and refuses the rest.
package struct AzurePlayer {
  /// A Docker registry service connection; without a user the login is only recorded.
  package struct Connection: Sendable {
    package let host: String
    package let username: String
    package let password: String

    package init(host: String, username: String = "", password: String = "") {
      self.host = host
      self.username = username
      self.password = password
    }
  }

  /// What a played job left.
  package struct Outcome: Sendable {
    /// 0 where every step that ran has succeeded.
    package fileprivate(set) var status: Int32 = 0
    /// Display names of the steps that ran.
    package fileprivate(set) var played: [String] = []
    /// Display names of the steps that a condition left out.
    package fileprivate(set) var skipped: [String] = []
    /// What the steps printed, standard output and error.
    package fileprivate(set) var output = ""
    package fileprivate(set) var errors = ""
  }

  /// Variables of the run, such as `Build.Reason`.
  package var variables: AzureVariables
  /// Secret variables: they reach a step by a macro in its `env:` alone.
  package var secrets: AzureVariables
  /// When the pipeline began.
  package var startTime = "2001-02-03T04:05:06Z"
  /// Service connections by name.
  package var connections: [String: Connection]
  /// The agent's own environment, under that of a step.
  package var environment: [String: String]

  package init(
    variables: [String: String], secrets: [String: String] = [:],
    connections: [String: Connection] = [:], environment: [String: String]
  ) {
    self.variables = AzureVariables(variables)
    self.secrets = AzureVariables(secrets)
    self.connections = connections
    self.environment = environment
  }

  /// Plays `document` on the checked out `sources`.
  package func play(_ document: AzureDocument, sources: URL) throws -> Outcome {
    let temporary = try TemporaryFolder()
    var outcome = Outcome()
    return try started(document).play(document.steps, sources, temporary, &outcome)
  }

  /// A script for bash, and with what it is started.
  package struct Start: Sendable {
    package let environment: [String: String]
    package let script: String
    package var arguments: [String] = []
    package var input = Data()
  }

  /// What an agent starts for `document`, as long as every step succeeds.
  package func starts(
    for document: AzureDocument, sources: URL, temporary: URL
  ) throws -> [Start] {
    let player = try started(document)
    return try document.steps.compactMap { step in
      let isWanted = try AzureExpression.isTrue(
        step.condition ?? "succeeded()", variables: player.variables, hasSucceeded: true)
      return isWanted ? try player.start(of: step, sources, temporary) : nil
    }
  }

  /// With the pipeline's own variables.
  private func started(_ document: AzureDocument) throws -> AzurePlayer {
    var player = self
    for (name, value) in document.variables {
      guard value == Self.startTimeExpression else {
        throw AzureDocument.Unreadable(description: "the variable \(name) is \(value)")
      }
      player.variables[name] = startTime
    }
    return player
  }

  /// The one expression of variables that it knows, and its value.
  private static let startTimeExpression =
    "$[format('{0:yyyy}-{0:MM}-{0:dd}T{0:HH}:{0:mm}:{0:ss}Z', pipeline.startTime)]"

  private func play(
    _ steps: [AzureDocument.Step], _ sources: URL, _ temporary: TemporaryFolder,
    _ outcome: inout Outcome
  ) throws -> Outcome {
    for (number, step) in steps.enumerated() {
      let condition = step.condition ?? "succeeded()"
      let isWanted = try AzureExpression.isTrue(
        condition, variables: variables, hasSucceeded: outcome.status == 0)
      guard isWanted else {
        outcome.skipped.append(step.displayName)
        continue
      }
      outcome.played.append(step.displayName)
      guard let result = try run(step, number, in: sources, temporary) else { continue }
      outcome.output += result.text
      outcome.errors += result.errors
      if result.status != 0 { outcome.status = 1 }
    }
    return outcome
  }

  private func run(
    _ step: AzureDocument.Step, _ number: Int, in sources: URL, _ temporary: TemporaryFolder
  ) throws -> Program.Result? {
    guard let start = try start(of: step, sources, temporary.url) else { return nil }
    let file = try temporary.file("step-\(number).sh", Data(start.script.utf8))
    return try Program.find("bash")?.run(
      [file.path] + start.arguments, in: sources, environment: start.environment,
      input: start.input)
  }

  /// What an agent starts for a step; nil where it does that itself.
  private func start(
    of step: AzureDocument.Step, _ sources: URL, _ temporary: URL
  ) throws -> Start? {
    let environment = environment(of: step, sources, temporary)
    switch step.kind {
    case .checkout: return nil
    case .bash(let script): return Start(environment: environment, script: script)
    case .dockerLogin(let name):
      guard let connection = connections[name] else {
        throw AzureDocument.Unreadable(description: "no service connection '\(name)'")
      }
      return Start(
        environment: environment,
        script: #"docker login ${1:+--username "$1" --password-stdin} "$2""#,
        arguments: [connection.username, connection.host], input: Data(connection.password.utf8))
    }
  }

  private func environment(
    of step: AzureDocument.Step, _ sources: URL, _ temporary: URL
  ) -> [String: String] {
    var result = environment
    let agent = [
      "TF_BUILD": "True", "AGENT_TEMPDIRECTORY": temporary.path,
      "BUILD_SOURCESDIRECTORY": sources.path,
    ]
    result.merge(agent) { _, new in new }
    result.merge(step.environment.mapValues { secrets.expanding(variables.expanding($0)) }) {
      _, new in new
    }
    result.merge(variables.environment) { _, new in new }
    return result
  }
}
