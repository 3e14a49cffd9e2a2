package import Foundation
import PipelineSpec

/// An emitted pipeline, read back by pipegen's own YAML reader.
package struct AzureDocument: Sendable {
  /// A stage, or all of a pipeline without stages.
  package struct Stage: Sendable {
    package let name: String
    package let needs: [String]
    package let condition: String?
    package let variables: [String: String]
    package let jobs: [Job]
  }

  /// A job or a deployment.
  package struct Job: Sendable {
    package let name: String
    package let needs: [String]
    package let condition: String?
    package let variables: [String: String]
    package let steps: [Step]
  }

  /// One step of a job.
  package struct Step: Sendable {
    /// What an agent does for it.
    package enum Kind: Sendable, Equatable {
      case checkout
      case bash(script: String)
      case dockerLogin(connection: String)
      /// What the player only notes.
      case other(task: String)
    }

    package let kind: Kind
    package let displayName: String
    package let condition: String?
    package let environment: [String: String]
  }

  /// A pipeline that the player does not understand.
  package struct Unreadable: Error, CustomStringConvertible {
    package let description: String
  }

  package let stages: [Stage]
  package let variables: [String: String]
  /// Defaults of a template's parameters.
  package let parameters: [String: String]

  /// All steps of all jobs.
  package var steps: [Step] { stages.flatMap { $0.jobs.flatMap(\.steps) } }

  package init(_ yaml: Data) throws {
    var sources = Sources()
    var diagnostics = Diagnostics()
    var nodes = YAML.maximumNodes
    let file = sources.add(SourceFile(name: "azure-pipelines.yml", bytes: Array(yaml)))
    let root = YAML.parse(file, in: sources, nodeBudget: &nodes, into: &diagnostics)
    guard let root, !diagnostics.hasErrors else {
      throw Unreadable(description: DiagnosticText.render(diagnostics, sources: sources))
    }
    variables = Self.variables(root["variables"])
    parameters = (root["parameters"]?.items ?? []).reduce(into: [:]) { all, parameter in
      all[parameter["name"]?.text ?? ""] = parameter["default"]?.text ?? ""
    }
    // Where a pipeline extends a template, its parameters say what runs.
    let given = root["extends"]?["parameters"]
    let body = given?.entries.map(\.value).first(where: \.holdsWork) ?? given ?? root
    if let stages = body["stages"]?.items {
      self.stages = try stages.enumerated().map { index, node in
        let before = index > 0 ? [stages[index - 1]["stage"]?.text ?? ""] : []
        return try Stage(node, after: before)
      }
    } else {
      stages = [try Stage(body, after: [])]
    }
    guard !steps.isEmpty else { throw Unreadable(description: "no step at all") }
  }

  fileprivate static func variables(_ node: Node?) -> [String: String] {
    var all: [String: String] = [:]
    for entry in node?.entries ?? [] { all[entry.key.value] = entry.value.text ?? "" }
    for item in node?.items ?? [] {
      if let name = item["name"]?.text { all[name] = item["value"]?.text ?? "" }
    }
    return all
  }
}

extension AzureDocument.Stage {
  fileprivate init(_ node: Node, after before: [String]) throws {
    name = node["stage"]?.text ?? ""
    needs = node["dependsOn"]?.names ?? before
    condition = node["condition"]?.text
    variables = AzureDocument.variables(node["variables"])
    jobs =
      try node["jobs"]?.items?.map(AzureDocument.Job.init)
      ?? [AzureDocument.Job(node)]
  }
}

extension AzureDocument.Job {
  fileprivate init(_ node: Node) throws {
    name = node["job"]?.text ?? node["deployment"]?.text ?? ""
    needs = node["dependsOn"]?.names ?? []
    condition = node["condition"]?.text
    variables = AzureDocument.variables(node["variables"])
    let steps = node["steps"] ?? node["strategy"]?["runOnce"]?["deploy"]?["steps"]
    self.steps = try (steps?.items ?? []).map(AzureDocument.Step.init)
  }
}

extension AzureDocument.Step {
  fileprivate init(_ node: Node) throws {
    displayName = node["displayName"]?.text ?? ""
    condition = node["condition"]?.text
    environment = (node["env"]?.entries ?? []).reduce(into: [:]) { values, entry in
      values[entry.key.value] = entry.value.text ?? ""
    }
    switch node.entries.first?.key.value {
    case "checkout": kind = .checkout
    case "bash": kind = .bash(script: node["bash"]?.text ?? "")
    case "task"
    where node["task"]?.text == "Docker@2" && node["inputs"]?["command"]?.text == "login":
      kind = .dockerLogin(connection: node["inputs"]?["containerRegistry"]?.text ?? "")
    case "task": kind = .other(task: node["task"]?.text ?? "")
    case let key:
      throw AzureDocument.Unreadable(description: "a step that begins with \(key ?? "nothing")")
    }
  }
}

extension Node {
  fileprivate subscript(key: String) -> Node? {
    entries.first { $0.key.value == key }?.value
  }

  fileprivate var entries: [Entry] {
    if case .mapping(let entries) = content { Array(entries) } else { [] }
  }

  fileprivate var items: [Node]? {
    if case .sequence(let items) = content { Array(items) } else { nil }
  }

  fileprivate var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// Whether it says what runs.
  fileprivate var holdsWork: Bool {
    ["stages", "jobs", "steps"].contains { self[$0]?.items != nil }
  }

  /// One name, or those of a list.
  fileprivate var names: [String] { items?.compactMap(\.text) ?? text.map { [$0] } ?? [] }
}
