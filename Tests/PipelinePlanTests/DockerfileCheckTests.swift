import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

/// What a spec says of its Dockerfile.
@Suite struct DockerfileCheckTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Keys of the one image.
    let image: String
    let dockerfile: String
    /// `ID LINE` of what is said, the line of the Dockerfile that it names.
    let said: [String]

    init(_ about: String, _ image: String, _ dockerfile: String, _ said: String...) {
      testDescription = about
      self.image = image
      self.dockerfile = dockerfile
      self.said = said
    }
  }

  private struct OneFile: SpecFiles {
    let text: String

    func content(of path: String) -> SpecFileContent {
      path == "Dockerfile" ? .bytes(Array(text.utf8)) : .missing
    }
    func digest(of path: String) -> String? { nil }
    func name(of path: String) -> String { path }
    func paths(matching pattern: String) -> [String] { [] }
  }

  private static func said(_ image: String, _ dockerfile: String) throws -> [String] {
    let spec = """
      pipegen: 1
      registry: example.azurecr.io
      parameters: { version: latest, revision: "${git.commit}", base: { optional: true } }
      images: { app: { \(image) } }
      """
    var (sources, diagnostics, nodes) = (Sources(), Diagnostics(), YAML.maximumNodes)
    let file = sources.add(SourceFile(name: "spec.yml", bytes: Array(spec.utf8)))
    let root = YAML.parse(file, in: sources, nodeBudget: &nodes, into: &diagnostics)
    let pipeline = try #require(
      root.flatMap {
        Pipeline.decode($0, sources: &sources, nodeBudget: &nodes, into: &diagnostics)
      }, "\(DiagnosticText.render(diagnostics, sources: sources))")
    _ = Planner.plan(
      pipeline, files: OneFile(text: dockerfile), sources: &sources, into: &diagnostics)
    return diagnostics.sorted.map { fault in
      let ownLine = fault.range.flatMap { $0.file == file ? nil : String($0.start.line) }
      let line = ownLine ?? fault.message.components(behind: "line ")
      return fault.id.rawValue + (line.map { " \($0)" } ?? "")
    }
  }

  private static let names: [Case] = [
    Case("an unnamed last stage", "tags: [a]", "FROM a AS b\nFROM b\n"),
    Case("a target that is there, in any case", "target: BUILD", "FROM a AS Build\n"),
    Case("one that is not", "target: biuld", "FROM a AS build\nFROM b\n", "unknown-stage"),
    Case("numbers are no targets", "target: s0", "FROM a\nFROM b\n", "unknown-stage"),
    Case("a single stage", "stages: { deps: { cache: d } }", "FROM a\nRUN x\n", "unknown-stage"),
    Case("a gate", "stages: { deps: { gate: true } }", "FROM a\nRUN x\n", "unknown-stage"),
    Case("what docker refuses", "tags: [a]", "FROM a\nRNU x\n", "dockerfile 2"),
    Case("no value for FROM", "tags: [a]", "ARG B\nFROM $B\n", "dockerfile 2"),
    Case("a value that a run gives", "args: { B: \"${base}\" }", "ARG B\nFROM $B\n"),
    Case(
      "another order", "stages: { b: { gate: true }, a: { gate: true } }",
      "FROM x AS a\nRUN x\nFROM a AS b\nRUN x\nFROM b\n", "stage-order"),
    Case(
      "a gate at the side", "stages: { t: { gate: true } }",
      "FROM x AS a\nRUN x\nFROM a AS t\nRUN x\nFROM a\n"),
    Case(
      "a gate of nothing", "stages: { t: { gate: true } }",
      "FROM x AS a\nRUN x\nFROM y AS t\nRUN x\nFROM a\n", "unreached-gate"),
    Case(
      "a gate of the sources", "stages: { t: { gate: true } }",
      "FROM x AS a\nRUN x\nFROM y AS t\nCOPY src src\nRUN x\nFROM a\n"),
    Case(
      "tests that nobody runs", "tags: [a]",
      "FROM x AS a\nFROM a AS unit-test\nRUN x\nFROM a\n", "unreached-gate 2"),
    Case(
      "another stage that nobody needs", "tags: [a]",
      "FROM x AS a\nFROM a AS dev\nRUN x\nFROM a\n"),
    Case(
      "what tests stand on", "tags: [a]",
      "FROM x AS a\nFROM a AS test-base\nRUN x\nFROM a AS lint\nRUN x\nFROM lint AS all\nFROM a\n"),
  ]

  private static let caches: [Case] = [
    Case(
      "a good cache", "stages: { d: { cache: d } }",
      "FROM a AS d\nCOPY go.mod .\nRUN x\nFROM d\nCOPY . .\n"),
    Case(
      "all of the context", "stages: { d: { cache: d } }",
      "FROM a AS d\nCOPY . .\nRUN x\nFROM d\n", "cache-whole-context 2"),
    Case(
      "by a mount", "stages: { d: { cache: d } }",
      "FROM a AS d\nRUN --mount=target=/src x\nFROM d\n", "cache-whole-context 2"),
    Case(
      "by a stage below", "stages: { d: { cache: d } }",
      "FROM a AS b\nCOPY . .\nFROM b AS d\nRUN x\nFROM d\n", "cache-whole-context 2"),
    Case(
      "not needed", "stages: { d: { cache: d } }",
      "FROM a AS d\nRUN x\nFROM b\nRUN y\n", "cache-inert"),
    Case(
      "needed by a gate", "stages: { d: { cache: d }, t: { gate: true } }",
      "FROM a AS d\nRUN x\nFROM d AS t\nCOPY src src\nFROM b\nRUN y\n"),
    Case(
      "never read", "noCache: true, stages: { d: { cache: d } }",
      "FROM a AS d\nRUN x\nFROM d\n", "cache-inert"),
    Case(
      "no layers", "stages: { d: { cache: d } }",
      "FROM a AS d\nENV A=b\nFROM d\nRUN x\n", "cache-inert"),
    Case(
      "said to be meant", "allow: [cache-inert], stages: { d: { cache: d } }",
      "FROM a AS d\nENV A=b\nFROM d\nRUN x\n"),
    Case(
      "with a key", "stages: { d: { cache: { tag: d, key: [go.mod] } } }",
      "FROM \(pinned) AS d\nCOPY . .\nRUN x\nFROM d\n", "cache-whole-context 2"),
    Case(
      "a key on a tag", "key: [go.mod], args: { B: \"${base}\" }",
      "FROM a:1 AS d\nRUN x\nFROM d\n", "key-unpinned-base 1", "unknown-argument"),
    Case(
      "a key on a digest, and on nothing", "key: [go.mod]",
      "FROM \(pinned) AS d\nRUN x\nFROM scratch\nCOPY --from=d / /\n"),
    Case(
      "a key on what a run names", "key: [go.mod], args: { B: \"${base}\" }",
      "ARG B=a\nFROM $B\nRUN x\n"),
    Case(
      "a stage without a key on a tag", "stages: { d: { cache: d } }",
      "FROM a AS d\nRUN x\nFROM d\n"),
    Case(
      "every stage", "stages: { \"*\": { cache: \"${stage}\" } }",
      "FROM a AS e\nFROM e AS d\nCOPY . .\nRUN x\nFROM d\n"),
    Case("the image itself", "tags: [a], cache: c", "FROM a\nCOPY . .\nRUN x\n"),
    Case(
      "an image that is never read", "noCache: true, cache: c", "FROM a\nRUN x\n", "cache-inert"),
    Case(
      "an image without what is slow", "cache: c",
      "FROM a AS b\nCOPY . .\nRUN x\nFROM c\nCOPY --from=b / /\n", "cache-inert 3"),
    Case(
      "an image on a stage that runs something", "cache: c",
      "FROM a AS b\nRUN x\nFROM b\nCOPY . .\n"),
    Case(
      "an image, and a stage that runs something", "cache: c, stages: { b: { cache: b } }",
      "FROM a AS b\nRUN x\nFROM c\nCOPY --from=b / /\n"),
    Case(
      "a key on what is copied from a tag", "key: [go.mod]",
      "FROM \(pinned) AS d\nCOPY --from=b:1 / /\nRUN --mount=from=\(pinned),target=/x y\nFROM d\n",
      "key-unpinned-base 2"),
  ]

  private static let pinned = "a@sha256:" + String(repeating: "0", count: 64)

  private static let arguments: [Case] = [
    Case("known to a stage", "args: { A: x }", "FROM a\nARG A\nRUN x\n"),
    Case("known before the first", "args: { A: x }", "ARG A=y\nFROM $A\n"),
    Case("known to BuildKit", "args: { HTTP_PROXY: x, BUILDKIT_INLINE_CACHE: \"1\" }", "FROM a\n"),
    Case("known to nobody", "args: { A: x, B: y }", "FROM a\nARG A\n", "unknown-argument"),
    Case(
      "a commit above a step", "args: { A: \"${git.commit}\" }",
      "FROM a\nARG A\nRUN slow\nRUN echo $A\n", "volatile-argument 3"),
    Case(
      "behind a parameter", "args: { A: \"v-${revision}\" }",
      "FROM a\nARG A\nRUN slow\n", "volatile-argument 3"),
    Case(
      "by its name", "args: { BUILD_NUMBER: \"${version}\" }",
      "FROM a\nARG BUILD_NUMBER\nRUN slow\n", "volatile-argument 3"),
    Case(
      "a version is none", "args: { VERSION: \"${version}\" }",
      "FROM a\nARG VERSION\nRUN slow\n"),
    Case(
      "right above its use", "args: { A: \"${git.commit}\" }",
      "FROM a\nRUN slow\nARG A\nRUN echo ${A}\n"),
    Case(
      "in a stage below", "args: { A: \"${git.commit}\" }",
      "FROM a AS b\nARG A\nFROM b AS c\nENV x=y\nFROM c\nCOPY go.mod .\nRUN slow\n",
      "volatile-argument 7"),
    Case(
      "behind the sources", "args: { A: \"${git.commit}\" }",
      "FROM a\nARG A\nCOPY src src\nRUN slow\n"),
    Case(
      "in a stage that is not needed", "args: { A: \"${git.commit}\" }",
      "FROM a AS b\nARG A\nRUN slow\nFROM c\n"),
    Case("a secret", "args: { NPM_TOKEN: x }", "FROM a\nARG NPM_TOKEN\n", "secret-argument 2"),
    Case(
      "one that the spec does not give", "tags: [a]", "FROM a\nARG API_KEY\n",
      "secret-argument 2"),
    Case("no secret", "tags: [a]", "FROM a\nARG CACHE_KEY\nARG KEYS\nARG TOKENIZER\n"),
    Case(
      "about a secret", "tags: [a]",
      "FROM a\nARG AUTH_URL\nARG NEXT_PUBLIC_AUTH_TOKEN\nARG TOKEN_ENDPOINT\n"),
    Case("near one", "tags: [a]", "FROM a\nARG AUTH_URL_TOKEN\n", "secret-argument 2"),
    Case(
      "all at once, said to be meant",
      "args: { X: x, TOKEN: \"${revision}\" }, allow: [unknown-argument, secret-argument, volatile-argument]",
      "FROM a\nARG TOKEN\nRUN x\n"),
  ]

  @Test(arguments: names + caches + arguments)
  func says(_ example: Case) throws {
    #expect(try Self.said(example.image, example.dockerfile) == example.said)
  }
}

extension String {
  /// The digits behind the last `prefix` that is followed by some.
  fileprivate func components(behind prefix: String) -> String? {
    var found: String?
    var rest = self[...]
    while let range = rest.firstRange(of: prefix) {
      rest = rest[range.upperBound...]
      let digits = rest.prefix { $0.isNumber }
      if !digits.isEmpty, found == nil { found = String(digits) }
    }
    return found
  }
}
