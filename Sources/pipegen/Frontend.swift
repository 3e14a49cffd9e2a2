import ArgumentParser
import PipelinePlan
import PipelineSpec

/// A spec that was read, decoded and planned.
struct Compilation {
  let spec: SpecFile
  let sources: Sources
  let pipeline: Pipeline
  let plan: Plan
  /// Warnings; errors never get this far.
  let diagnostics: Diagnostics
}

/// From bytes to a plan: what every command begins with.
enum Frontend {
  /// The compiled spec; its faults are printed, and an error ends the command.
  static func compile(_ options: SpecOptions) throws -> Compilation {
    let spec = try SpecFile.find(options.spec)
    var sources = Sources()
    var diagnostics = Diagnostics()
    let file = sources.add(SourceFile(name: spec.name, bytes: spec.bytes))
    var nodes = YAML.maximumNodes
    let root = YAML.parse(file, in: sources, nodeBudget: &nodes, into: &diagnostics)
    let pipeline = root.flatMap { Pipeline.decode($0, into: &diagnostics) }
    let plan = pipeline.flatMap { Planner.plan($0, into: &diagnostics) }
    report(diagnostics, sources)
    guard let pipeline, let plan, !diagnostics.hasErrors else { throw ExitCode.refused }
    return Compilation(
      spec: spec, sources: sources, pipeline: pipeline, plan: plan, diagnostics: diagnostics)
  }

  /// Prints faults and doubts to standard error.
  static func report(_ diagnostics: Diagnostics, _ sources: Sources) {
    guard !diagnostics.all.isEmpty else { return }
    StandardError.write(DiagnosticText.render(diagnostics, sources: sources))
  }
}
