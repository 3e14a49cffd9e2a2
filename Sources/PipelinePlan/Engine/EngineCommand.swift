public import PipelineSpec

extension Engine {
  /// What one operation starts.
  public func command(of operation: Plan.Operation) -> Command {
    var command = Command()
    spell(operation, as: &command)
    return command
  }

  /// The one place that spells an engine's command line; every back end renders these words.
  ///
  /// `command` becomes that of `operation`. It may have been another one's: a large plan has many.
  func spell(_ operation: Plan.Operation, as command: inout Command) {
    switch operation {
    case .require(let requirement): command = requirement.command
    case .login(let login):
      command = Command(
        program,
        [
          .subcommand(.login), .option(.username, Word(literal: login.username)),
          .flag(.passwordStdin), .word(Word(literal: login.host)),
        ], input: login.passwordVariable)
    case .pull(let reference): command.begin(program, .pull, reference)
    case .find(let reference):
      if asksRegistries {
        spell(probeOf: reference, as: &command)
      } else {
        command.begin(program, .pull, reference)
      }
    case .probe(let reference): spell(probeOf: reference, as: &command)
    case .build(let build):
      command.begin(program)
      addArguments(of: build, to: &command.arguments)
    case .tag(let tagging):
      command.begin(program, .rename, tagging.image)
      command.arguments.append(.word(tagging.name))
    case .copy(let copying): spell(copying, as: &command)
    case .name(let naming): command = naming.command(naming.words, Plan.Naming.script)
    case .unname(let naming): command = naming.command(naming.wordsBack, Plan.Naming.scriptBack)
    case .push(let reference): command.begin(program, .push, reference)
    case .save(let archive): command = Command(program, arguments(of: archive))
    case .extract(let extraction): command = extraction.command(by: program)
    case .check(let check): command = check.command
    }
  }

  /// What is started.
  public var program: Command.Name {
    switch self {
    case .docker, .buildx: .docker
    case .buildah: .buildah
    case .podman: .podman
    }
  }

  /// Whether it looks for images in registries alone, and fetches none that it finds.
  public var asksRegistries: Bool { technique == .builder }

  /// Succeeds where an image is here; nil for an engine to which that means nothing.
  public func presence(of reference: Word) -> Command? {
    switch self {
    case .buildx: nil
    case .docker, .podman:
      Command(program, [.subcommand(.image), .subcommand(.inspect), .word(reference)])
    case .buildah:
      Command(program, [.subcommand(.inspect), .option(.type, "image"), .word(reference)])
    }
  }

  /// Prints what tells the content of an image in the engine's store; nil for an engine that does not
  /// push from there.
  public func identity(of reference: Word) -> Command? {
    identity.map { Command($0.tool, $0.arguments + [.word(reference)]) }
  }

  /// The same without the image, which stands behind it.
  package var identity: Command? {
    guard technique == .store else { return nil }
    return Command(
      program, [.subcommand(.image), .subcommand(.inspect), .option(.format, "{{.Id}}")])
  }

