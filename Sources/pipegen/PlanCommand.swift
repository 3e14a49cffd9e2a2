import ArgumentParser
import Emitters

/// Prints what a spec means, without doing it.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Prints the steps that a spec means, without doing them.")

  /// How a plan is printed.
  enum Format: String, OptionWord {
    case text, json, dot, mermaid, svg
  }

  @OptionGroup var spec: SpecOptions

  @Option(help: "text, json, or as a graph: dot, mermaid or svg.")
  var format = Format.text

  func validate() throws { try spec.refuseImages() }

  func run() throws {
    let compilation = try Frontend.compile(spec)
    switch format {
    case .text: try StandardOutput.write(PlanText.text(of: compilation.plan))
    case .json:
      let json = PlanJSON.json(of: compilation.plan, sources: compilation.sources)
      try StandardOutput.write(json.text)
    case .dot: try StandardOutput.write(PlanGraph.dot(of: compilation.plan))
    case .mermaid: try StandardOutput.write(PlanGraph.mermaid(of: compilation.plan))
    case .svg: try StandardOutput.write(PlanPicture(of: compilation.plan).svg)
    }
  }
}
