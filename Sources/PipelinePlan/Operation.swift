extension Plan {
  /// What one step does; the large ones are indirect, so that a step is quick to copy.
  public enum Operation: Hashable, Sendable {
    /// Logs in to a registry.
    indirect case login(Login)
    /// Fetches an image, so that a build can take layers from it.
    case pull(Word)
    /// Builds an image or one of its stages.
    indirect case build(Build)
    /// Uploads an image.
    case push(Word)
    /// Copies a file out of an image.
    indirect case extract(Extraction)
    /// Runs a command of the user's.
    indirect case check(Check)
  }

  /// A login with a password from the environment.
  public struct Login: Hashable, Sendable {
    /// What `docker login` is told.
    public let host: String
    /// The user's name.
    public let username: String
    /// The environment variable that holds the password.
    public let passwordVariable: String
  }

  /// A file or folder of an image, and where it goes.
  public struct Extraction: Hashable, Sendable {
    /// The image's reference.
    public let image: Word
    /// Absolute path in it.
    public let path: String
    /// The folder that it comes to.
    public let folder: String
  }

  /// A command that must pass before anything is pushed.
  public struct Check: Hashable, Sendable {
    /// Its key in the spec.
    public let name: String
    /// The program and its arguments.
    public let words: [String]
    /// Variables of its environment.
    public let environment: [Build.Pair]
    /// Where it runs; nil for the spec's folder.
    public let workingDirectory: String?
  }

  /// One build.
  public struct Build: Hashable, Sendable {
    /// Folder of the context.
    public let context: String
    /// Path of the Dockerfile; nil for `Dockerfile` in the context.
    public let dockerfile: String?
    /// Stage to build; nil for the last.
    public let target: String?
    /// What it is for.
    public let purpose: Purpose
    /// Build arguments, in the spec's order.
    public let arguments: [Pair]
    /// Labels, in the spec's order.
    public let labels: [Pair]
    /// Images to take layers from, the most specific first.
    public let cacheFrom: [Word]
    /// References that the result gets.
    public let tags: [Word]
    /// Whether the result is a cache source under BuildKit. Without this metadata a pulled image
    /// is silently none.
    public let isCache: Bool
    /// Whether newer base images are looked for.
    public let pullsBases: Bool
    /// Whether no layer is taken from anywhere.
    public let ignoresCache: Bool
    /// Network of `RUN`; nil for the engine's own.
    public let network: String?

    /// What a build is for.
    public enum Purpose: Hashable, Sendable {
      /// The image itself.
      case image
      /// A stage that is kept as a cache image.
      case stage
      /// A stage that must build before anything is pushed.
      case gate
    }

    /// A name and its value.
    public struct Pair: Hashable, Sendable {
      /// Left of `=`.
      public let name: String
      /// Right of `=`.
      public let value: Word
      /// Both in one word with their `=`: a bare name would make docker read the environment.
      let word: Word

      init(name: String, value: Word) {
        self.name = name
        self.value = value
        word = value.following(name + "=")
      }
    }
  }
}

extension Plan.Operation {
  /// The one place that spells docker's command line; every back end renders these words.
  public var command: Command {
    switch self {
    case .login(let login):
      Command(
        docker: [
          .subcommand(.login), .option(.username, Word(literal: login.username)),
          .flag(.passwordStdin), .word(Word(literal: login.host)),
        ], input: login.passwordVariable)
    case .pull(let reference): Command(docker: [.subcommand(.pull), .word(reference)])
    case .build(let build): Command(docker: build.commandLine)
    case .push(let reference): Command(docker: [.subcommand(.push), .word(reference)])
    case .extract(let extraction): extraction.command
    case .check(let check): check.command
    }
  }
}

extension Plan.Build {
  fileprivate var commandLine: [Command.Argument] {
    var all: [Command.Argument] = []
    all.reserveCapacity(5 + arguments.count + labels.count + cacheFrom.count + tags.count)
    all.append(.subcommand(.build))
    if let dockerfile { all.append(.option(.file, Word(literal: dockerfile))) }
    if let target { all.append(.option(.target, Word(literal: target))) }
    if pullsBases { all.append(.flag(.pullBases)) }
    if ignoresCache { all.append(.flag(.noCache)) }
    if let network { all.append(.option(.network, Word(literal: network))) }
    if isCache { all.append(.option(.buildArgument, "BUILDKIT_INLINE_CACHE=1")) }
    for pair in arguments { all.append(.option(.buildArgument, pair.word)) }
    for pair in labels { all.append(.option(.label, pair.word)) }
    for reference in cacheFrom { all.append(.option(.cacheFrom, reference)) }
    for reference in tags { all.append(.option(.tag, reference)) }
    all.append(.word(Word(literal: context)))
    return all
  }
}

extension Plan.Check {
  /// Through `env`, so that every shell and the runner start the same words.
  fileprivate var command: Command {
    var all = environment.map { Command.Argument.word($0.word) }
    if let workingDirectory {
      // `env -C` is not everywhere.
      all += [
        .option("sh", "-c"), .word(#"cd -- "$1" && shift && exec "$@""#),
        .option("sh", Word(literal: workingDirectory)),
      ]
    }
    if words.starts(with: ["sh", "-c"]) {
      all.append(.option("sh", "-c"))
      all += words.dropFirst(2).map { .word(Word(literal: $0)) }
    } else {
      all += words.map { .word(Word(literal: $0)) }
    }
    return Command("env", all)
  }
}

extension Plan.Extraction {
  /// A container that never runs gives its files away.
  package static let script: StaticString = """
    container=$(docker create "$1" /) && {
      status=0
      { mkdir -p -- "$3" && docker cp "$container:$2" "$3"; } || status=1
      docker rm "$container" >/dev/null
      [ "$status" = 0 ]
    }
    """

  fileprivate var command: Command {
    Command(
      "sh",
      [
        .option("-c", Word(literal: Self.script.description)), .word("extract"), .word(image),
        .word(Word(literal: path)), .word(Word(literal: folder)),
      ])
  }
}

/// Docker's own words, made once.
extension Command.Name {
  fileprivate static let login: Self = "login"
  fileprivate static let pull: Self = "pull"
  fileprivate static let build: Self = "build"
  fileprivate static let push: Self = "push"
  fileprivate static let username: Self = "--username"
  fileprivate static let passwordStdin: Self = "--password-stdin"
  fileprivate static let file: Self = "--file"
  fileprivate static let target: Self = "--target"
  fileprivate static let pullBases: Self = "--pull"
  fileprivate static let noCache: Self = "--no-cache"
  fileprivate static let network: Self = "--network"
  fileprivate static let buildArgument: Self = "--build-arg"
  fileprivate static let label: Self = "--label"
  fileprivate static let cacheFrom: Self = "--cache-from"
  fileprivate static let tag: Self = "--tag"
}
