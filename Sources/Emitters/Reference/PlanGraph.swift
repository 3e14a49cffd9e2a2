package import PipelinePlan

/// A plan as a graph in the languages of programs that draw it.
package enum PlanGraph {
  /// For Graphviz.
  package static func dot(of plan: Plan) -> String {
    var text = "digraph plan {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n"
    for step in plan.steps {
      let style = step.phase == .build ? "" : ", style=rounded"
      text += "  s\(step.id.index) [label=\"\(forDot(step.title(in: plan)))\"\(style)];\n"
    }
    for edge in edges(of: plan) { text += "  s\(edge.from) -> s\(edge.to);\n" }
    return text + "}\n"
  }

  /// For Mermaid, such as in Markdown.
  package static func mermaid(of plan: Plan) -> String {
    var text = "flowchart LR\n"
    for step in plan.steps {
      let (left, right) = step.phase == .build ? ("[", "]") : ("(", ")")
      text += "  s\(step.id.index)\(left)\"\(forMermaid(step.title(in: plan)))\"\(right)\n"
    }
    for edge in edges(of: plan) { text += "  s\(edge.from) --> s\(edge.to)\n" }
    return text
  }

  /// From what has to be done before to what waits for it, but not where another step between says
  /// as much.
  static func edges(of plan: Plan) -> [(from: Int, to: Int)] {
    var needs: [Int: Set<Int>] = [:]
    for step in plan.steps { needs[step.id.index] = Set(step.needs.map(\.index)) }
    return plan.steps.flatMap { step in
      // Two steps long is what planned graphs have; more would cost more than it clears up.
      let farther = step.needs.reduce(into: Set<Int>()) { $0.formUnion(needs[$1.index] ?? []) }
      return Set(step.needs.map(\.index)).subtracting(farther).sorted().map {
        (from: $0, to: step.id.index)
      }
    }
  }

  private static func forDot(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": shown += "\\" + String(scalar)
      case "\n": shown += "\\n"
      case _: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  private static func forMermaid(_ text: String) -> String {
    let plain = "0123456789 .,:/_-${}".unicodeScalars
    var shown = ""
    for scalar in text.unicodeScalars {
      let isPlain = scalar.properties.isAlphabetic || plain.contains(scalar)
      shown += isPlain ? String(scalar) : "#\(scalar.value);"
    }
    return shown
  }
}
