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
    var player = self
    for (name, value) in document.variables {
      guard value == Self.startTimeExpression else {
        throw AzureDocument.Unreadable(description: "the variable \(name) is \(value)")
      }
      player.variables[name] = startTime
    }
    return try player.play(document.steps, sources, temporary, &outcome)
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
    let environment = environment(of: step, sources, temporary)
    switch step.kind {
    case .checkout: return nil
    case .bash(let script):
      let file = try temporary.file("step-\(number).sh", Data(script.utf8))
      return try Program.find("bash")?.run(
        [file.path], in: sources, environment: environment, input: Data())
    case .dockerLogin(let name):
      guard let connection = connections[name] else {
        throw AzureDocument.Unreadable(description: "no service connection '\(name)'")
      }
      let script = #"docker login ${1:+--username "$1" --password-stdin} "$2""#
      return try Program.find("sh")?.run(
        ["-c", script, "sh", connection.username, connection.host], in: sources,
        environment: environment, input: Data(connection.password.utf8))
    }
  }

  private func environment(
    of step: AzureDocument.Step, _ sources: URL, _ temporary: TemporaryFolder
  ) -> [String: String] {
    var result = environment
    let agent = [
      "TF_BUILD": "True", "AGENT_TEMPDIRECTORY": temporary.url.path,
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
