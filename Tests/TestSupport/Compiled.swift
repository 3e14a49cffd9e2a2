package import PipelinePlan
package import PipelineSpec

/// A spec given as text, read and planned as the command line does it.
package struct Compiled: Sendable {
  /// Nil where the spec is refused.
  package let pipeline: Pipeline?
  /// Nil where the spec is refused.
  package let plan: Plan?
  /// As found.
  package let diagnostics: Diagnostics
  /// The file, called `spec.yml`.
  package let sources: Sources

  package init(_ text: String) {
    var sources = Sources()
    var diagnostics = Diagnostics()
    var nodes = YAML.maximumNodes
    let file = sources.add(SourceFile(name: "spec.yml", bytes: Array(text.utf8)))
    let root = YAML.parse(file, in: sources, nodeBudget: &nodes, into: &diagnostics)
    pipeline = root.flatMap {
      Pipeline.decode($0, sources: &sources, nodeBudget: &nodes, into: &diagnostics)
    }
    plan = pipeline.flatMap { Planner.plan($0, sources: &sources, into: &diagnostics) }
    self.diagnostics = diagnostics
    self.sources = sources
  }

  /// The plan of a spec with one registry and these images, indented by two; nil where it is refused.
  package static func plan(ofImages images: String) -> Plan? {
    Compiled("pipegen: 1\nregistry: example.azurecr.io\nimages:\n" + images).plan
  }

  /// `LINE:COLUMN id: message`, in the order of places.
  package var faults: [String] {
    diagnostics.sorted.map { fault in
      let place = fault.range.map { "\($0.start.line):\($0.start.column) " } ?? ""
      return "\(place)\(fault.id.rawValue): \(fault.message)"
    }
  }

  /// Every step's words, holes as `${name}`.
  package var commands: [String] {
    guard let plan else { return [] }
    return plan.steps.map { step in
      plan.command(of: step).words.map(\.description).joined(separator: " ")
    }
  }
}
