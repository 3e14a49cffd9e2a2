import Foundation
import PipelineSpec
import TestSupport
import Testing

/// One of the ways in which a spec is carried out.
enum WayOut: CustomTestStringConvertible {
  case script(Shell)
  case azure
  case run

  static let all = [WayOut.azure, .run] + shells
  static let shells = ["dash"].map { script(Shell($0)) } + otherShells

  /// All of them where everything is tried; else one, by `number`: many tests of faults each take
  /// another.
  static func turn(_ number: Int) -> [WayOut] {
    TestEnvironment.isWhole ? all : [all[number % all.count]]
  }

  private static let otherShells: [WayOut] =
    TestEnvironment.isWhole
    ? ["bash", "bash --posix", "busybox sh"].map { script(Shell($0)) } : []

  var testDescription: String {
    switch self {
    case .script(let shell): shell.description
    case .azure: "azure"
    case .run: "run"
    }
  }
}

/// One carrying out of a generated sample against a recording docker.
struct Performance {
  let status: Int32
  /// Standard error of all that ran.
  let errors: String
  /// Standard output of all that ran.
  let output: String
  /// Without those by which a run alone finds out what has changed, and questions for content.
  let calls: [FakeDocker.Call]

  /// Calls as lines, logins reduced to their host: a service connection has its own words.
  var lines: [String] { calls.map { CallLine.text(of: $0.words) } }

  /// What writes to a registry.
  var pushes: [String] { lines.filter(CallLine.isPush) }

  func lines(of operation: String) -> [String] { lines.filter { $0.hasPrefix("\(operation) ") } }
}

/// A call's words as one line that a reader of a failed test understands.
enum CallLine {
  static func text(of words: [String]) -> String {
    let isLogin = words.first == "login"
    return (isLogin ? ["login", words.last ?? ""] : words).joined(separator: " ")
  }

  /// Whether it writes to a registry, by a push or by a build.
  static func isPush(_ line: String) -> Bool {
    line.hasPrefix("push ") || line.contains(" --push ") || line.contains("--cache-to ")
  }
}

extension GeneratedSample {
  /// What the pipeline gives the parameters, macros replaced: all ways out get the same values.
  func values(
    in situation: Situation, _ more: [String: String] = [:]
  ) -> [String: String] {
    var variables = AzureVariables(azureVariables(in: situation).merging(more) { _, new in new })
    let own = ownVariables
    for (name, value) in own { variables[name] = value }
    for _ in own {
      for name in own.keys { variables[name] = variables[name].map(variables.expanding) }
    }
    return (pipeline.outputs.azure.first?.parameters ?? []).reduce(into: [:]) { values, entry in
      values[entry.key.value] = variables.expanding(entry.value)
    }
  }

  /// The pipeline's own variables, as it defines them.
  private var ownVariables: [String: String] {
    guard case .map(let entries)? = pipeline.outputs.azure.first?.variables else { return [:] }
    return entries.reduce(into: [:]) { $0[$1.key] = $1.value.text }
  }

  /// What Azure sets, on the branch that the sample's pipeline is about.
  func azureVariables(in situation: Situation) -> [String: String] {
    situation.azureVariables.mapValues {
      $0 == "refs/heads/main" ? "refs/heads/\(sample.mainBranch)" : $0
    }
  }

  /// Whether `way` builds in this situation: a pipeline may leave it to some of its stages.
  func isBuilt(by way: WayOut, in situation: Situation) -> Bool {
    guard case .azure = way, sample.name == "go-slalom" else { return true }
    return azureVariables(in: situation)["Build.SourceBranch"] == "refs/heads/master"
  }

  /// Service connections by name, each with the host that it stands for.
  var connections: [String: AzurePlayer.Connection] {
    let registries = pipeline.registries
    return (pipeline.outputs.azure.first?.serviceConnections ?? []).reduce(into: [:]) {
      all, entry in
      let registry = registries.first { $0.name.value == entry.key.value } ?? registries.first
      all[entry.value] = registry.map { AzurePlayer.Connection(host: $0.host) }
    }
  }

  /// Environment variables by which logins get their passwords.
  var passwordVariables: [String] { pipeline.registries.compactMap { $0.login?.passwordEnv.value } }

  /// Carries the sample out by `way`, every login with `password` and every build with `secret`; nil
  /// where this machine cannot.
  func perform(
    _ way: WayOut, in situation: Situation = .local, docker: FakeDocker, password: String? = nil,
    secret: String? = "a secret of builds",
    arguments: [String] = [], variables: [String: String] = [:],
    environment more: [String: String] = [:]
  ) throws -> Performance? {
    var passwords: [String: String] = [:]
    for name in passwordVariables { passwords[name] = password }
    var azureSecrets = situation == .azureFork ? [:] : passwords
    for variable in azureNames {
      passwords[variable.environment] = secret
      azureSecrets[variable.azure] = secret
    }
    // What a lane gives lies over what the pipeline gives, but below what a user gives.
    let ofLane = try PlannedSteps(of: self).lane(in: situation)?.defaults ?? [:]
    let values = values(in: situation, variables).filter { ofLane[$0.key] == nil }
    switch way {
    case .script(let shell):
      guard let program = try shell.found() else { return nil }
      let plan = try PlannedSteps(of: self)
      let given = plan.parameters.reduce(into: [String: String]()) { all, parameter in
        all[parameter.environment] = values[parameter.name]
      }
      let environment = situation.environment.merging(passwords) { _, new in new }
        .merging(given) { _, new in new }.merging(more) { _, new in new }
      let result = try program.run(
        shell.arguments + [scriptPath] + arguments, in: folder,
        environment: docker.environment(environment), input: Data())
      return try Performance(result, docker)
    case .azure:
      let player = AzurePlayer(
        variables: azureVariables(in: situation).merging(variables) { _, new in new },
        secrets: azureSecrets, connections: connections,
        environment: docker.environment(more))
      let outcome = try player.play(AzureDocument(Data(contentsOf: azure)), sources: folder)
      return Performance(
        // An agent's log has both, in one stream.
        status: outcome.status, errors: outcome.errors + outcome.output, output: outcome.output,
        calls: try docker.calls)
    case .run:
      let environment = situation.environment.merging(passwords) { _, new in new }
        .merging(more) { _, new in new }
      let settings = values.sorted { $0.key < $1.key }.flatMap {
        ["--set", "\($0.key)=\($0.value)"]
      }
      let result = try Repository.pipegen.run(
        ["run"] + settings + arguments, in: folder,
        environment: docker.environment(environment), input: Data())
      return try Performance(result, docker) { !$0.isLook }
    }
  }
}

extension Performance {
  init(
    _ result: Program.Result, _ docker: FakeDocker,
    where isWanted: (FakeDocker.Call) -> Bool = { _ in true }
  ) throws {
    self.init(
      status: result.status, errors: result.errors, output: result.text,
      calls: try docker.calls.filter(isWanted))
  }
}

extension Shell {
  /// The program; nil once it is said that this machine has none.
  func found() throws -> Program? {
    if let program { return program }
    try Skip.report("the script in \(description)", because: "there is no such shell")
    return nil
  }

  /// The words between the program and the script.
  var arguments: [String] { description.split(separator: " ").dropFirst().map(String.init) }
}
