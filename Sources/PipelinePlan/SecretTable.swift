import PipelineSpec

/// Secrets of builds by name.
struct SecretTable {
  /// In the spec's order.
  let all: [Plan.Build.Secret]

  init(_ secrets: [BuildSecret]) {
    all = secrets.map { Plan.Build.Secret(name: $0.name.value, variable: $0.env.value) }
  }

  /// Those of `image`.
  func resolve(_ image: Image, into diagnostics: inout Diagnostics) -> [Plan.Build.Secret] {
    if image.secrets.isEmpty, image.ssh.isEmpty { return [] }
    Self.checkTwice(image.secrets, "secrets", into: &diagnostics)
    Self.checkTwice(image.ssh, "ssh", into: &diagnostics)
    return image.secrets.compactMap { name in
      if let secret = all.first(where: { $0.name == name.value }) { return secret }
      diagnostics.error(
        .unknownName, "unknown secret '\(name.value)'", at: name.range,
        help: all.isEmpty
          ? "declare it: 'secrets: { \(name.value): { env: VARIABLE } }' at the top of the spec"
          : Suggestion.help(for: name.value, in: all.map(\.name), kind: "secrets"))
      return nil
    }
  }

  private static func checkTwice(
    _ names: [Located<String>], _ key: String, into diagnostics: inout Diagnostics
  ) {
    for (index, name) in names.enumerated()
    where names[..<index].contains(where: { $0.value.sshID == name.value.sshID }) {
      diagnostics.error(
        .clash, "'\(name.value.sshID)' stands twice in '\(key)'", at: name.range,
        help: "remove one of them")
    }
  }
}

extension String {
  /// The id of an SSH agent; a secret's name as it is.
  fileprivate var sshID: String { String(prefix { $0 != "=" }) }
}

extension Plan {
  /// Whether a build of it takes the SSH agent of SSH_AUTH_SOCK.
  public var needsAgent: Bool {
    steps.contains { step in
      guard case .build(let build) = step.operation else { return false }
      return build.ssh.contains { !$0.utf8.contains(0x3D) }
    }
  }

  /// Those that its builds take, each variable once.
  public var neededSecrets: [Build.Secret] {
    if secrets.isEmpty { return [] }
    var taken: Set<Build.Secret> = []
    for case .build(let build) in steps.lazy.map(\.operation) { taken.formUnion(build.secrets) }
    var variables: Set<String> = []
    return secrets.filter { taken.contains($0) && variables.insert($0.variable).inserted }
  }
}
