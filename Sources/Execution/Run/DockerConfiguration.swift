import PipelineSpec

/// A folder for `DOCKER_CONFIG` in which a run logs in, so that its logins end with it.
///
/// It begins as a copy of the user's: proxies, credential helpers and other logins keep working.
struct DockerConfiguration {
  /// The folder.
  let path: String

  /// Parts that docker's plugins and contexts live in; linked, as they are large and not secret.
  private static let linked = ["cli-plugins", "contexts", "buildx"]

  /// A new one, in TMPDIR.
  static func make(for environment: Environment) throws(ErrorCode) -> DockerConfiguration {
    let path = try FileSystem.makePrivateFolder(in: temporaryFolder(of: environment))
    let configuration = DockerConfiguration(path: path)
    if let present = presentFolder(of: environment) { configuration.begin(with: present) }
    return configuration
  }

  /// Removes it and the logins in it.
  func remove() { FileSystem.removeTree(path) }

  /// Where new ones are made.
  static func temporaryFolder(of environment: Environment) -> String {
    environment.text(of: "TMPDIR") ?? "/tmp"
  }

  private func begin(with present: String) {
    if let content = try? FileSystem.read("\(present)/config.json") {
      _ = FileSystem.write(content, toNew: "\(path)/config.json")
    }
    for name in Self.linked where FileSystem.exists("\(present)/\(name)") {
      _ = FileSystem.link("\(path)/\(name)", to: "\(present)/\(name)")
    }
  }

  private static func presentFolder(of environment: Environment) -> String? {
    let own = environment.text(of: "DOCKER_CONFIG")
    return (own ?? environment.text(of: "HOME").map { "\($0)/.docker" })
      .flatMap(FileSystem.absolute)
  }
}
