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

  /// Plays `document` on the checked out `sources`: each job by itself, in the order of the file.
  package func play(_ document: AzureDocument, sources: URL) throws -> Outcome {
    var outcome = Outcome()
    var results: [String: Bool] = [:]
    let player = adding(document.variables)
    for stage in document.stages {
      let mayRun = stage.needs.allSatisfy { results[$0] == true }
      let wanted = try player.isTrue(stage.condition, hasSucceeded: mayRun)
      guard wanted else {
        outcome.skipped += stage.jobs.flatMap { $0.steps.map(\.displayName) }
        continue
      }
      results[stage.name] = try player.adding(stage.variables).play(
        stage, document.parameters, in: sources, into: &outcome)
    }
    if results.values.contains(false) { outcome.status = 1 }
    return outcome
  }

  /// A script for bash, and with what it is started.
  package struct Start: Sendable {
    package let environment: [String: String]
    package let script: String
    package var arguments: [String] = []
    package var input = Data()
  }

  /// What agents start for `document`, as long as every step succeeds: job after job, in the order
  /// of the file, each with a folder of its own in `temporary`.
  package func starts(
    for document: AzureDocument, sources: URL, temporary: URL
  ) throws -> [Start] {
    var starts: [Start] = []
    for stage in document.stages {
      let ofStage = adding(document.variables).adding(stage.variables)
      guard try ofStage.isTrue(stage.condition, hasSucceeded: true) else { continue }
      for (number, job) in stage.jobs.enumerated() {
        let player = ofStage.adding(job.variables)
        guard try player.isTrue(job.condition, hasSucceeded: true) else { continue }
        let own = temporary.appendingPathComponent("\(stage.name)-\(number)")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        starts += try job.steps.compactMap { step in
          guard try player.isTrue(step.condition, hasSucceeded: true) else { return nil }
          return try player.start(of: step, document.parameters, sources, own)
        }
      }
    }
    return starts
  }

  /// Whether all jobs of the stage that ran have succeeded.
  private func play(
    _ stage: AzureDocument.Stage, _ parameters: [String: String], in sources: URL,
    into outcome: inout Outcome
  ) throws -> Bool {
    var results: [String: Bool] = [:]
    for job in stage.jobs {
      let mayRun = job.needs.allSatisfy { results[$0] == true }
      guard try isTrue(job.condition, hasSucceeded: mayRun) else {
        outcome.skipped += job.steps.map(\.displayName)
        continue
      }
      results[job.name] = try adding(job.variables).play(
        job.steps, parameters, in: sources, into: &outcome)
    }
    return !results.values.contains(false)
  }

  /// Whether all of a job's steps that ran have succeeded.
  private func play(
    _ steps: [AzureDocument.Step], _ parameters: [String: String], in sources: URL,
    into outcome: inout Outcome
  ) throws -> Bool {
    let temporary = try TemporaryFolder()
    var hasSucceeded = true
    for (number, step) in steps.enumerated() {
      guard try isTrue(step.condition, hasSucceeded: hasSucceeded) else {
        outcome.skipped.append(step.displayName)
        continue
      }
      outcome.played.append(step.displayName)
      guard let result = try run(step, number, parameters, in: sources, temporary) else { continue }
      outcome.output += result.text
      outcome.errors += result.errors
      if result.status != 0 { hasSucceeded = false }
    }
    return hasSucceeded
  }

  private func isTrue(_ condition: String?, hasSucceeded: Bool) throws -> Bool {
    try AzureExpression.isTrue(
      condition ?? "succeeded()", variables: variables, hasSucceeded: hasSucceeded)
  }

  /// The one expression of variables that it knows, and its value.
  private static let startTimeExpression =
    "$[format('{0:yyyy}-{0:MM}-{0:dd}T{0:HH}:{0:mm}:{0:ss}Z', pipeline.startTime)]"

  /// With variables of an inner scope, whose own macros are replaced.
  private func adding(_ more: [String: String]) -> AzurePlayer {
    var player = self
    for (name, value) in more {
      player.variables[name] = value == Self.startTimeExpression ? startTime : value
    }
    for _ in more {
      for name in more.keys {
        player.variables[name] = player.variables[name].map(player.variables.expanding)
      }
    }
    return player
  }

  private func run(
    _ step: AzureDocument.Step, _ number: Int, _ parameters: [String: String], in sources: URL,
    _ temporary: TemporaryFolder
  ) throws -> Program.Result? {
    guard let start = try start(of: step, parameters, sources, temporary.url) else { return nil }
    let file = try temporary.file("step-\(number).sh", Data(start.script.utf8))
    return try Program.find("bash")?.run(
      [file.path] + start.arguments, in: sources, environment: start.environment,
      input: start.input)
  }

  /// What an agent starts for a step; nil where it does that itself.
  private func start(
    of step: AzureDocument.Step, _ parameters: [String: String], _ sources: URL, _ temporary: URL
  ) throws -> Start? {
    let environment = environment(of: step, parameters, sources, temporary)
    switch step.kind {
    case .checkout, .other: return nil
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
    of step: AzureDocument.Step, _ parameters: [String: String], _ sources: URL, _ temporary: URL
  ) -> [String: String] {
    var result = environment
    let agent = [
      "TF_BUILD": "True", "AGENT_TEMPDIRECTORY": temporary.path,
      "BUILD_SOURCESDIRECTORY": sources.path,
    ]
    result.merge(agent) { _, new in new }
    let own = step.environment.mapValues { value in
      let text = parameters.reduce(value) {
        $0.replacing("${{ parameters.\($1.key) }}", with: $1.value)
      }
      return secrets.expanding(variables.expanding(text))
    }
    result.merge(own) { _, new in new }
    result.merge(variables.environment) { _, new in new }
    return result
  }
}
