import Emitters
import Execution
import Foundation
import PipelinePlan
import PipelineSpec
import TestSupport

/// A random spec, compiled: its script, its pipeline, and the run that does the same.
struct SpecCase {
  /// A spec that should be valid, and is not.
  struct Refused: Error, CustomStringConvertible {
    let description: String
    /// Whether the spec's engine cannot do it, and nothing else is wrong.
    var isUnsupported = false
  }

  let spec: RandomSpec
  let plan: Plan
  let script: [UInt8]
  /// Parameters that are the script's arguments, in order.
  let positional: [String]
  let azure: AzureDocument
  /// Whether each image has a job, which builds what it finds nowhere.
  let areJobs: Bool
  /// Service connections by name, each with its host.
  let connections: [String: String]
  let passwords: [String: String]
  /// What builds mount, by its variable.
  let secrets: [String: String]
  /// The same by Azure's variables.
  let azureSecrets: [String: String]
  /// What users, or the pipeline, give the parameters.
  let given: [String: String]
  /// Folders that have to be there.
  let folders: [String]
  /// Files by which content is known.
  let keyFiles: Set<String>

  /// The spec, with another engine where its own cannot do it.
  static func possible(_ spec: RandomSpec) throws -> SpecCase {
    do { return try SpecCase(spec) } catch let refused as Refused {
      guard refused.isUnsupported else { throw refused }
      return try SpecCase(spec.withoutEngine)
    }
  }

  init(_ spec: RandomSpec) throws {
    self.spec = spec
    var sources = Sources()
    var diagnostics = Diagnostics()
    var nodes = YAML.maximumNodes
    let file = sources.add(SourceFile(name: "pipegen.yml", bytes: Array(spec.text.utf8)))
    let root = YAML.parse(file, in: sources, nodeBudget: &nodes, into: &diagnostics)
    let files = spec.files
    let pipeline = root.flatMap {
      Pipeline.decode(
        $0, files: files, sources: &sources, nodeBudget: &nodes, into: &diagnostics)
    }
    var plan = pipeline.flatMap {
      Planner.plan($0, files: files, sources: &sources, into: &diagnostics)
    }
    guard let pipeline, let whole = plan, !diagnostics.hasErrors else {
      throw Refused(
        description: DiagnosticText.render(diagnostics, sources: sources),
        isUnsupported: diagnostics.all.allSatisfy {
          $0.severity == .warning || $0.id == .unsupported
        })
    }
    let request = EmissionRequest(
      plan: whole, outputs: pipeline.outputs, files: ["pipegen.yml"])
    let script = ShellScript.emit(request, into: &diagnostics).first
    let azure = AzurePipeline.emit(request, into: &diagnostics).first
    guard let script, let azure, !diagnostics.hasErrors else {
      throw Refused(description: DiagnosticText.render(diagnostics, sources: sources))
    }
    if let patterns = pipeline.outputs.shell.first?.images {
      plan = whole.narrowed(to: Set(patterns.flatMap { whole.images(matching: $0.value) }))
    }
    self.plan = plan ?? whole
    self.script = Array(script.body)
    self.azure = try AzureDocument(Data(azure.body))
    positional =
      pipeline.outputs.shell.first?.arguments?.map(\.value) ?? pipeline.parameters.map(\.name.value)
    let output = pipeline.outputs.azure.first
    areJobs = output?.layout == .jobs
    connections = (output?.serviceConnections ?? []).reduce(into: [:]) { all, entry in
      let named = pipeline.registries.first { $0.name.value == entry.key.value }
      all[entry.value] = (named ?? pipeline.registries.first)?.host
    }
    passwords = pipeline.registries.reduce(into: [:]) { all, registry in
      if let login = registry.login { all[login.passwordEnv.value] = "it's $ecret" }
    }
    secrets = pipeline.secrets.reduce(into: [:]) { $0[$1.env.value] = "$ecret of \($1.name.value)" }
    azureSecrets = pipeline.secrets.reduce(into: [:]) {
      $0["The-\($1.name.value)"] = "$ecret of \($1.name.value)"
    }
    let variables = AzureVariables(spec.situation.azureVariables)
    let origin = RunOrigin(environment: spec.situation.environment)
    // What a lane gives lies over what the pipeline gives, but below what a user gives.
    let ofLane = whole.lane(of: origin).map { whole.lanes[$0].defaults } ?? [:]
    given = (output?.parameters ?? []).reduce(into: [:]) { all, entry in
      guard ofLane[Variable(name: entry.key.value)] == nil else { return }
      all[entry.key.value] = variables.expanding(entry.value)
    }
    folders = whole.images.map(\.context.string) + ["out"]
    keyFiles = Set(whole.keys.flatMap { key in key.files.map { "\(key.context)/\($0)" } })
  }

  /// The environment of a run outside of Azure's steps.
  func environment(_ plain: [String: String]) -> [String: String] {
    plain.merging(spec.situation.environment) { _, new in new }.merging(passwords) { _, new in new }
      .merging(secrets) { _, new in new }
  }

  /// Values by the variables that the script reads.
  var variables: [String: String] {
    plan.parameters.reduce(into: [:]) { all, parameter in
      all[parameter.environmentName] = given[parameter.variable.name]
    }
  }

  /// What is run directly, in `folder` with `environment`.
  func request(
    in folder: String, _ environment: [String: String]
  ) throws(RefusedRun) -> RunRequest {
    let environment = Environment(entries: environment.map { Array("\($0)=\($1)".utf8) })
    let origin = RunOrigin(environment: spec.situation.environment)
    let facts = Facts(environment: environment, workingDirectory: folder, digest: Digests.digest)
    return try RunRequest(
      plan, lane: plan.lane(of: origin), given: given, origin: origin, facts: facts,
      environment: environment, workingDirectory: folder, jobs: 4)
  }
}

/// SHA-256 by another hand than pipegen's.
private enum Digests {
  static func digest(_ bytes: [UInt8]) -> String {
    known[bytes] ?? made(of: bytes)
  }

  /// Of the branches that runs of tests are about.
  private static let known = ["topic/x", Situation.source].reduce(into: [[UInt8]: String]()) {
    $0[Array($1.utf8)] = made(of: Array($1.utf8))
  }

  private static func made(of bytes: [UInt8]) -> String {
    let result = try? Program.find("sha256sum")?.run([], in: Repository.root, input: Data(bytes))
    return String(result?.text.prefix(64) ?? "")
  }
}
