// Compiled by scripts/fuzz into one module with PipelineSpec's sources: libFuzzer sees all of them.

/// What libFuzzer calls for each input; it must neither trap nor break what holds for every input.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  FuzzedReader.chosen.read(bytes)
  return 0
}

/// The reader that is fuzzed: the program's own name says which.
enum FuzzedReader: String {
  case dockerfile, yaml

  static let chosen: Self = {
    let program = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    guard let reader = Self(rawValue: program) else { fatalError("no reader '\(program)'") }
    return reader
  }()

  func read(_ bytes: [UInt8]) {
    switch self {
    case .dockerfile: Self.readDockerfile(bytes)
    case .yaml: Self.readSpec(bytes)
    }
  }

  private static func readDockerfile(_ bytes: [UInt8]) {
    let reading = Dockerfile.reading(bytes)
    guard let dockerfile = reading.dockerfile else {
      precondition(reading.fault != nil)
      return report(bytes)
    }
    let count = dockerfile.stages.count
    for (index, stage) in dockerfile.stages.enumerated() {
      precondition(stage.index == index && stage.baseStage ?? -1 < index)
      precondition(stage.dependsOn.allSatisfy { $0 >= 0 && $0 < count })
      precondition(stage.bytes.upperBound <= bytes.count)
      precondition(dockerfile.needed(for: index).contains(index))
      for instruction in stage.allInstructions {
        precondition(instruction.bytes.upperBound <= bytes.count)
        precondition((instruction.contextClass == nil) == instruction.contextPaths.isEmpty)
        _ = (instruction.text, instruction.words, instruction.flags)
      }
    }
    precondition(dockerfile.cacheCandidates.allSatisfy { dockerfile.stages.indices.contains($0) })
    for target in dockerfile.targets {
      precondition(dockerfile.stage(named: target.name)?.index == target.stage)
    }
    if reading.fault != nil { report(bytes) }
  }

  /// A fault has a place and a text.
  private static func report(_ bytes: [UInt8]) {
    var sources = Sources()
    var diagnostics = Diagnostics()
    let file = sources.add(SourceFile(name: "Dockerfile", bytes: bytes))
    _ = Dockerfile.read(file, in: sources, into: &diagnostics)
    precondition(diagnostics.hasErrors)
    precondition(!DiagnosticText.render(diagnostics, sources: sources).isEmpty)
  }

  private static func readSpec(_ bytes: [UInt8]) {
    var sources = Sources()
    var diagnostics = Diagnostics()
    var nodes = YAML.maximumNodes
    let file = sources.add(SourceFile(name: "pipegen.yml", bytes: bytes))
    let root = YAML.parse(file, in: sources, nodeBudget: &nodes, into: &diagnostics)
    precondition(root != nil || diagnostics.hasErrors)
    let pipeline = root.flatMap {
      Pipeline.decode($0, sources: &sources, nodeBudget: &nodes, into: &diagnostics)
    }
    precondition(pipeline != nil || diagnostics.hasErrors)
    _ = root?.json
    _ = DiagnosticText.render(diagnostics, sources: sources)
  }
}
