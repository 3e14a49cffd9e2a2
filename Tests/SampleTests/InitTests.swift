import Foundation
import TestSupport
import Testing

/// `pipegen init`, as a user runs it.
@Suite struct InitTests {
  private struct Project {
    let folder: TemporaryFolder

    init(_ files: [String: String]) throws {
      folder = try TemporaryFolder()
      for (name, text) in files {
        let file = folder.url.appendingPathComponent("shop/" + name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
    }

    func pipegen(_ arguments: [String]) throws -> (status: Int, output: String, errors: String) {
      let result = try Repository.pipegen.run(
        arguments, in: folder.url.appendingPathComponent("shop"), input: Data())
      return (
        Int(result.status), String(decoding: result.output, as: UTF8.self), result.errors
      )
    }

    var spec: String {
      (try? String(
        contentsOf: folder.url.appendingPathComponent("shop/pipegen.yml"), encoding: .utf8)) ?? ""
    }
  }

  private static let manifest = """
    FROM node:22 AS deps
    COPY package.json package-lock.json ./
    RUN npm ci
    FROM deps AS build
    COPY . .
    RUN npm run build
    FROM nginx
    COPY --from=build /out /srv

    """

  @Test func aProject() throws {
    let project = try Project([
      "Dockerfile": Self.manifest, "package.json": "{}", "package-lock.json": "{}",
      "services/api/Dockerfile": "FROM a\nRUN slow\nCOPY src /src\n", "services/api/src/x": "",
      "docker/worker.Dockerfile": "FROM a AS t\nRUN x\nFROM t\nCOPY /services/api/src /src\n",
      "jobs/api/Dockerfile":
        "ARG BASE\nARG TAG\nFROM a:${TAG:-1} AS b\nFROM $BASE\nCOPY --from=b x y\nCOPY . .\nRUN make\n",
      "old/Dockerfile": "FROM a\nRNU x\n", ".cache/Dockerfile": "FROM hidden\n",
      "node_modules/x/Dockerfile": "FROM foreign\n", "web/Dockerfile.dockerignore": "x\n",
    ])
    let made = try project.pipegen(["init"])
    #expect(made.status == 0)
    #expect(made.errors.hasSuffix("wrote pipegen.yml\n"))
    #expect(made.errors.contains("old/Dockerfile:2: dockerfile parse error"))
    try Golden.check(
      Data(project.spec.utf8),
      against: Repository.fixtures.appendingPathComponent("init/project.yml"))
    let check = try project.pipegen(["check", "--strict"])
    #expect(check.status == 0 && check.errors == "", "\(check.errors)")
    #expect(try project.pipegen(["generate"]).status == 0)

    let again = try project.pipegen(["init"])
    #expect(again.status == 3)
    #expect(again.errors.contains("'pipegen.yml' exists already"))
  }

  /// The stage that the hand-made spec of the sample keeps is the one that init keeps.
  @Test(arguments: Sample.all)
  func aSample(_ sample: Sample) throws {
    let copy = try TemporaryFolder()
    let folder = copy.url.appendingPathComponent("work")
    try FileManager.default.copyItem(at: sample.folder, to: folder)
    try FileManager.default.removeItem(at: folder.appendingPathComponent("pipegen.yml"))
    let made = try Repository.pipegen.run(
      ["init", "--registry", "localhost:5000/x"], in: folder, input: Data())
    #expect(made.status == 0, "\(made.errors)")
    let check = try Repository.pipegen.run(["check"], in: folder, input: Data())
    #expect(check.status == 0 && !check.errors.contains("error:"), "\(check.errors)")
    let spec = try String(
      contentsOf: folder.appendingPathComponent("pipegen.yml"), encoding: .utf8)
    if sample.name == "hello" { #expect(spec.contains("deps: { cache: cache-deps }")) }
    if sample.name == "go-slalom" { #expect(spec.contains("builder: { cache: cache-builder }")) }
  }

  /// A folder of Dockerfiles alone is no context of all that is there.
  @Test func contexts() throws {
    let whole = "FROM x\nCOPY . .\n"
    let project = try Project([
      "main.go": "", "build/package/Dockerfile": whole, "build/package/.dockerignore": "x\n",
      "api/main.go": "", "api/docker/Dockerfile": whole, "api/docker/compose.yml": "",
      "web/Dockerfile": whole, "web/src/x": "", "new\nline/Dockerfile": whole,
    ])
    let made = try project.pipegen(["init", "-o", "-"]).output
    #expect(made.contains("  package: # build/package/Dockerfile\n    dockerfile: build/package/D"))
    #expect(made.contains("    context: api\n    dockerfile: docker/Dockerfile\n"))
    #expect(made.contains("    context: web\n    tags"))
    #expect(!made.contains("line/Dockerfile"))
  }

  /// What is said of other stages fits what stands above it.
  @Test func advice() throws {
    let gates = "FROM d AS dev\nRUN x\nFROM d AS lint\nRUN x\nFROM d\nCOPY src src\n"
    let project = try Project([
      "a/Dockerfile": "FROM x AS d\nCOPY go.mod .\nRUN x\n" + gates, "a/src": "", "a/go.mod": "",
      "b/Dockerfile": "FROM x AS d\nENV A=b\n" + gates, "b/src": "",
      "c/Dockerfile":
        "FROM x AS b\nCOPY go.mod .\nRUN x\nCOPY . .\nRUN x\nFROM y\nCOPY --from=b / /\n",
      "c/go.mod": "",
    ])
    let made = try project.pipegen(["init", "-o", "-"]).output
    let said = made.split(separator: "\n").filter { $0.hasPrefix("    # no") }
    #expect(
      said == [
        "    # not needed for the image: dev, lint; to have 'lint' pass before a push, write 'lint: { gate: true }' below 'stages'",
        "    # no cache: nothing slow stands above what reads the sources",
        "    # not needed for the image: dev, lint; to have 'lint' pass before a push, write 'stages: { lint: { gate: true } }'",
        "    # no cache: no stage ends above what reads the sources",
      ])
  }

  @Test func named() throws {
    let project = try Project(["a b/Dockerfile": "FROM x\nCOPY . .\n", "c/Dockerfile": "FROM x\n"])
    let made = try project.pipegen(["init", "./a b/Dockerfile", "-o", "-"])
    #expect(made.status == 0)
    #expect(made.output.contains("  a-b: # a b/Dockerfile\n    context: \"a b\"\n"))
    #expect(!made.output.contains("c/Dockerfile"))
    #expect(project.spec.isEmpty)
    let option = try project.pipegen(["init", "--dockerfile", "c/Dockerfile", "-o", "-"])
    #expect(option.output.contains("  c: # c/Dockerfile\n    context: c\n"))
  }

  @Test func aNameWithDots() throws {
    let project = try Project(["a..b/Dockerfile": "FROM x\n"])
    let made = try project.pipegen(["init", "a..b/Dockerfile", "-o", "-"])
    #expect(made.status == 0 && made.output.contains("context: a..b\n"), "\(made.errors)")
    #expect(try project.pipegen(["init", "a/../b/Dockerfile"]).status == 64)
  }

  @Test func whatCannotBe() throws {
    let project = try Project(["x": ""])
    #expect(try project.pipegen(["init"]).status == 2)
    #expect(try project.pipegen(["init", "nowhere/Dockerfile"]).status == 2)
    #expect(try project.pipegen(["init", "../Dockerfile"]).status == 64)
    #expect(try project.pipegen(["init", "--registry", "https://x"]).status == 64)
    #expect(project.spec.isEmpty)
  }
}