  /// Prints a label of a cache image, as far as the engine knows such images: one that it has, or,
  /// where it looks for images in registries alone, one that is there.
  public func label(_ name: String, of reference: Word) -> Command? {
    func format(_ configuration: String) -> Command.Argument {
      .option(.format, Word(literal: #"{{index \#(configuration).Labels "\#(name)"}}"#))
    }
    return switch self {
    case .docker:
      Command(
        program,
        [
          .subcommand(.image), .subcommand(.inspect), format(".Config"), .word(reference),
        ])
    case .buildx:
      Command(
        program,
        [.subcommand(.buildx), .subcommand(.imagetools), .subcommand(.inspect)] + builder
          + [format(".Image.Config"), .word(reference)])
    case .buildah, .podman: nil
    }
  }

  /// Whether logins are in the file that REGISTRY_AUTH_FILE names, which looks like docker's.
  public var readsAuthFile: Bool {
    switch self {
    case .docker, .buildx: false
    case .buildah, .podman: true
    }
  }

  /// Gives an image other names in its registry.
  private func spell(_ copying: Plan.Copying, as command: inout Command) {
    begin(imagetool: .create, &command)
    for name in copying.names { command.arguments.append(.option(.tag, name)) }
    command.arguments.append(.word(copying.image))
  }

  /// Asks for an image without fetching it.
  private func spell(probeOf reference: Word, as command: inout Command) {
    begin(imagetool: .inspect, &command)
    command.arguments.append(.flag(.raw))
    command.arguments.append(.word(reference))
  }

  private func begin(imagetool: Command.Name, _ command: inout Command) {
    command.begin(program)
    command.arguments.append(.subcommand(.buildx))
    command.arguments.append(.subcommand(.imagetools))
    command.arguments.append(.subcommand(imagetool))
    command.arguments += builder
  }

  /// Names the builder, where the spec does.
  var builder: [Command.Argument] {
    guard case .buildx(let name?) = self else { return [] }
    return [.option(.builder, Word(literal: name))]
  }

  private func arguments(of archive: Plan.Archive) -> [Command.Argument] {
    let file = Word(literal: archive.file)
    switch self {
    case .docker, .buildx, .podman:
      return [.subcommand(.save), .option(.output, file), .word(archive.image)]
    case .buildah:
      let place = Word(literal: "docker-archive:\(archive.file):") + archive.image
      return [.subcommand(.push), .word(archive.image), .word(place)]
    }
  }
}

extension Plan {
  /// The exact words of one of its steps.
  public func command(of step: Step) -> Command { engine.command(of: step.operation) }

  /// Makes `command` that of a step; whatever it was, its room is used again.
  package func spell(_ step: Step, as command: inout Command) {
    engine.spell(step.operation, as: &command)
  }

  /// Whether docker has to build by BuildKit, whatever it would do by itself.
  public var needsBuildKit: Bool {
    steps.contains { step in
      if case .require(.buildKit) = step.operation { true } else { false }
    }
  }

  /// Variables that every command of it is given, and their values.
  public var environment: [(name: String, value: String)] {
    switch engine {
    // The usual one forgets SHELL and HEALTHCHECK.
    case .buildah, .podman: [("BUILDAH_FORMAT", "docker")]
    case .docker, .buildx:
      [("BUILDX_NO_DEFAULT_ATTESTATIONS", "1")] + (needsBuildKit ? [("DOCKER_BUILDKIT", "1")] : [])
    }
  }
}

extension Plan.Requirement {
  fileprivate var command: Command {
    switch self {
    case .buildx: Command(.docker, [.subcommand(.buildx), .subcommand(.version)])
    // Docker 20.10 has BuildKit built in; later ones fail here where the plugin is missing.
    case .buildKit: Command(.docker, [.subcommand(.build), .flag(.help)])
    }
  }
}

extension Plan.Check {
  /// Through `env`, so that every shell and the runner start the same words.
  fileprivate var command: Command {
    var all = environment.map { Command.Argument.word($0.word) }
    if let workingDirectory {
      // `env -C` is not everywhere.
      all += [
        .option(.sh, "-c"), .word(#"cd -- "$1" && shift && exec "$@""#),
        .option(.sh, Word(literal: workingDirectory)),
      ]
    }
    if words.starts(with: ["sh", "-c"]) {
      all.append(.option(.sh, "-c"))
      all += words.dropFirst(2).map { .word(Word(literal: $0)) }
    } else {
      all += words.map { .word(Word(literal: $0)) }
    }
    return Command(.env, all)
  }
}

extension Plan.Extraction {
  /// A container that never runs gives its files away.
  package static let script: StaticString = """
    container=$("$1" create "$2" /) && {
      status=0
      { mkdir -p -- "$4" && "$1" cp "$container:$3" "$4"; } || status=1
      "$1" rm "$container" >/dev/null
      [ "$status" = 0 ]
    }
    """

  /// What the script is given.
  package func words(by program: Command.Name) -> [Word] {
    [Word(literal: program.text), image, Word(literal: path), Word(literal: folder)]
  }

  fileprivate func command(by program: Command.Name) -> Command {
    Command(
      .sh,
      [.option(.script, Word(literal: Self.script.description)), .word("extract")]
        + words(by: program).map(Command.Argument.word))
  }
}
