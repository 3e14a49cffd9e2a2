package import Foundation
import PipelineSpec

/// The steps of an emitted pipeline, read back by pipegen's own YAML reader.
package struct AzureDocument: Sendable {
  /// One step of the job.
  package struct Step: Sendable {
    /// What an agent does for it.
    package enum Kind: Sendable, Equatable {
      case checkout
      case bash(script: String)
      case dockerLogin(connection: String)
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

  package let steps: [Step]
  /// Variables of the pipeline, which may be expressions.
  package let variables: [String: String]

  package init(_ yaml: Data) throws {
    var sources = Sources()
    var diagnostics = Diagnostics()
    var nodes = YAML.maximumNodes
    let file = sources.add(SourceFile(name: "azure-pipelines.yml", bytes: Array(yaml)))
    let root = YAML.parse(file, in: sources, nodeBudget: &nodes, into: &diagnostics)
    guard let root, !diagnostics.hasErrors else {
      throw Unreadable(description: DiagnosticText.render(diagnostics, sources: sources))
    }
    variables = (root["variables"]?.entries ?? []).reduce(into: [:]) { all, entry in
      all[entry.key.value] = entry.value.text
    }
    guard let jobs = root["jobs"]?.items, jobs.count == 1, let steps = jobs[0]["steps"]?.items
    else {
      throw Unreadable(description: "not one job of steps")
    }
    self.steps = try steps.map(Step.init)
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
    if case .mapping(let entries) = content { entries } else { [] }
  }

  fileprivate var items: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  fileprivate var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }
}
