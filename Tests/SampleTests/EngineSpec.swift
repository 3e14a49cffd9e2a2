import Foundation
import TestSupport
import Testing

/// A spec in which every engine has something of everything that it can do.
enum EngineSpec: String, CaseIterable, CustomTestStringConvertible {
  case docker, buildx, builder, registryCache, buildah, podman

  var testDescription: String { rawValue }

  /// What is started.
  var program: String {
    switch self {
    case .docker, .buildx, .builder, .registryCache: "docker"
    case .buildah: "buildah"
    case .podman: "podman"
    }
  }

  /// Made once, as the tests leave it as it is.
  func sample() throws -> GeneratedSample {
    guard let made = Self.made[self] else { throw Missing() }
    return try made.get()
  }

  private static let made = allCases.reduce(
    into: [EngineSpec: Result<GeneratedSample, any Error>]()
  ) { all, engine in
    all[engine] = Result { try GeneratedSample(Sample("hello")) { _ in engine.text } }
  }

  private struct Missing: Error {}

  private var engine: String {
    switch self {
    case .docker, .buildah, .podman, .buildx: rawValue
    case .builder: "{ buildx: { builder: cluster-1 } }"
    case .registryCache: "buildx"
    }
  }

  private var takesOwnCache: Bool { self != .buildah && self != .podman }

  private var text: String {
    let mode = self == .registryCache ? "registry" : "stageImages"
    let isSeveral = self == .builder || self == .registryCache
    let base = self == .builder ? "" : ", BASE: \"${images.base}\""
    return """
      pipegen: 1
      registries:
        main: { address: localhost:5000/rich, login: { username: ci, passwordEnv: RICH_PASSWORD } }
        mirror: localhost:5001/mirror
      engine: \(engine)
      cache: { mode: \(mode), repository: "cache/${image}" }
      parameters:
        version: latest
        flavour: { optional: true }
      lanes:
        main: { events: [push, manual], branches: [main], push: [images, cache], reads: [warm] }
        release: { events: [tag], push: [images], reads: [main] }
        warm: { events: [schedule], push: [cache], reads: [main] }
        other: { push: [], reads: [main, warm] }
      images:
        base: {}
        app:
          platforms: [linux/amd64]
          pull: true
          network: none
          args: { VERSION: "${version}", FLAVOUR: "${flavour}"\(base) }
          labels: { org.opencontainers.image.version: "${version}" }
          tags:
            - "${version}-${platform.arch}"
            - "${version}-${flavour}"
            - { tag: newest, lanes: [main] }
          registries: [main, mirror]
          stages:
            deps: { cache: "deps-${platform.slug}" }
            build: { gate: true }
          archive: app.tar
        \(takesOwnCache ? "own" : "plain"):
          tags: ["${version}"]
          \(takesOwnCache ? "cache: kept" : "")
          \(isSeveral ? "platforms: [linux/amd64, linux/arm64/v8]" : "")
          stages: { deps: { cache: deps } }
      checks:
        smoke: { run: "true", image: app }
        files: { run: "true", image: app, stage: build\(self == .buildah ? "" : ", extract: { /hello: out }") }
      outputs:
        shell: { path: ci/build.sh, arguments: [version] }
        azure: { path: ci/azure-pipelines.yml, parameters: { version: "$(Build.BuildId)" } }

      """
  }
}
