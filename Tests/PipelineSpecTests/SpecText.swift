@testable import PipelineSpec

/// A text as `YAML.parse` reads it, called `pipegen.yml` in messages.
struct SpecText {
  let root: Node?
  let diagnostics: Diagnostics
  let sources: Sources
  /// What is left of the node budget.
  let nodesLeft: Int

  init(_ text: String, nodeBudget: Int = YAML.maximumNodes) {
    self.init(bytes: Array(text.utf8), nodeBudget: nodeBudget)
  }

  init(bytes: [UInt8], nodeBudget: Int = YAML.maximumNodes) {
    var sources = Sources()
    let file = sources.add(SourceFile(name: "pipegen.yml", bytes: bytes))
    var diagnostics = Diagnostics()
    var budget = nodeBudget
    root = YAML.parse(file, in: sources, nodeBudget: &budget, into: &diagnostics)
    self.diagnostics = diagnostics
    self.sources = sources
    nodesLeft = budget
  }

  /// The tree as JSON; nil if there is none.
  var json: String? { root.map { String(decoding: $0.json, as: UTF8.self) } }

  /// The diagnostics as a user sees them.
  var messages: String { DiagnosticText.render(diagnostics, sources: sources) }

  /// `LINE:COLUMN-LINE:COLUMN [id]` of each diagnostic.
  var faults: [String] {
    diagnostics.all.map { "\($0.range?.description ?? "-") [\($0.id.rawValue)]" }
  }
}

extension SourceRange {
  /// `LINE:COLUMN-LINE:COLUMN`.
  var description: String { "\(start.line):\(start.column)-\(end.line):\(end.column)" }
}

extension Node {
  /// The node that a path of keys and indices leads to.
  func at(_ path: String...) -> Node? {
    path.reduce(self as Node?) { node, step in
      switch node?.content {
      case .mapping(let entries): entries.first { $0.key.value == step }?.value
      case .sequence(let items): Int(step).flatMap { items.indices.contains($0) ? items[$0] : nil }
      case .scalar, nil: nil
      }
    }
  }
}
