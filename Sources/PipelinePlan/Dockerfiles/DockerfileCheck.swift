import PipelineSpec

/// What a spec says of its Dockerfiles: an error where it cannot work, else a warning.
struct DockerfileCheck {
  let pipeline: Pipeline
  let parameters: [Plan.Parameter]
  let files: any SpecFiles

  func check(
    _ images: [ResolvedImage], sources: inout Sources, into diagnostics: inout Diagnostics
  ) {
    var faulty = FaultyDockerfiles()
    let arguments = ArgumentCheck(pipeline: pipeline, parameters: parameters)
    var all: [ImageDockerfile] = []
    var unread: [ResolvedImage] = []
    for image in images {
      guard let dockerfile = dockerfile(of: image, &faulty, &sources, into: &diagnostics) else {
        unread.append(image)
        continue
      }
      checkNames(of: image, in: dockerfile, into: &diagnostics)
      let checks = pipeline.checks.filter { $0.image?.value == image.image.name.value }
      let file = ImageDockerfile(
        image, dockerfile, checked: checks.compactMap(\.stage?.value.string))
      checkOrder(of: file, into: &diagnostics)
      StageCacheCheck.check(file, into: &diagnostics)
      KeyBaseCheck.check(file, into: &diagnostics)
      arguments.check(file, into: &diagnostics)
      all.append(file)
    }
    ArgumentCheck.checkNames(in: all, unread: unread, into: &diagnostics)
    GateCheck.check(all, into: &diagnostics)
  }

  /// The Dockerfile, nil where there is none, or none that docker takes.
  private func dockerfile(
    of image: ResolvedImage, _ faulty: inout FaultyDockerfiles, _ sources: inout Sources,
    into diagnostics: inout Diagnostics
  ) -> Dockerfile? {
    switch image.content {
    case .missing, .unknown: return nil
    case .unreadable(let reason):
      diagnostics.error(.missingDockerfile, reason, at: image.dockerfilePlace)
      return nil
    case .bytes(let bytes):
      let reading = image.reading(of: bytes)
      if let fault = reading.fault {
        if let dockerfile = reading.dockerfile, let target = image.target?.string,
          dockerfile.stage(named: target) == nil
        {
          report(target, at: image.image.target?.range, image, dockerfile, into: &diagnostics)
          return nil
        }
        // What a run gives may mend what is only found when variables have their values.
        if fault.phase == .convert, !image.args.areKnown { return nil }
        let path = image.dockerfilePath
        let place = faulty.place(of: fault, path, files.name(of: path), bytes, in: &sources)
        diagnostics.error(
          .dockerfile, place == nil ? "'\(path)': \(fault.message)" : fault.message,
          at: place ?? image.dockerfilePlace,
          help: reading.unsetVariables.first.map {
            "'\($0)' has no value: give it one in the image's 'args'"
          } ?? "docker refuses this Dockerfile",
          notes: place == nil
            ? [] : [Diagnostic.Note(message: "it is named here", range: image.dockerfilePlace)])
        return nil
      }
      return reading.dockerfile
    }
  }

  // MARK: Names

  private func checkNames(
    of image: ResolvedImage, in dockerfile: Dockerfile, into diagnostics: inout Diagnostics
  ) {
    for stage in image.image.stages where stage.name.value != Stage.every {
      check(stage.name, image, dockerfile, into: &diagnostics)
    }
    for check in pipeline.checks where check.image?.value == image.image.name.value {
      if let stage = check.stage { self.check(stage, image, dockerfile, into: &diagnostics) }
    }
  }

  private func check(
    _ stage: Located<Text>, _ image: ResolvedImage, _ dockerfile: Dockerfile,
    into diagnostics: inout Diagnostics
  ) {
    let name = stage.value.string
    guard dockerfile.stage(named: name) == nil else { return }
    report(name, at: stage.range, image, dockerfile, into: &diagnostics)
  }

  private func report(
    _ stage: String, at range: SourceRange?, _ image: ResolvedImage, _ dockerfile: Dockerfile,
    into diagnostics: inout Diagnostics
  ) {
    let names = dockerfile.targets.map(\.name)
    let help =
      names.isEmpty
      ? "name it there: FROM … AS \(stage)"
      : Suggestion.help(for: stage, in: names, kind: "stages")
    diagnostics.error(
      .unknownStage, "'\(image.dockerfilePath)' has no stage '\(stage)'",
      at: range ?? image.dockerfilePlace, help: help)
  }

  // MARK: Order

  private func checkOrder(of file: ImageDockerfile, into diagnostics: inout Diagnostics) {
    let placed = file.image.image.stages.compactMap { stage in
      file.dockerfile.stage(named: stage.name.value.string).map { (stage.name, $0) }
    }
    for (before, next) in zip(placed, placed.dropFirst()) where next.1.index < before.1.index {
      let right = placed.sorted { $0.1.index < $1.1.index }.map(\.0.value.string)
      diagnostics.doubt(
        .stageOrder,
        "stage '\(next.0.value)' is written below '\(before.0.value)', and stands above it in '\(file.path)'",
        of: file.image.image, at: next.0.range,
        help: "stages are built in the Dockerfile's order: \(right.joined(separator: ", "))")
      return
    }
  }
}
