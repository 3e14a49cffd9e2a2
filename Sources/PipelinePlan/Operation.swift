public import PipelineSpec

extension Plan {
  /// What one step does; what is large is indirect or a class, so that it is quick to hand on.
  public enum Operation: Sendable {
    /// Fails where the engine lacks what the plan takes.
    case require(Requirement)
    /// Logs in to a registry.
    indirect case login(Login)
    /// Fetches an image, so that a build can take layers from it.
    case pull(Word)
    /// Fetches an image of known content, where it is not here already; a missing one is built.
    case find(Word)
    /// Asks whether an image is there that a build can take layers from.
    case probe(Word)
    /// Builds an image or one of its stages.
    case build(Build)
    /// Gives an image that is here another reference.
    indirect case tag(Tagging)
    /// Gives an image other references in its registry, without fetching it.
    indirect case copy(Copying)
    /// Gives an image a second name, by which a Dockerfile knows it.
    indirect case name(Naming)
    /// Takes such a name away again: what had it before gets it back.
    indirect case unname(Naming)
    /// Uploads an image.
    case push(Word)
    /// Writes an image into a file.
    indirect case save(Archive)
    /// Copies a file out of an image.
    indirect case extract(Extraction)
    /// Runs a command of the user's.
    indirect case check(Check)
  }

  /// What an engine may lack.
  public enum Requirement: Hashable, Sendable {
    /// That docker builds by BuildKit.
    case buildKit
    /// Docker's plugin buildx.
    case buildx

    /// What is missing; one line.
    public var message: String {
      switch self {
      case .buildKit: "docker has no BuildKit here, and this spec needs it"
      case .buildx: "docker has no buildx here, and this spec needs it"
      }
    }

    /// The remedy; one line.
    public var help: String { "install docker's plugin buildx (package docker-buildx-plugin)" }
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

  /// An image and another reference of it.
  public struct Tagging: Hashable, Sendable {
    /// One that it has.
    public let image: Word
    /// The one that it gets.
    public let name: Word
  }

  /// An image and other references of it, all in registries.
  public struct Copying: Hashable, Sendable {
    /// One that it has.
    public let image: Word
    /// Those that it gets.
    public let names: [Word]
  }

  /// A local name of an image, for as long as a run lasts.
  public struct Naming: Hashable, Sendable {
    /// The image's reference.
    public let image: Word
    /// As in FROM.
    public let name: String

    /// What keeps the image that has the name already.
    public var kept: String {
      let slash = name.utf8.lastIndex(of: 0x2F) ?? name.startIndex
      let host = name[..<slash].utf8.map { $0 == 0x3A ? 0x5F : $0 }
      return "pipegen-kept/" + String(decoding: host, as: UTF8.self) + name[slash...]
    }
  }

  /// An image as a file.
  public struct Archive: Hashable, Sendable {
    /// The image's reference.
    public let image: Word
    /// Relative to the spec.
    public let file: String
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

  /// One build. A class, as every pass over the steps takes each of them in turn.
  public final class Build: Sendable {
    // In an order in which they take the least room, as those of a step.

    /// Folder of the context.
    public let context: Text
    /// What it is for.
    public let purpose: Purpose
    /// What becomes of the result.
    public let result: Result
    /// Whether newer base images are looked for.
    public let pullsBases: Bool
    /// Path of the Dockerfile; nil for `Dockerfile` in the context.
    public let dockerfile: Text?
    /// Whether no layer is taken from anywhere.
    public let ignoresCache: Bool
    /// Stage to build; nil for the last.
    public let target: Text?
    /// Platforms to build for; none for the engine's own.
    public let platforms: [String]
    /// What names in the Dockerfile stand for.
    public let contexts: [Context]
    /// Build arguments, in the spec's order.
    public let arguments: Pairs
    /// Labels, in the spec's order.
    public let labels: Pairs
    /// Images to take layers from, the most specific first.
    public let cacheFrom: KeptList<Word>
    /// References that the result gets.
    public let tags: KeptList<Word>
    /// Network of `RUN`; nil for the engine's own.
    public let network: String?
    /// What RUN may mount.
    public let secrets: [Secret]
    /// SSH agents that RUN may mount, as docker takes them.
    public let ssh: [String]
    /// Where its layers are kept for later runs; nil where they are not.
    public let cacheTo: CacheExport?

