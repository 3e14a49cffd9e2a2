extension Grammar {
  private static let word = ByteSet("_", letters: true, digits: true)
  private static let wordStart = ByteSet("_", letters: true)

  /// A tag, by the OCI distribution specification.
  package static let tag = Grammar(
    "an image tag", pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$",
    help: "a tag has letters, digits, '_', '.' and '-', at most 128 of them",
    first: word, rest: ByteSet("_.-", letters: true, digits: true), maximum: 128)

  /// A repository below a registry, by the OCI distribution specification.
  package static let repository = Grammar(
    "a repository name",
    pattern: "^[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$",
    help: "lower-case letters and digits, separated by '.', '_', '-' or '/'",
    first: ByteSet("", lowercase: true, digits: true),
    rest: ByteSet("._-/", lowercase: true, digits: true), maximum: 255,
    further: faultOfSeparators)

  /// An image's key. It names the repository where nothing else is said, so the same grammar.
  package static let imageName = Grammar(
    "an image name", pattern: repository.pattern, help: repository.help,
    first: repository.first, rest: repository.rest, maximum: 128, further: faultOfSeparators)

  /// Images by their keys, in which `*` stands for any text.
  package static let imagePattern = Grammar(
    "a pattern of images", pattern: "^[A-Za-z0-9*][A-Za-z0-9._/*-]*$",
    help: "an image, a group, or a pattern such as services/*",
    first: ByteSet("*", letters: true, digits: true),
    rest: ByteSet("._-/*", letters: true, digits: true), maximum: 128)

  /// HOST, HOST:PORT or either with a path, as docker tells a registry from a repository.
  package static let registryAddress = Grammar(
    "a registry address",
    pattern: "^[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$",
    help: "write HOST, HOST:PORT or HOST/PATH, without 'https://'",
    first: ByteSet("", letters: true, digits: true),
    rest: ByteSet(".-:/_", letters: true, digits: true), maximum: 255,
    further: { faultOfAddress($0.string) })

  /// A registry's key.
  package static let registryName = Grammar(
    "a registry name", pattern: "^[A-Za-z][A-Za-z0-9_-]*$",
    help: "letters, digits, '_' and '-', a letter first",
    first: ByteSet("", letters: true), rest: ByteSet("_-", letters: true, digits: true),
    maximum: 64)

  /// A parameter's key. It becomes part of a variable's name in every back end.
  package static let parameterName = Grammar(
    "a parameter name", pattern: "^[A-Za-z][A-Za-z0-9_]*$",
    help: "letters, digits and '_', a letter first",
    first: ByteSet("", letters: true), rest: word, maximum: 64)

  /// An axis of a matrix.
  package static let axisName = Grammar(
    "the name of an axis", pattern: "^(?!include$|exclude$)[A-Za-z][A-Za-z0-9_]*$",
    help: "letters, digits and '_', a letter first",
    first: ByteSet("", letters: true), rest: word, maximum: 64)

  /// A value of an axis: it may stand in tags, paths and repositories.
  package static let axisValue = Grammar(
    "a value of an axis", pattern: "^[A-Za-z0-9_.][A-Za-z0-9_./:+-]*$",
    help: "letters, digits and '_./:+-', such as 1.24",
    first: ByteSet("_.", letters: true, digits: true),
    rest: ByteSet("_./:+-", letters: true, digits: true), maximum: 128)

  /// The key of a lane, a template or a group.
  package static let plainName = Grammar(
    "a name", pattern: "^[A-Za-z][A-Za-z0-9_-]*$",
    help: "letters, digits, '_' and '-', a letter first",
    first: ByteSet("", letters: true), rest: ByteSet("_-", letters: true, digits: true),
    maximum: 64)

  /// A pattern of branches or git tags; `*` stands for any text.
  package static let refPattern = Grammar(
    "a pattern of branches or tags", pattern: #"^[^\s~^:?\[\\$"'`]+$"#,
    help: "a name such as main, or with '*' for any text, such as releases/*",
    first: ByteSet(printableExcept: " ~^:?[\\$\"'`-"),
    rest: ByteSet(printableExcept: " ~^:?[\\$\"'`"), maximum: 255)

  /// A file or folder in an image.
  package static let containerPath = Grammar(
    "a path in an image", pattern: "^/[ -~]*$", help: "an absolute path such as /out/junit.xml",
    first: ByteSet("/"), rest: ByteSet(printableExcept: ":"), maximum: 1024)

  /// A network for `docker build --network`.
  package static let network = Grammar(
    "a network", pattern: "^[A-Za-z0-9][A-Za-z0-9_.:-]*$",
    help: "default, none, host or the name of a network",
    first: ByteSet("", letters: true, digits: true),
    rest: ByteSet("_.:-", letters: true, digits: true), maximum: 128)

  /// An environment variable.
  package static let environmentName = Grammar(
    "the name of an environment variable", pattern: "^[A-Z_][A-Z0-9_]*$",
    help: "capitals, digits and '_', no digit first, such as ACR_PASSWORD; never a value",
    first: ByteSet("_ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    rest: ByteSet("_ABCDEFGHIJKLMNOPQRSTUVWXYZ", digits: true), maximum: 128,
    further: { faultOfEnvironmentName($0.string) })

  /// A build argument (`ARG NAME`).
  package static let argumentName = Grammar(
    "the name of a build argument", pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
    help: "letters, digits and '_', no digit first",
    first: wordStart, rest: word, maximum: 128)

  /// A stage of a Dockerfile (`FROM … AS name`), which BuildKit folds to lower case.
  package static let stageName = Grammar(
    "the name of a stage", pattern: "^[A-Za-z][A-Za-z0-9_.-]*$",
    help: "as after AS in the Dockerfile: letters, digits, '_', '.' and '-', a letter first",
    first: ByteSet("", letters: true), rest: ByteSet("_.-", letters: true, digits: true),
    maximum: 128)

  /// A key of `stages`: a stage, or `*` for every named one that the target needs.
  package static let stageKey = Grammar(
    "the name of a stage", pattern: #"^(\*|[A-Za-z][A-Za-z0-9_.-]*)$"#, help: stageName.help,
    first: ByteSet("*", letters: true), rest: ByteSet("*_.-", letters: true, digits: true),
    maximum: 128
  ) { text in
    text == Stage.every || text.firstIndex(of: 0x2A) == nil
      ? nil : Fault(reason: "'*' stands for all stages only alone")
  }

  /// A label's key.
  package static let labelName = Grammar(
    "the name of a label", pattern: "^[A-Za-z0-9][A-Za-z0-9._/-]*$",
    help: "letters, digits, '.', '_', '/' and '-', such as org.opencontainers.image.source",
    first: ByteSet("", letters: true, digits: true),
    rest: ByteSet("._/-", letters: true, digits: true), maximum: 255)

  /// What an image is built for.
  package static let platform = Grammar(
    "a platform", pattern: "^[a-z0-9]+/[a-z0-9]+(/[a-z0-9]+)?$",
    help: "write one such as linux/amd64, linux/arm64 or linux/arm/v7",
    first: ByteSet("", lowercase: true), rest: ByteSet("_/", lowercase: true, digits: true),
    maximum: 64
  ) { text in
    let parts = text.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
    return (2...3).contains(parts.count) && !parts.contains(where: \.isEmpty)
      ? nil : Fault(reason: "it is a system and an architecture, with a '/' between them")
  }

  /// A builder of `docker buildx ls`.
  package static let builderName = Grammar(
    "the name of a builder", pattern: "^[A-Za-z0-9][A-Za-z0-9_.+-]*$",
    help: "a name of `docker buildx ls`: letters, digits, '_', '.', '+' and '-'",
    first: ByteSet("", letters: true, digits: true),
    rest: ByteSet("_.+-", letters: true, digits: true), maximum: 128)

  /// A user's name at a registry.
  package static let username = Grammar(
    "a user name", pattern: "^[!-9;-~]+$", help: "printable ASCII without blanks and ':'",
    first: ByteSet(printableExcept: " :-"), rest: ByteSet(printableExcept: " :"), maximum: 255)

  /// A branch, or a pattern of branches, in an Azure trigger.
  package static let branchPattern = Grammar(
    "a branch", pattern: #"^[^\s~^:?\[\\$"'`]+$"#,
    help: "a branch such as main, or a pattern such as releases/*",
    first: ByteSet(printableExcept: " ~^:?[\\$\"'`-"),
    rest: ByteSet(printableExcept: " ~^:?[\\$\"'`"), maximum: 255)

  /// An image of Microsoft's agents.
  package static let agentImage = Grammar(
    "the name of an agent's image", pattern: "^[A-Za-z0-9][A-Za-z0-9.-]*$",
    help: "a name such as ubuntu-24.04",
    first: ByteSet("", letters: true, digits: true),
    rest: ByteSet(".-", letters: true, digits: true), maximum: 64)

  /// Small letters are the generated script's own variables; these are others'.
  private static func faultOfEnvironmentName(_ text: String) -> Fault? {
    let taken = [
      "PATH", "HOME", "IFS", "CDPATH", "LC_ALL", "PWD", "OLDPWD", "PPID", "OPTIND", "OPTARG",
      "TMPDIR",
      "DOCKER_CONFIG", "DOCKER_HOST", "BUILDX_NO_DEFAULT_ATTESTATIONS",
      "DOCKER_BUILDKIT", "REGISTRY_AUTH_FILE",
    ]
    guard taken.contains(text) || text.utf8.starts(with: "PIPEGEN_".utf8) else { return nil }
    return Fault(reason: "it means something already", help: "choose a name of your own")
  }

  private static func faultOfSeparators(_ text: Text) -> Fault? {
    text.withSpan(faultOfSeparators)
  }

  private static func faultOfSeparators(_ bytes: Span<UInt8>) -> Fault? {
    let slash = UInt8(ascii: "/")
    for index in 0...bytes.count {
      let before = index > 0 ? bytes[index - 1] : slash
      let after = index < bytes.count ? bytes[index] : slash
      if before == slash, after == slash {
        return Fault(reason: "it has an empty part between two '/'")
      }
      if before == slash && !isAlphanumeric(after) || after == slash && !isAlphanumeric(before) {
        return Fault(reason: "each part between '/' has to begin and end with a letter or digit")
      }
    }
    return nil
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }

  private static func faultOfAddress(_ text: String) -> Fault? {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let host = parts[0]
    if text.holds("://") {
      return Fault(reason: "an address has no scheme", help: "write it without 'https://'")
    }
    if text.utf8.last == 0x2F {
      return Fault(reason: "nothing stands behind its last '/'", help: "remove that '/'")
    }
    guard host.utf8.contains(where: { $0 == 0x2E || $0 == 0x3A }) || host == "localhost" else {
      return Fault(
        reason: "docker takes '\(host)' for a repository of Docker Hub, not for a host",
        help: "write 'docker.io/\(text)' for Docker Hub")
    }
    if parts.count == 2 {
      let path = String(parts[1])
      guard let fault = Grammar.repository.fault(in: path) else { return faultOfHost(host) }
      return Fault(reason: "its path '\(path)' is not a repository name: \(fault.reason)")
    }
    return faultOfHost(host)
  }

  private static func faultOfHost(_ host: Substring) -> Fault? {
    let parts = host.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count > 1 {
      let digits = parts[1].utf8
      guard parts.count == 2, (1...5).contains(digits.count),
        digits.allSatisfy({ (0x30...0x39).contains($0) }), Int(parts[1]) ?? 0 <= 65535
      else { return Fault(reason: "a port is a number up to 65535") }
    }
    let labels = parts[0].utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    let isWhole = labels.allSatisfy { $0.first != nil && $0.first != 0x2D && $0.last != 0x2D }
    return isWhole ? nil : Fault(reason: "'\(host)' is not a host name")
  }
}

extension Grammar {
  /// An id of a stage or job in Azure.
  static let azureName = Grammar(
    "an id in Azure", pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
    help: "letters, digits and '_', no digit first",
    first: ByteSet("_", letters: true), rest: ByteSet("_", letters: true, digits: true),
    maximum: 100)

  /// A variable in Azure.
  static let azureVariable = Grammar(
    "the name of a variable in Azure", pattern: "^[A-Za-z_][A-Za-z0-9_.]*$",
    help: "letters, digits, '_' and '.', such as Major",
    first: ByteSet("_", letters: true), rest: ByteSet("_.", letters: true, digits: true),
    maximum: 128)

  /// A run's number in Azure; macros are live in it.
  static let runNumber = Grammar(
    "a run's number", pattern: #"^[^"/<>\\|?@*]{1,255}$"#,
    help: #"at most 255 characters, without " / : < > \ | ? @ * but in $(Date:…) and $(Rev:…)"#,
    first: ByteSet(printableExcept: "\"/<>\\|?@*"), rest: ByteSet(printableExcept: "\"/<>\\|?@*"),
    maximum: 255
  ) { text in
    text.utf8.last == 0x2E ? Fault(reason: "it may not end with '.'") : nil
  }
}
