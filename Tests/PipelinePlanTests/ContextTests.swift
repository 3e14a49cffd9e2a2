import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

/// What `from` means to engines.
@Suite struct ContextTests {
  private static let images = """
    images:
      base: { matrix: { go: ["1.23", "1.24"] } }
      tools: { tags: [v1] }
      api:
        matrix: { go: ["1.23", "1.24"] }
        tags: ["v1-${matrix.go}"]
        context: api
        from:
          base: base
          old: { image: base, matrix: { go: "1.23" } }
          docker.io/library/tools:latest: tools
          alpine: docker-image://example.azurecr.io/alpine:${alpine}
    """
  private static let head = """
    pipegen: 1
    registry: { address: example.azurecr.io, login: { username: ci, passwordEnv: PASSWORD } }
    parameters: { alpine: "3.20" }

    """

  private static func builds(_ engine: String, _ from: String = images) throws -> [String] {
    let compiled = Compiled(head + "engine: \(engine)\n" + from)
    #expect(compiled.faults.isEmpty)
    return compiled.commands.filter { $0.contains(" build ") && $0.hasSuffix(" api") }
  }

  @Test(arguments: ["buildx", "buildah", "podman"])
  func buildContexts(_ engine: String) throws {
    let builds = try Self.builds(engine)
    let base = "docker-image://example.azurecr.io/base:pipegen-local-"
    #expect(builds.count >= 2)
    for (build, version) in zip(builds, ["1.23", "1.24"]) {
      #expect(
        build.contains(
          "--build-context base=\(base)\(version) --build-context old=\(base)1.23"
            + " --build-context tools=docker-image://example.azurecr.io/tools:v1"
            + " --build-context alpine=docker-image://example.azurecr.io/alpine:${alpine} "),
        "\(build)")
    }
  }

  @Test func folders() throws {
    let builds = try Self.builds(
      "buildx", "images: { api: { context: api, tags: [v1], from: { assets: ./web/assets } } }")
    #expect(builds[0].contains("--build-context assets=./web/assets"))
  }

  /// An image of a registry is pulled, behind the login; each name is given once.
  @Test func localNames() throws {
    let compiled = Compiled(
      Self.head + """
        images:
          base:
          api: { from: { base: base, alpine: "docker-image://example.azurecr.io/alpine:1" } }
          web: { from: { base: base } }
        """)
    #expect(compiled.faults.isEmpty)
    let plan = try #require(compiled.plan)
    let titles = plan.steps.map { $0.title(in: plan) }
    #expect(
      titles == [
        "Log in to example.azurecr.io",
        "Build image base",
        "Let FROM base mean example.azurecr.io/base:pipegen-local",
        "Pull image example.azurecr.io/alpine:1",
        "Let FROM alpine mean example.azurecr.io/alpine:1",
        "Build image api",
        "Build image web",
        "Put back the name base",
        "Put back the name alpine",
      ])
    let pull = plan.steps[3]
    #expect(pull.policy.tolerance == .required && pull.policy.tries == 3)
    #expect(pull.needs == [plan.steps[0].id])
    #expect(plan.steps[6].needs.contains(plan.steps[2].id))
    let web = plan.narrowed(to: [2]).steps.map { $0.title(in: plan) }
    #expect(
      web == [
        "Log in to example.azurecr.io", "Build image base",
        "Let FROM base mean example.azurecr.io/base:pipegen-local", "Build image web",
        "Put back the name base",
      ])
  }

  @Test func namesAsDockerComparesThem() {
    let names = [
      ("base", "base"), ("base:latest", "base"), ("docker.io/library/base", "base"),
      ("docker.io/shop/base:1", "shop/base:1"), ("ghcr.io/base:latest", "ghcr.io/base"),
      ("latest", "latest"),
    ]
    for (name, key) in names { #expect(BuildContext.key(of: name) == key) }
  }

  /// Registries of one host with one login log in once.
  @Test func oneLoginAHost() {
    let compiled = Compiled(
      """
      pipegen: 1
      registries:
        a: { address: example.azurecr.io/a, login: { username: ci, passwordEnv: PASSWORD } }
        b: { address: example.azurecr.io/b, login: { username: ci, passwordEnv: PASSWORD } }
      images: { app: { registries: [a, b], tags: [v1] } }
      """)
    #expect(compiled.faults.isEmpty)
    #expect(compiled.commands.filter { $0.contains(" login ") }.count == 1)
  }

  /// Images with other bases or secrets do not share a stage.
  @Test(arguments: ["from: { base: docker-image://x }", "secrets: [s]", "ssh: default"])
  func whatTellsStagesApart(_ key: String) {
    let compiled = Compiled(
      Self.head + """
        engine: buildx
        secrets: { s: { env: S } }
        images:
          a: { repository: x, tags: [a], stages: { deps: { cache: deps } } }
          b: { repository: x, tags: [b], stages: { deps: { cache: deps } }, \(key) }
        """)
    #expect(compiled.faults.contains { $0.contains("x:deps' is written twice") })
  }
}
