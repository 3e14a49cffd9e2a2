/// The engines' own words, made once.
extension Command.Name {
  static let docker: Self = "docker"
  static let buildah: Self = "buildah"
  static let podman: Self = "podman"

  static let login: Self = "login"
  static let pull: Self = "pull"
  static let build: Self = "build"
  static let push: Self = "push"
  static let save: Self = "save"
  static let buildx: Self = "buildx"
  static let imagetools: Self = "imagetools"
  static let inspect: Self = "inspect"
  static let version: Self = "version"

  static let username: Self = "--username"
  static let passwordStdin: Self = "--password-stdin"
  static let file: Self = "--file"
  static let target: Self = "--target"
  static let buildContext: Self = "--build-context"
  static let secret: Self = "--secret"
  static let ssh: Self = "--ssh"
  static let platform: Self = "--platform"
  static let pullBases: Self = "--pull"
  static let noCache: Self = "--no-cache"
  static let network: Self = "--network"
  static let buildArgument: Self = "--build-arg"
  static let label: Self = "--label"
  static let cacheFrom: Self = "--cache-from"
  static let cacheTo: Self = "--cache-to"
  static let tag: Self = "--tag"
  static let layers: Self = "--layers"
  static let builder: Self = "--builder"
  static let format: Self = "--format"
  static let help: Self = "--help"
}

extension Command.Name {
  static let output: Self = "--output"
  static let load: Self = "--load"
}
