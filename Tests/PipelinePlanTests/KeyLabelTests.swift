import TestSupport
import Testing

/// Which builds keep the lines of a key in a label.
@Suite struct KeyLabelTests {
  private static let label = "--label dev.pipegen.inputs=${inputs.1.1}"

  private static func labelled(
    _ stage: String, _ more: String = "", top: String = "", given: String = "$(npmToken)"
  ) -> [String] {
    let compiled = Compiled(
      """
      pipegen: 1
      registry: example.azurecr.io
      parameters:
        flags: { default: x }
        npm: { default: x, env: NPM_TOKEN }
        apiToken: { default: x, env: API }
        given: {}
      \(top)
      images:
        app:
          tags: [one]
          \(more)
          stages: { deps: \(stage) }
      outputs: { azure: { parameters: { given: "-t \(given)" } } }
      """
    )
    #expect(compiled.plan != nil, "\(compiled.faults)")
    return compiled.commands.filter { $0.contains("dev.pipegen.inputs") }
  }

  @Test func theBuildOfACacheImage() {
    let lines = Self.labelled("{ cache: { tag: deps, key: [go.mod] } }")
    #expect(lines.count == 1)
    #expect(lines.allSatisfy { $0.contains("--target deps ") && $0.contains(Self.label) })
    #expect(lines.allSatisfy { $0.contains("--tag example.azurecr.io/app:deps ") })
  }

  @Test func bothBuildsByBuildx() {
    let lines = Self.labelled("{ cache: { tag: deps, key: [go.mod] } }", top: "engine: buildx")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.contains("--target deps ") && $0.contains(Self.label) })
  }

  @Test func oneForEachPlatform() {
    let lines = Self.labelled(
      "{ cache: { tag: deps, key: [go.mod] } }", "platforms: [linux/amd64, linux/arm64]",
      top: "engine: buildx")
    #expect(lines.count { $0.contains("${inputs.1.1.1}") && $0.contains("linux/amd64") } == 2)
    #expect(lines.count { $0.contains("${inputs.1.1.2}") && $0.contains("linux/arm64") } == 2)
    #expect(lines.count == 4)
  }

  /// Users of an image need not know what it was made of.
  @Test func noneWithoutAKeyAndNoImageOfItsUsers() {
    #expect(Self.labelled("{ cache: deps }") == [])
    #expect(Self.labelled("{ cache: deps }", "cache: own\n    key: [go.mod]") == [])
  }

  @Test func noneWhereNoImageIsKept() {
    let top = "engine: buildx\ncache: { mode: registry }"
    #expect(Self.labelled("{ cache: { tag: deps, key: [go.mod] } }", top: top) == [])
  }

  /// Whoever may pull an image reads its labels.
  @Test(arguments: [
    ("FLAGS", "${flags}", true), ("NPM_TOKEN", "none", false), ("NPM", "x ${npm}", false),
    ("URL", "${apiToken}", false), ("URL", "${given}", false), ("npmToken", "none", false),
  ])
  func noneWithWhatIsCalledASecret(_ name: String, _ value: String, _ isTold: Bool) {
    let lines = Self.labelled(
      "{ cache: { tag: deps, key: [go.mod] } }", "args: { \(name): \"\(value)\" }")
    #expect(lines.isEmpty != isTold)
  }

  /// Azure's own variables have any names.
  @Test(arguments: [
    ("$(Build.BuildId)", true), ("$(npmToken)", false), ("$(my.private.key)", false),
    ("$(paßword)", false),
  ])
  func noneWithWhatAzureCallsASecret(_ given: String, _ isTold: Bool) {
    let lines = Self.labelled(
      "{ cache: { tag: deps, key: [go.mod] } }", "args: { URL: \"${given}\" }", given: given)
    #expect(lines.isEmpty != isTold)
  }

  /// An argument of a program has a limit.
  @Test func noneOfVeryManyFiles() {
    let files = (1...900).map { "some/long/folder/f\($0).txt" }.joined(separator: ", ")
    #expect(Self.labelled("{ cache: { tag: deps, key: [\(files)] } }") == [])
  }
}
