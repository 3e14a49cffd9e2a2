import PipelineSpec

extension Engine {
  /// Adds the words of one build behind the program.
  func addArguments(of build: Plan.Build, to all: inout [Command.Argument]) {
    switch self {
    case .docker: all.append(.subcommand(.build))
    case .buildx: all += [.subcommand(.buildx), .subcommand(.build)] + builder
    case .buildah, .podman: all += [.subcommand(.build), .flag(.layers)]
    }
    build.addSource(to: &all)
    if case (.docker, .inline?) = (self, build.cacheTo) {
      all.append(.option(.buildArgument, Self.inlineCache))
    }
    // Docker itself knows local names alone.
    if case .docker = self {} else { build.addContexts(to: &all) }
    build.addInputs(to: &all)
    addCaches(of: build, to: &all)
    all.add(.tag, build.tags)
    if case .buildx = self { all.append(Self.output(of: build.result)) }
    all.append(.word(Word(build.context)))
  }

  private static let inlineCache: Word = "BUILDKIT_INLINE_CACHE=1"

  private func addCaches(of build: Plan.Build, to all: inout [Command.Argument]) {
    switch self {
    case .docker, .buildah, .podman:
      all.add(.cacheFrom, build.cacheFrom)
      if case .reference(let reference)? = build.cacheTo {
        all.append(.option(.cacheTo, reference))
      }
    case .buildx:
      all.add(.cacheFrom, KeptList(build.cacheFrom.map { $0.following("type=registry,ref=") }))
      switch build.cacheTo {
      case nil: break
      case .inline: all.append(.option(.cacheTo, "type=inline"))
      case .reference(let reference):
        let place = reference.following("type=registry,ref=")
        all.append(.option(.cacheTo, place + ",mode=max,ignore-error=true"))
      }
    }
  }

  private static func output(of result: Plan.Build.Result) -> Command.Argument {
    switch result {
    case .stored: .flag(.load)
    case .cached: .option(.output, "type=cacheonly")
    case .pushed: .flag(.pushResult)
    }
  }
}

/// What all engines spell alike.
extension Plan.Build {
  /// What is built, and how.
  fileprivate func addSource(to all: inout [Command.Argument]) {
    if let dockerfile { all.append(.option(.file, Word(dockerfile))) }
    if let target { all.append(.option(.target, Word(target))) }
    if !platforms.isEmpty {
      all.append(.option(.platform, Word(literal: platforms.joined(separator: ","))))
    }
    if pullsBases { all.append(.flag(.pullBases)) }
    if ignoresCache { all.append(.flag(.noCache)) }
    if let network { all.append(.option(.network, Word(literal: network))) }
  }

  /// What names in the Dockerfile stand for.
  fileprivate func addContexts(to all: inout [Command.Argument]) {
    for context in contexts {
      let value =
        switch context.source {
        case .image(let reference): reference.following("docker-image://")
        case .folder(let path): Word(literal: path)
        }
      all.append(.option(.buildContext, value.following(context.name + "=")))
    }
  }

  /// What the build is given.
  fileprivate func addInputs(to all: inout [Command.Argument]) {
    for secret in secrets {
      all.append(.option(.secret, Word(literal: "id=\(secret.name),env=\(secret.variable)")))
    }
    for agent in ssh { all.append(.option(.ssh, Word(literal: agent))) }
    all.add(.buildArgument, arguments.words)
    all.add(.label, labels.words)
  }
}

extension [Command.Argument] {
  /// Adds an option for each of `values`.
  fileprivate mutating func add(_ option: Command.Name, _ values: KeptList<Word>) {
    if !values.isEmpty { append(.options(option, values)) }
  }
}
