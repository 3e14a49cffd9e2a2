import Foundation
import TestSupport
import Testing

/// Names in Dockerfiles are lent, and given back whatever happens.
@Suite struct FromTests {
  private static let back = [
    "tag pipegen-kept/base base", "rmi pipegen-kept/base",
    "tag pipegen-kept/families/runtime families/runtime", "rmi pipegen-kept/families/runtime",
  ]

  /// Also where something fails between.
  @Test(arguments: WayOut.turn(2))
  func behindAFailure(_ way: WayOut) throws {
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "build --target deps", text: "RUN failed\n")
    ])
    guard let done = try Self.perform(way, docker) else { return }
    #expect(done.status == 1)
    #expect(done.lines.suffix(4) == Self.back[...], "\(done.lines)")
    #expect(done.lines(of: "push") == [])
  }

  /// A name that was not lent is not given back.
  @Test(arguments: WayOut.turn(0))
  func whatWasNotBegun(_ way: WayOut) throws {
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "build --target base", text: "RUN failed\n")
    ])
    guard let done = try Self.perform(way, docker) else { return }
    #expect(done.status == 1)
    #expect(done.lines(of: "tag") + done.lines(of: "rmi") == [])
    // What is listed are commands, and no functions of ours.
    #expect(!done.errors.contains("name_image"), "\(done.errors)")
    if case .script = way { #expect(done.errors.contains("\ndocker tag localhost:5000/families/")) }
  }

  /// Where nothing had the name before, nothing has it behind.
  @Test(arguments: WayOut.turn(1))
  func aNewName(_ way: WayOut) throws {
    let missing = "Error response from daemon: No such image: x\n"
    let docker = try FakeDocker(
      faults: ["base pipegen-kept/base", "pipegen-kept/base base"].map {
        FakeDocker.Fault(command: "tag \($0)", text: missing)
      })
    guard let done = try Self.perform(way, docker) else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines.suffix(4).prefix(2) == ["tag pipegen-kept/base base", "rmi base"])
    #expect(!done.errors.contains("No such image"))
  }

  /// A name that cannot be given back is a warning.
  @Test(arguments: WayOut.turn(2))
  func whatCannotBeGivenBack(_ way: WayOut) throws {
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "rmi", text: "conflict: unable to remove\n")
    ])
    guard let done = try Self.perform(way, docker) else { return }
    let isAzure = if case .azure = way { true } else { false }
    if !isAzure { #expect(done.status == 0, "\(done.errors)") }
    #expect(done.errors.contains("the name 'base' is not put back"), "\(done.errors)")
    #expect(done.lines(of: "push").count == 6)
  }

  /// Folders in `from` are relative to the file that names them.
  @Test func foldersOfIncludedFiles() throws {
    let folder = try TemporaryFolder()
    let head = "pipegen: 1\n"
    let root = "registry: x.io\nengine: buildx\ninclude: [teams/*/images.yml]\nimages: { base: }\n"
    _ = try folder.file("pipegen.yml", Data((head + root).utf8))
    let team = folder.url.appendingPathComponent("teams/a")
    try FileManager.default.createDirectory(at: team, withIntermediateDirectories: true)
    let images = "images: { app: { from: { assets: ./assets, all: ., base: base } } }\n"
    try Data((head + images).utf8).write(to: team.appendingPathComponent("images.yml"))
    try Data("FROM base\nCOPY --from=assets a /\nCOPY --from=all b /\n".utf8)
      .write(to: team.appendingPathComponent("Dockerfile"))
    let planned = try Repository.pipegen.run(
      ["run", "--dry-run", "--no-push"], in: folder.url, input: Data())
    #expect(planned.status == 0, "\(planned.errors)")
    #expect(
      planned.text.contains(
        "--build-context assets=./teams/a/assets --build-context all=./teams/a"
          + " --build-context base=docker-image://x.io/base:pipegen-local"), "\(planned.text)")
  }

  private static func perform(_ way: WayOut, _ docker: FakeDocker) throws -> Performance? {
    try GeneratedSample.shared(Sample("families"))
      .perform(way, in: .azurePush, docker: docker, password: "x", arguments: way.serial)
  }
}

extension WayOut {
  /// One step after the other.
  fileprivate var serial: [String] { if case .run = self { ["--jobs", "1"] } else { [] } }
}
