/// What the name of a build argument tells.
struct ArgumentName {
  private let name: String
  private let words: [String]

  init(_ name: String) {
    self.name = name
    words = name.lowercased().split { "_-.".contains($0) }.map(String.init)
  }

  /// Whether BuildKit takes it without an ARG.
  var isPredefined: Bool {
    name.hasPrefix("BUILDKIT_") || Self.predefined.contains(name)
      || Self.proxies.contains(name.lowercased())
  }

  /// Whether a password, token or private key is called so.
  var isSecret: Bool {
    if words.contains(where: Self.secrets.contains) { return true }
    return zip(words, words.dropFirst()).contains { before, word in
      (word == "key" || word == "keys") && Self.keys.contains(before)
    }
  }

  /// Whether it is so likely a secret that its user is to be told: not where it is public by its own
  /// word, or tells of a secret's surroundings, as `AUTH_URL` does.
  var isLikelySecret: Bool {
    isSecret && !words.contains("public") && !(words.last.map(Self.surroundings.contains) ?? false)
  }

  /// Whether a name in `text`, such as `$(npmToken)`, is one of these.
  static func isSecret(in text: String) -> Bool {
    text.split { !($0.isLetter || $0.isNumber || "_-.".contains($0)) }.contains { name in
      ArgumentName(Variable(name: String(name)).environmentName.uppercased()).isSecret
    }
  }

  /// Whether the commit or the number of a build is called so.
  var isVolatile: Bool {
    if words.contains(where: Self.volatile.contains) { return true }
    return zip(words, words.dropFirst()).contains { before, word in
      before == "build" && ["id", "number", "date", "time", "num", "no"].contains(word)
    }
  }

  private static let proxies: Set<String> = [
    "http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy",
  ]

  private static let predefined: Set<String> = [
    "SOURCE_DATE_EPOCH", "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT",
    "TARGETSTAGE", "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT",
  ]

  private static let secrets: Set<String> = [
    "apikey", "auth", "credential", "credentials", "passwd", "password", "passphrase", "pword",
    "secret", "secrets", "token",
  ]

  private static let surroundings: Set<String> = [
    "audience", "backend", "domain", "enabled", "endpoint", "expiry", "file", "host", "issuer",
    "lifetime", "method", "mode", "path", "port", "provider", "region", "scope", "server",
    "service", "timeout", "ttl", "type", "uri", "url", "version",
  ]

  private static let keys: Set<String> = [
    "access", "api", "deploy", "encryption", "private", "rsa", "signing", "ssh",
  ]

  private static let volatile: Set<String> = [
    "buildid", "buildnumber", "commit", "githash", "gitsha", "revision", "sha", "timestamp",
  ]
}
