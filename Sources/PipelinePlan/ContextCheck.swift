import PipelineSpec

/// Names that specs give in `from`, against Dockerfiles and each other.
struct ContextCheck {
  let engine: Engine

  func check(_ images: [ResolvedImage], into diagnostics: inout Diagnostics) {
    let users = images.filter { !$0.contexts.isEmpty }
    guard !users.isEmpty else { return }
    for image in users { checkDockerfile(of: image, into: &diagnostics) }
    guard engine == .docker else { return }
    var names: [String: (image: ResolvedImage, context: ResolvedContext)] = [:]
    for image in users {
      for context in image.contexts {
        checkDocker(context, of: image, into: &diagnostics)
        guard let other = names[context.context.name] else {
          names[context.context.name] = (image, context)
          continue
        }
        if other.context.context != context.context {
          reportTwo(context, other.context, into: &diagnostics)
        }
      }
    }
    for image in images { checkOthers(image, names, into: &diagnostics) }
    checkReferences(of: images, names, into: &diagnostics)
  }
}

// MARK: - The image's own Dockerfile

extension ContextCheck {
  private func checkDockerfile(of image: ResolvedImage, into diagnostics: inout Diagnostics) {
    switch image.content {
    case .unknown: return
    case .missing:
      diagnostics.error(
        .missingDockerfile,
        "there is no '\(image.dockerfilePath)', of which 'from' is about the FROMs",
        at: image.contexts[0].origin, help: "name the Dockerfile in 'dockerfile'")
    case .unreadable: return  // Told by DockerfileCheck.
    case .bytes(let bytes):
      let reading = image.reading(of: bytes)
      guard let dockerfile = reading.dockerfile, reading.fault == nil else { return }
      for context in image.contexts {
        check(context, of: image, in: dockerfile, into: &diagnostics)
      }
    }
  }

  private func check(
    _ context: ResolvedContext, of image: ResolvedImage, in dockerfile: Dockerfile,
    into diagnostics: inout Diagnostics
  ) {
    let name = context.context.name
    let known = dockerfile.imageNames
    guard !known.contains(name) else { return }
    if dockerfile.stage(named: name) != nil {
      // BuildKit's own contexts win over stages.
      guard engine == .docker else { return }
      diagnostics.error(
        .clash, "'\(name)' is a stage of '\(image.dockerfilePath)': docker looks for no image",
        at: context.origin, help: "give the image another name in its FROM, and in 'from'")
      return
    }
    // What a run gives may name anything.
    let isOpen =
      !image.args.areKnown || dockerfile.stages.contains { !$0.unsetVariables.isEmpty }
    guard !isOpen else { return }
    diagnostics.error(
      .unknownName, "'\(image.dockerfilePath)' has no FROM or --from '\(name)'",
      at: context.origin,
      help: Suggestion.nearest(to: name, in: known).map { "did you mean '\($0)'?" }
        ?? (known.isEmpty
          ? "it takes no image at all" : "it takes: \(known.joined(separator: ", "))"))
  }
}

// MARK: - Local names

extension ContextCheck {
  private func checkDocker(
    _ context: ResolvedContext, of image: ResolvedImage, into diagnostics: inout Diagnostics
  ) {
    if case .folder = context.context.source {
      diagnostics.error(
        .unsupported, "engine docker gives a build one folder: its context", at: context.origin,
        help: "write 'engine: buildx', or put what the build needs into its context")
    } else if image.image.pullsBases {
      diagnostics.error(
        .clash,
        "'pull: true' makes docker look for '\(context.context.name)' at its registry, where it is not",
        at: context.origin, help: "remove 'pull' here, or write 'engine: buildx'")
    }
  }

  private func reportTwo(
    _ context: ResolvedContext, _ other: ResolvedContext, into diagnostics: inout Diagnostics
  ) {
    diagnostics.error(
      .clash,
      "'\(context.context.name)' would be two things: \(other.context.text) and \(context.context.text)",
      at: context.origin,
      help: "engine docker has one image of a name: use two names, or write 'engine: buildx'",
      notes: [Diagnostic.Note(message: "the other one is here", range: other.origin)])
  }

  /// Images whose Dockerfiles mean the image of a registry by a name that another image lends.
  private func checkOthers(
    _ image: ResolvedImage,
    _ names: [String: (image: ResolvedImage, context: ResolvedContext)],
    into diagnostics: inout Diagnostics
  ) {
    guard case .bytes(let bytes) = image.content,
      let dockerfile = image.reading(of: bytes).dockerfile
    else { return }
    for name in dockerfile.imageNames {
      guard let other = names[name],
        !image.contexts.contains(where: { $0.context.name == name })
      else { continue }
      diagnostics.error(
        .clash,
        "'\(name)' would be \(other.context.context.text) for image '\(image.title)' as well",
        at: other.context.origin,
        help:
          "engine docker has one image of a name: add it to 'from' of '\(image.image.name.value)', or use another name",
        notes: [
          Diagnostic.Note(
            message: "the Dockerfile of this image has 'FROM \(name)'",
            range: image.image.name.range)
        ])
    }
  }

  /// References of the plan itself.
  private func checkReferences(
    of images: [ResolvedImage],
    _ names: [String: (image: ResolvedImage, context: ResolvedContext)],
    into diagnostics: inout Diagnostics
  ) {
    for image in images {
      let references =
        image.references.tags.flatMap { $0.references.map(\.word) }
        + (image.references.reference.map { [$0] } ?? [])
        + image.stageCaches.map(\.reference) + (image.cache.map { [$0.reference] } ?? [])
      for reference in references {
        guard let literal = reference.literal, let used = names[BuildContext.key(of: literal)]
        else { continue }
        diagnostics.error(
          .clash, "'\(literal)' is the name of image '\(image.title)' of this spec",
          at: used.context.origin, help: "give the image another name in FROM, and in 'from'",
          notes: [Diagnostic.Note(message: "that image is here", range: image.image.name.range)])
      }
    }
  }
}

extension Dockerfile {
  /// Images that its stages take, as docker compares names, each once.
  fileprivate var imageNames: [String] {
    var names: [String] = []
    for stage in stages {
      let base = stage.baseStage == nil && stage.base != "scratch" ? [stage.base] : []
      for name in (base + stage.images).map(BuildContext.key) where !names.contains(name) {
        names.append(name)
      }
    }
    return names
  }
}

extension Plan.Build.Context {
  /// For people.
  fileprivate var text: String {
    switch source {
    case .image(let reference): reference.description
    case .folder(let path): "folder \(path)"
    }
  }
}
