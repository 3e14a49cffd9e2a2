import PipelineSpec

/// Logins: docker keeps one a host.
enum LoginCheck {
  /// Refuses two different ones of one host.
  static func check(_ registries: [Registry], into diagnostics: inout Diagnostics) {
    for (index, registry) in registries.enumerated() {
      guard let login = registry.login,
        let other = registries[..<index].first(where: {
          $0.host == registry.host && $0.login != nil && $0.login?.isSame(as: login) == false
        })
      else { continue }
      diagnostics.error(
        .clash,
        "registries '\(other.name.value)' and '\(registry.name.value)' log in to \(registry.host) in two ways",
        at: login.username.range,
        help: "docker keeps one login a host: give both the same, or use two host names",
        notes: [
          Diagnostic.Note(
            message: "the other login is here",
            range: other.login?.username.range ?? other.name.range)
        ])
    }
  }
}

extension Registry.Login {
  fileprivate func isSame(as other: Registry.Login) -> Bool {
    username.value == other.username.value && passwordEnv.value == other.passwordEnv.value
  }
}
