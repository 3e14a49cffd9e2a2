extension Command {
  /// The name of a program, a subcommand or an option: small letters, digits and `-` alone, so that
  /// it needs no quotes anywhere.
  public enum Name: NameSpelling, Sendable, CaseIterable {
    case docker
    case buildah
    case podman

    case login
    case pull
    case build
    case push
    case save
    case buildx
    case imagetools
    case inspect
    case image
    case create
    case rename = "tag"
    case version

    case username = "--username"
    case passwordStdin = "--password-stdin"
    case file = "--file"
    case target = "--target"
    case buildContext = "--build-context"
    case secret = "--secret"
    case ssh = "--ssh"
    case platform = "--platform"
    case pullBases = "--pull"
    case noCache = "--no-cache"
    case network = "--network"
    case buildArgument = "--build-arg"
    case label = "--label"
    case cacheFrom = "--cache-from"
    case cacheTo = "--cache-to"
    case tag = "--tag"
    case layers = "--layers"
    case builder = "--builder"
    case raw = "--raw"
    case help = "--help"
    case format = "--format"
    case type = "--type"
    case output = "--output"
    case load = "--load"
    case pushResult = "--push"

    // Of any shell.
    case env
    case sh
    case script = "-c"

    /// As it is typed, such as `--tag`.
    @inlinable package var spelling: StaticString { rawValue.text }

    /// The same as a String.
    public var text: String { spelling.description }
  }

  /// Text of our own that tells a name from others.
  public struct NameSpelling: ExpressibleByStringLiteral, Equatable, Sendable {
    @usableFromInline let text: StaticString

    /// As it is typed.
    public init(stringLiteral text: StaticString) { self.text = text }

    /// Whether both are typed alike.
    public static func == (left: Self, right: Self) -> Bool {
      left.text.description == right.text.description
    }
  }
}
