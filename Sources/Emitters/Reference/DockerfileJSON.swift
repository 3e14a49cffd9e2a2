package import PipelineSpec

/// What a Dockerfile says, for programs.
package enum DockerfileJSON {
  /// The stages of `file`, or why BuildKit refuses it.
  package static func json(of reading: Dockerfile.Reading, file: String) -> JSON {
    guard let dockerfile = reading.dockerfile, reading.fault == nil else {
      return fault(reading.fault?.message ?? "", line: reading.fault?.line, file: file)
    }
    return .object([
      ("file", .string(file)),
      ("stages", .array(dockerfile.stages.map(json(of:)))),
      ("targets", .object(dockerfile.targets.map { ($0.name, .number($0.stage)) })),
      ("cacheCandidates", .array(dockerfile.cacheCandidates.map(JSON.number))),
    ])
  }

  /// That `file` could not be read, or is refused.
  package static func fault(_ message: String, line: Int?, file: String) -> JSON {
    .object([
      ("file", .string(file)),
      (
        "error",
        .object([("message", .string(message)), ("line", line.map(JSON.number) ?? .null)])
      ),
    ])
  }

  private static func json(of stage: Dockerfile.Stage) -> JSON {
    .object([
      ("index", .number(stage.index)),
      ("name", .string(stage.name ?? "")),
      ("base", .string(stage.base)),
      ("baseStage", stage.baseStage.map(JSON.number) ?? .null),
      ("platform", stage.platform.map(JSON.string) ?? .null),
      ("line", .number(stage.line)),
      ("dependsOn", .array(stage.dependsOn.map(JSON.number))),
      ("args", .array(stage.arguments.map { .string($0.name) })),
      ("class", .string(stage.contextClass.rawValue)),
    ])
  }
}
