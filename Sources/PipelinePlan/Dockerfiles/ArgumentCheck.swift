import PipelineSpec

/// Build arguments against the ARGs of a Dockerfile.
struct ArgumentCheck {
  /// Parameters that are another one for each commit or run.
  private let volatile: Set<Variable>

  init(pipeline: Pipeline, parameters: [Plan.Parameter]) {
    let azure = pipeline.outputs.azure.flatMap(\.parameters).filter { Self.isVolatile($0.value) }
    let named = Set(azure.map(\.key.value))
    var volatile = Set(Fact.allCases.filter(\.isVolatile).map(\.variable))
    for parameter in parameters {
      let variables = parameter.default?.variables ?? []
      if named.contains(parameter.variable.name) || variables.contains(where: volatile.contains) {
        volatile.insert(parameter.variable)
      }
    }
    self.volatile = volatile
  }

  /// Whether Azure puts another text there in each run.
  private static func isVolatile(_ text: String) -> Bool {
    let text = CaselessText(text.utf8)
    return ["Build.BuildID)", "Build.BuildNumber)", "Build.SourceVersion)", "Rev:"].contains {
      text.holds([$0])
    }
  }

  func check(_ file: ImageDockerfile, into diagnostics: inout Diagnostics) {
    checkSecrets(in: file, into: &diagnostics)
    for pair in file.image.args.all where pair.value.literal == nil {
      let isVolatile = pair.value.variables.contains(where: volatile.contains)
      if isVolatile || ArgumentName(pair.name.string).isVolatile {
        checkVolatile(pair.name, in: file, into: &diagnostics)
      }
    }
  }

  /// Arguments that nothing takes: those that several images inherit, where none of these does.
  /// `unread` are images without a Dockerfile that could tell.
  static func checkNames(
    in files: [ImageDockerfile], unread: [ResolvedImage], into diagnostics: inout Diagnostics
  ) {
    if files.isEmpty { return }
    var taken = Set(unread.flatMap { $0.image.args.map(\.key.range) })
    for file in files {
      let declared = Set(file.dockerfile.allArguments.map(\.name))
      for entry in file.image.image.args where declared.contains(entry.key.value.string) {
        taken.insert(entry.key.range)
      }
    }
    for file in files { checkNames(in: file, &taken, into: &diagnostics) }
  }

  private static func checkNames(
    in file: ImageDockerfile, _ taken: inout Set<SourceRange>, into diagnostics: inout Diagnostics
  ) {
    for entry in file.image.image.args
    where !ArgumentName(entry.key.value.string).isPredefined
      && taken.insert(entry.key.range).inserted
    {
      var declared: [String] = []
      for argument in file.dockerfile.allArguments where !declared.contains(argument.name) {
        declared.append(argument.name)
      }
      diagnostics.doubt(
        .unknownArgument, "no stage of '\(file.path)' has 'ARG \(entry.key.value)'",
        of: file.image.image, at: entry.key.range,
        help: declared.isEmpty
          ? "it takes no arguments"
          : Suggestion.help(for: entry.key.value.string, in: declared, kind: "ARGs"))
    }
  }

  /// Arguments in which a secret would be kept by the image.
  private func checkSecrets(in file: ImageDockerfile, into diagnostics: inout Diagnostics) {
    var seen: Set<String> = []
    let declared = file.needed.flatMap { file.dockerfile.stages[$0].arguments }
    for argument in declared where ArgumentName(argument.name).isLikelySecret {
      guard seen.insert(argument.name).inserted else { continue }
      let entry = file.image.image.args.first { $0.key.value.string == argument.name }
      diagnostics.doubt(
        .secretArgument,
        "'ARG \(argument.name)' in line \(argument.line) of '\(file.path)' looks like a secret, which "
          + "everyone could read in the image",
        of: file.image.image, at: entry?.key.range ?? file.place,
        help: "mount it: 'RUN --mount=type=secret,id=…', and name it in the image's 'secrets'")
    }
  }

  /// An argument that changes always, above a step that does not need it.
  private func checkVolatile(
    _ argument: Text, in file: ImageDockerfile, into diagnostics: inout Diagnostics
  ) {
    guard let entry = file.image.image.args.first(where: { $0.key.value == argument }) else {
      return
    }
    let name = argument.string
    for index in file.needed {
      let stage = file.dockerfile.stages[index]
      if let base = stage.baseStage, file.dockerfile.stages[base].contextClass > .file { continue }
      // A stage has the arguments of those that it stands on.
      let declared = file.dockerfile.line(of: index).dropFirst().lazy
        .compactMap { base in
          file.dockerfile.stages[base].arguments.last { $0.name == name }?.line
        }.first
      guard let (argument, run) = stage.runBehind(argument: name, declared) else { continue }
      diagnostics.doubt(
        .volatileArgument,
        "'\(name)' is another one in each run, so that line \(run) of '\(file.path)' always runs "
          + "again: it stands below 'ARG \(name)' in line \(argument)",
        of: file.image.image, at: entry.value.range,
        help: "move 'ARG \(name)' down to where it is needed")
      return
    }
  }
}

extension Fact {
  /// Whether it is another one for each commit or run.
  fileprivate var isVolatile: Bool {
    switch self {
    case .commit, .shortCommit, .describe, .time, .date, .compactDate: true
    case .lane, .branch, .tag: false
    }
  }
}

extension Dockerfile {
  /// Those of all stages and those before the first.
  fileprivate var allArguments: [Argument] { globalArguments + stages.flatMap(\.arguments) }
}

extension Dockerfile.Stage {
  /// The lines of the ARG called `name` and of the first RUN behind it which neither names it nor
  /// stands behind a read of sources: those change as often.
  ///
  /// `declared` is the line of such an ARG above the stage.
  fileprivate func runBehind(
    argument name: String, _ declared: Int?
  ) -> (argument: Int, run: Int)? {
    var line = declared
    for instruction in allInstructions {
      if let level = instruction.contextClass, level > .file { return nil }
      if case .arguments(let arguments) = instruction.content,
        arguments.contains(where: { $0.name == name })
      {
        line = instruction.lines.lowerBound
      }
      guard let line, instruction.keyword == .run else { continue }
      let text = CaselessText(instruction.text.utf8)
      if !text.holds(["$" + name]), !text.holds(["${" + name]) {
        return (line, instruction.lines.lowerBound)
      }
    }
    return nil
  }
}
