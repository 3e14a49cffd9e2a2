import ArgumentParser
import CSpawn
import Execution
import PipelinePlan
import PipelineSpec

/// A spec that was read, decoded and planned.
struct Compilation {
  let spec: SpecFile
  let sources: Sources
  let outputs: Outputs
  let plan: Plan

  /// Whether `path` names the spec or a file that it includes.
  func isRead(from path: String) -> Bool {
    sources.files.contains { Files.areSame(path, $0.name) }
  }

  /// The spec and the files that it includes, relative to its folder.
  var files: [String] {
    let folder = spec.folder == "." ? "" : Files.join(spec.folder, "")
    return sources.files.map(\.name).filter { $0 != "-" }.map { name in
      name.utf8.starts(with: folder.utf8)
        ? String(decoding: name.utf8.dropFirst(folder.utf8.count), as: UTF8.self) : name
    }
  }
}

/// From bytes to a plan: what every command begins with.
enum Frontend {
  /// The compiled spec; its faults are printed, and an error ends the command.
  static func compile(_ options: SpecOptions) throws -> Compilation {
    let (compilation, diagnostics, sources) = try read(options)
    report(diagnostics, sources)
    guard let compilation, !diagnostics.hasErrors else { throw ExitCode.refused }
    return compilation
  }

  /// The spec, nil where it is refused, and all that is to be said of it.
  static func read(
    _ options: SpecOptions
  ) throws -> (compilation: Compilation?, diagnostics: Diagnostics, sources: Sources) {
    let spec = try SpecFile.find(options.spec)
    let files = FolderFiles(folder: spec.folder, limit: YAML.maximumBytes)
    var (pipeline, diagnostics, sources) = decode(spec, files)
    let plan = pipeline.flatMap {
      Planner.plan($0, files: files, sources: &sources, into: &diagnostics)
    }
    guard let outputs = pipeline?.outputs, let plan else { return (nil, diagnostics, sources) }
    // A plan stands alone: of a large spec the system gets back what it was made from.
    pipeline = nil
    malloc_trim(0)
    let compilation = Compilation(spec: spec, sources: sources, outputs: outputs, plan: plan)
    return (compilation, diagnostics, sources)
  }

  /// The typed model, nil where it is refused. The tree is gone by then: a large spec's takes more than
  /// its plan.
  static func decode(
    _ spec: SpecFile, _ files: some SpecFiles
  ) -> (pipeline: Pipeline?, diagnostics: Diagnostics, sources: Sources) {
    var (root, nodes, diagnostics, sources) = parse(spec)
    let pipeline = root.flatMap { root in
      Pipeline.decode(
        root, files: files, sources: &sources, nodeBudget: &nodes, into: &diagnostics)
    }
    return (pipeline, diagnostics, sources)
  }

  /// The spec's tree, nil where it is no YAML of ours, and how many nodes its includes may have.
  static func parse(
    _ spec: SpecFile
  ) -> (root: Node?, nodes: Int, diagnostics: Diagnostics, sources: Sources) {
    var sources = Sources()
    var diagnostics = Diagnostics()
    var nodes = YAML.maximumNodes
    let file = sources.add(SourceFile(name: spec.name, bytes: spec.bytes))
    let root = YAML.parse(file, in: sources, nodeBudget: &nodes, into: &diagnostics)
    return (root, nodes, diagnostics, sources)
  }

  /// Prints faults and doubts to standard error; what they quote of a spec commands no agent.
  static func report(_ diagnostics: Diagnostics, _ sources: Sources) {
    guard !diagnostics.all.isEmpty else { return }
    StandardError.write(
      AgentCommands.defused(DiagnosticText.render(diagnostics, sources: sources)))
  }
}
