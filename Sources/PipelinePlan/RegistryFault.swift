import PipelineSpec

/// What a failed `docker pull`, `push` or `login` says of the registry.
public enum RegistryFault: Sendable, CaseIterable {
  /// There is no such image: for a cache the first run, not a failure.
  case missing
  /// The registry refuses this user, or wants a login. No later try cures it.
  case denied
  /// There is no such image, or this user may not see it: the registry does not say which.
  case hidden
  /// A later try may cure it.
  case transient
  /// Anything else: a failure.
  case unknown

  /// A pattern over docker's message: texts that stand in it in this order.
  public struct Pattern: Sendable {
    /// In order, anything between them.
    public let parts: [String]
    /// What it means.
    public let fault: RegistryFault
    /// Whether the registry limits how often it is asked: the next try waits longer.
    public let isRateLimit: Bool

    fileprivate init(parts: [String], fault: RegistryFault, isRateLimit: Bool = false) {
      self.parts = parts
      self.fault = fault
      self.isRateLimit = isRateLimit
    }
  }

  /// The first that matches decides; compared without case.
  ///
  /// The texts are those of docker 20.10 to 28 against the distribution registry. `not found` alone
  /// is no pattern: a credential helper that is missing says it too. What is missing comes first, as
  /// docker repeats the image's name, which may be `access-denied`.
  public static let patterns: [Pattern] = [
    Pattern(parts: ["manifest unknown"], fault: .missing),
    Pattern(parts: ["name unknown"], fault: .missing),
    Pattern(parts: ["manifest for ", " not found"], fault: .missing),
    Pattern(parts: ["failed to resolve reference", ": not found"], fault: .missing),
    Pattern(parts: ["error: ", ": not found"], fault: .missing),
    Pattern(parts: ["no basic auth credentials"], fault: .denied),
    Pattern(parts: ["authorization failed"], fault: .denied),
    Pattern(parts: ["unauthorized"], fault: .denied),
    Pattern(parts: ["authentication required"], fault: .denied),
    Pattern(parts: ["pull access denied", "repository does not exist"], fault: .hidden),
    Pattern(parts: ["denied"], fault: .denied),
    Pattern(parts: ["403 forbidden"], fault: .denied),
    Pattern(parts: ["no space left on device"], fault: .unknown),
    Pattern(parts: ["toomanyrequests"], fault: .transient, isRateLimit: true),
    Pattern(parts: ["too many requests"], fault: .transient, isRateLimit: true),
    Pattern(parts: ["parsing http 429 response"], fault: .transient, isRateLimit: true),
    // The engine is gone: it may be on its way up again.
    Pattern(parts: ["cannot connect to the docker daemon"], fault: .transient),
    Pattern(parts: ["connection refused"], fault: .transient),
    Pattern(parts: ["connection reset"], fault: .transient),
    Pattern(parts: ["broken pipe"], fault: .transient),
    Pattern(parts: ["timeout"], fault: .transient),
    Pattern(parts: ["deadline exceeded"], fault: .transient),
    Pattern(parts: ["unexpected eof"], fault: .transient),
    Pattern(parts: [": eof"], fault: .transient),
    Pattern(parts: ["internal server error"], fault: .transient),
    Pattern(parts: ["bad gateway"], fault: .transient),
    Pattern(parts: ["service unavailable"], fault: .transient),
    Pattern(parts: ["parsing http 5", " response body"], fault: .transient),
    Pattern(parts: ["unexpected http status: 5"], fault: .transient),
    Pattern(parts: ["use of closed network connection"], fault: .transient),
    Pattern(parts: ["temporary failure in name resolution"], fault: .transient),
    // Another run uploads the same layers to the same repository.
    Pattern(parts: ["blob unknown to registry"], fault: .transient),
    Pattern(
      parts: ["unexpected status from put request", "/manifests/", "400 bad request"],
      fault: .transient),
  ]

  /// The pattern that decides what `message`, docker's standard error, means; nil where none does.
  public static func cause(in message: String) -> Pattern? {
    let text = CaselessText(message.utf8)
    return patterns.first { text.holds($0.parts) }
  }

  /// What `message`, docker's standard error, means.
  public init(message: String) { self = Self.cause(in: message)?.fault ?? .unknown }
}
