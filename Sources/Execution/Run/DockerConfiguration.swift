import PipelinePlan
import PipelineSpec

/// A folder for `DOCKER_CONFIG` in which a run logs in, so that its logins end with it.
///
/// It begins as a copy of the user's: proxies, credential helpers and other logins keep working.
struct DockerConfiguration {
  /// The folder.
  let path: String
  /// For whom.
  private let engine: Engine

  /// Parts that docker's plugins and contexts live in; linked, as they are large and not secret.
  private static let linked = ["cli-plugins", "contexts", "buildx"]

  /// A new one, in TMPDIR.
  static func make(
    for engine: Engine, _ environment: Environment
  ) throws(ErrorCode) -> DockerConfiguration {
    let path = try FileSystem.makePrivateFolder(in: temporaryFolder(of: environment))
    Leftovers.add(folder: path)
    let configuration = DockerConfiguration(path: path, engine: engine)
    let present = presentFolder(of: environment)
    do throws(ErrorCode) {
      if engine.readsAuthFile {
        try configuration.begin(withAuthFileOf: environment, docker: present)
      } else if let present {
        try configuration.begin(with: present)
      }
    } catch {
      configuration.remove()
      throw error
    }
    return configuration
  }

  /// `environment`, in which it is used.
  func entering(_ environment: Environment) -> Environment {
    let entered = environment.setting("DOCKER_CONFIG", to: path)
    return engine.readsAuthFile
      ? entered.setting("REGISTRY_AUTH_FILE", to: "\(path)/config.json") : entered
  }

  /// Removes it and the logins in it.
  func remove() {
    FileSystem.removeTree(path)
    Leftovers.forget(folder: path)
  }

  /// Where new ones are made.
  static func temporaryFolder(of environment: Environment) -> String {
    environment.text(of: "TMPDIR") ?? "/tmp"
  }

  private func begin(with present: String) throws(ErrorCode) {
    if let content = try? FileSystem.read("\(present)/config.json") {
      try FileSystem.write(content, toNew: "\(path)/config.json")
    }
    for name in Self.linked where FileSystem.exists("\(present)/\(name)") {
      try FileSystem.link("\(path)/\(name)", to: "\(present)/\(name)")
    }
  }

  /// The first that there is, as buildah and podman look for them.
  private func begin(
    withAuthFileOf environment: Environment, docker: String?
  ) throws(ErrorCode) {
    let folder = environment.text(of: "XDG_RUNTIME_DIR") ?? "/run"
    let candidates = [
      environment.text(of: "REGISTRY_AUTH_FILE"), "\(folder)/containers/auth.json",
      "/run/containers/\(FileSystem.userID)/auth.json", docker.map { "\($0)/config.json" },
    ]
    let content = candidates.lazy.compactMap { $0 }.compactMap { try? FileSystem.read($0) }.first
    try FileSystem.write(content ?? Array("{}\n".utf8), toNew: "\(path)/config.json")
  }

  private static func presentFolder(of environment: Environment) -> String? {
    let own = environment.text(of: "DOCKER_CONFIG")
    return (own ?? environment.text(of: "HOME").map { "\($0)/.docker" })
      .flatMap(FileSystem.absolute)
  }
}