    init(
      context: Text, dockerfile: Text?, target: Text?, purpose: Purpose, platforms: [String],
      contexts: [Context], arguments: Pairs, labels: Pairs, cacheFrom: KeptList<Word>,
      cacheTo: CacheExport?, tags: KeptList<Word>, result: Result, pullsBases: Bool,
      ignoresCache: Bool,
      network: String?, secrets: [Secret], ssh: [String]
    ) {
      self.context = context
      self.dockerfile = dockerfile
      self.target = target
      self.purpose = purpose
      self.platforms = platforms
      self.contexts = contexts
      self.arguments = arguments
      self.labels = labels
      self.cacheFrom = cacheFrom
      self.cacheTo = cacheTo
      self.tags = tags
      self.result = result
      self.pullsBases = pullsBases
      self.ignoresCache = ignoresCache
      self.network = network
      self.secrets = secrets
      self.ssh = ssh
    }

    /// A name in a Dockerfile and what it stands for.
    public struct Context: Hashable, Sendable {
      /// As in FROM.
      public let name: String
      /// What it stands for.
      public let source: Source

      /// An image or a folder.
      public enum Source: Hashable, Sendable {
        /// The reference of an image.
        case image(Word)
        /// Relative to the spec.
        case folder(String)
      }
    }

    /// A secret: names alone.
    public struct Secret: Hashable, Sendable {
      /// Its id in the Dockerfile.
      public let name: String
      /// The environment variable that holds it.
      public let variable: String
    }

    /// Where layers are kept.
    public enum CacheExport: Hashable, Sendable {
      /// In the image itself, as metadata. Without it a pulled image is silently no cache source
      /// under BuildKit.
      case inline
      /// By themselves: under a reference, or in a repository.
      case reference(Word)
    }

    /// What becomes of a result.
    public enum Result: Hashable, Sendable {
      /// It is in the engine's store, under its tags.
      case stored
      /// Its layers are in the builder's cache, and that is all.
      case cached
      /// It is in the registries that its tags name.
      case pushed
    }

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
      public let name: Text
      /// Right of `=`.
      public let value: Word

      /// Both in one word with their `=`: a bare name would make docker read the environment.
      var word: Word { value.following(name + "=") }
    }

    /// Names and their values. A name has no `=`.
    public struct Pairs: Hashable, Sendable, BitwiseCopyable, ExpressibleByArrayLiteral {
      /// Each as docker takes it: NAME=VALUE.
      let words: KeptList<Word>

      init(_ words: KeptList<Word>) { self.words = words }

      /// One pair, or none.
      init(only pair: Pair?) { words = pair.map { KeptList(only: $0.word) } ?? KeptList() }

      /// The pairs as they stand.
      public init(arrayLiteral pairs: Pair...) { self.init(KeptList(pairs.map(\.word))) }

      /// The pairs, in order.
      public var all: [Pair] { words.map(Pair.init) }

      /// Whether there is none.
      public var isEmpty: Bool { words.isEmpty }
    }
  }
}

extension Plan.Build.Pair {
  /// What `word` takes apart again.
  fileprivate init(_ word: Word) {
    let end = word.head.utf8.firstIndex(of: UInt8(ascii: "=")) ?? word.head.count
    name = word.head.prefix(end)
    value = Word(head: word.head.dropFirst(min(end + 1, word.head.count)), tail: word.tail)
  }
}

extension Plan.Operation {
  /// References whose layers it takes.
  public var reads: [Word] {
    switch self {
    case .pull(let reference), .find(let reference), .probe(let reference): [reference]
    case .copy(let copying): [copying.image]
    case .build(let build): Array(build.cacheFrom)
    case .require, .login, .tag, .name, .unname, .push, .save, .extract, .check: []
    }
  }

  /// References that it writes in registries.
  public var writes: [Word] {
    switch self {
    case .push(let reference): [reference]
    case .copy(let copying): copying.names
    case .build(let build): build.writes
    case .require, .login, .pull, .find, .probe, .tag, .name, .unname, .save, .extract, .check: []
    }
  }
}

extension Plan.Build {
  fileprivate var writes: [Word] {
    var writes = result == .pushed ? Array(tags) : []
    if case .reference(let reference)? = cacheTo { writes.append(reference) }
    return writes
  }
}
