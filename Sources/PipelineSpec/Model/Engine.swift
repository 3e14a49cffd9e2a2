/// What builds and pushes images.
public enum Engine: Hashable, Sendable {
  /// `docker build`, by whichever builder docker has.
  case docker
  /// BuildKit by `docker buildx`; without a builder by the one in use.
  case buildx(builder: String?)
  /// `buildah`, which needs no daemon.
  case buildah
  /// `podman`, which needs none either.
  case podman

  /// As in the spec.
  public var name: String {
    switch self {
    case .docker: "docker"
    case .buildx: "buildx"
    case .buildah: "buildah"
    case .podman: "podman"
    }
  }

  /// Those that the spec can name by a word.
  package enum Name: String, CaseIterable, Sendable {
    case docker, buildx, buildah, podman

    var engine: Engine {
      switch self {
      case .docker: .docker
      case .buildx: .buildx(builder: nil)
      case .buildah: .buildah
      case .podman: .podman
      }
    }
  }
}

extension Schema<Engine> {
  static let engine: Schema = .either(
    scalar: Schema<Engine.Name>.choice().map(\.engine),
    mapping: .record(
      "engine",
      .required(
        "buildx", .builder, "BuildKit by `docker buildx`, and which builder.",
        example: "{ builder: ci }")
    ) { Engine.buildx(builder: $0.name) })
}

/// What the spec says of buildx.
package struct Builder: Sendable {
  let name: String?
}

extension Schema<Builder> {
  fileprivate static let builder = record(
    "buildx",
    .optional(
      "builder", .text(.builderName),
      "A builder of `docker buildx ls`, such as one on a cluster; the one in use by default.",
      example: "ci"),
    make: Builder.init)
}
