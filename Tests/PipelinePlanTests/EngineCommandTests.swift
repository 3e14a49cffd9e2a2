import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

/// What each engine is told for one spec.
@Suite struct EngineCommandTests {
  private static func spec(_ engine: String, _ more: String = "") -> String {
    """
    pipegen: 1
    registry: example.azurecr.io
    engine: \(engine)
    \(more)
    images:
      app:
        tags: [one, two]
        stages: { deps: { cache: deps } }
    """
  }

  @Test func buildxBuildsTwice() {
    let from = "--cache-from type=registry,ref=example.azurecr.io/app:deps"
    #expect(
      Compiled(Self.spec("buildx")).commands == [
        "docker buildx version",
        "docker buildx imagetools inspect --raw example.azurecr.io/app:deps",
        "docker buildx build --target deps \(from) --output type=cacheonly .",
        "docker buildx build \(from) --output type=cacheonly .",
        "docker buildx build \(from) --tag example.azurecr.io/app:one"
          + " --tag example.azurecr.io/app:two --push .",
        "docker buildx build --target deps \(from) --cache-to type=inline"
          + " --tag example.azurecr.io/app:deps --push .",
      ])
  }

  @Test func aNamedBuilderKeepsAllLayersInTheRegistry() {
    let spec = Self.spec(
      "{ buildx: { builder: cluster } }", "cache: { mode: registry, repository: layers }")
    let reference = "type=registry,ref=example.azurecr.io/layers:deps"
    let commands = Compiled(spec).commands
    #expect(
      commands[1]
        == "docker buildx imagetools inspect --builder cluster --raw example.azurecr.io/layers:deps"
    )
    #expect(
      commands.last
        == "docker buildx build --builder cluster --target deps --cache-from \(reference)"
        + " --cache-to \(reference),mode=max,ignore-error=true --output type=cacheonly .")
    #expect(commands.count == 6)
  }

  @Test(arguments: ["buildah", "podman"])
  func layersGoToARepository(_ program: String) {
    let repository = "example.azurecr.io/app"
    #expect(
      Compiled(Self.spec(program)).commands == [
        "\(program) build --layers --target deps --cache-from \(repository) .",
        "\(program) build --layers --cache-from \(repository) --tag \(repository):one"
          + " --tag \(repository):two .",
        "\(program) push \(repository):one", "\(program) push \(repository):two",
        "\(program) build --layers --target deps --cache-from \(repository)"
          + " --cache-to \(repository) .",
      ])
  }

  /// An image that goes out in the very runs in which its layers do takes them along.
  @Test func layersGoWithTheirImage() {
    let head =
      "pipegen: 1\nregistry: example.azurecr.io\nengine: buildx\ncache: { mode: registry }\n"
    let image = "images: { app: { tags: [a], cache: all } }\n"
    let together = Compiled(head + image).commands
    #expect(together.count { $0.contains("--cache-to") } == 1)
    #expect(together.last?.contains("mode=max,ignore-error=true --tag") == true)
    let lanes = """
      lanes:
        main: { events: [push], push: [images, cache] }
        release: { events: [tag], push: [images], reads: [main] }

      """
    let apart = Compiled(head + lanes + image).commands
    #expect(apart.count { $0.contains("--push") } == 1)
    #expect(apart.last?.contains("--output type=cacheonly") == true)
  }

  /// Each platform has a cache of its own; a name that says so already is left as it is.
  @Test func cachesOfPlatforms() {
    let head = "pipegen: 1\nregistry: example.azurecr.io\nengine: buildx\n"
    let commands = Compiled(
      head + """
        images:
          app:
            platforms: [linux/amd64, linux/arm/v7]
            stages:
              deps: { cache: { tag: deps, fallback: [old] } }
              tools: { cache: "tools-${platform.arch}" }
        """
    ).commands
    let probed = commands.filter { $0.contains("imagetools") }.map { $0.split(separator: ":")[1] }
    #expect(
      probed == [
        "deps-linux-amd64", "old-linux-amd64", "deps-linux-arm-v7", "old-linux-arm-v7",
        "tools-amd64", "tools-arm",
      ])
    let tools = commands.filter { $0.contains("--target tools") && !$0.contains("--push") }
    #expect(tools.count == 2)
    #expect(tools[1].contains("--platform linux/arm/v7") && !tools[1].contains("amd64"))
    #expect(commands.contains { $0.contains("--platform linux/amd64,linux/arm/v7") })
  }

  /// What is pushed is what was built and checked: nothing is looked for anew.
  @Test(arguments: ["buildx", "buildah"])
  func theSecondBuildTakesWhatTheFirstHasBuilt(_ engine: String) {
    let commands = Compiled(
      Self.spec(engine).replacing(
        "tags: [one, two]", with: "tags: [one]\n    noCache: true\n    pull: true")
    ).commands
    let first = commands.filter { $0.contains(" --no-cache") && $0.contains(" --pull") }
    #expect(first.count == 2)
    let second = commands.filter { $0.contains("--push") || $0.contains("--cache-to") }
    #expect(!second.isEmpty)
    #expect(second.allSatisfy { !$0.contains("--pull") && !$0.contains("--no-cache") })
    #expect(second.allSatisfy { !$0.contains("--cache-from") })
  }

  /// What is used on this machine is loaded, and nothing else.
  @Test func whatIsUsedIsLoaded() {
    let head = "pipegen: 1\nregistry: example.azurecr.io\nengine: buildx\n"
    let commands = Compiled(
      head + """
        images:
          base: {}
          app: { tags: [a], args: { BASE: "${images.base}" } }
          saved: { tags: [a], archive: out/saved.tar }
        checks: { one: { run: "true", image: app, stage: test } }
        """
    ).commands
    #expect(commands.count { $0.contains("--load") } == 3)
    #expect(
      commands.contains("docker save --output out/saved.tar example.azurecr.io/saved:a"))
    #expect(
      commands.contains {
        $0.contains("--target test") && $0.contains("app:pipegen-local-test --load")
      })
  }

  @Test func anArchiveOfBuildah() {
    let head = "pipegen: 1\nregistry: example.azurecr.io\nengine: buildah\n"
    let commands = Compiled(head + "images: { app: { archive: app.tar } }").commands
    let image = "example.azurecr.io/app:pipegen-local"
    #expect(commands.last == "buildah push \(image) docker-archive:app.tar:\(image)")
  }
}
