import Foundation
import TestSupport
import Testing

/// What is known only at run time and cannot work is refused before docker is called.
@Suite struct RefusalTests {
  private static let tags = [
    "feature/x", "-dev", ".x", "a b", "é", "a\n", String(repeating: "a", count: 129), "deps",
  ]

  @Test(arguments: crossed(tags.few(4), WayOut.shells))
  func aTag(_ tag: String, _ way: WayOut) throws {
    guard let (status, errors, calls) = try run(way, ["--", tag]) else { return }
    #expect(status == 64, "\(errors)")
    #expect(errors.contains("tag"))
    #expect(calls == [])
  }

  @Test(arguments: tags.few(4))
  func aTagOfARun(_ tag: String) throws {
    let docker = try FakeDocker()
    let result = try Repository.pipegen.run(
      ["run", "--set", "version=\(tag)"], in: Sample("hello").folder,
      environment: docker.environment(), input: Data())
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.errors.contains("tag"))
    #expect(try docker.calls.count == 0)
  }

  @Test(arguments: tags.few(4))
  func aTagOfAPipeline(_ tag: String) throws {
    let generated = try GeneratedSample.shared(Sample("hello"))
    let docker = try FakeDocker()
    var variables = Situation.azurePush.azureVariables
    variables["Build.BuildId"] = tag
    let player = AzurePlayer(
      variables: variables, connections: generated.connections, environment: docker.environment())
    let outcome = try player.play(
      AzureDocument(Data(contentsOf: generated.azure)), sources: generated.folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("tag"))
    #expect(outcome.played == ["Check out", "Prepare", "Report"])
    #expect(try docker.calls.count == 0)
  }

  /// Two tags of one repository that become one: who writes last would win.
  @Test(arguments: WayOut.turn(1))
  func twoTagsThatBecomeOne(_ way: WayOut) throws {
    let generated = try GeneratedSample(Sample("hello")) { _ in Self.twoImages }
    func play(_ version: String, edge: String = "") throws -> Performance? {
      let docker = try FakeDocker()
      return try generated.perform(
        way, in: .azurePush, docker: docker, variables: ["Version": version, "Edge": edge])
    }
    guard let apart = try play("1", edge: "2"), let one = try play("1", edge: "1"),
      let without = try play("1")
    else { return }
    #expect(apart.status == 0, "\(apart.errors)")
    #expect(apart.pushes.count == 3)
    #expect(without.status == 0, "\(without.errors)")
    #expect(without.pushes.count == 2)
    let isAzure = if case .azure = way { true } else { false }
    #expect(one.status == (isAzure ? 1 : 64), "\(one.errors)")
    #expect(one.errors.contains("taken by a cache, another image or another lane"))
    #expect(one.calls.isEmpty)
  }

  private static let twoImages = """
    pipegen: 1
    registry: localhost:5000
    parameters: { version: "1", edge: { optional: true } }
    images:
      one: { repository: shop, tags: ["${version}"] }
      two: { repository: shop, tags: ["${version}-debug", "${edge}"], target: deps }
    outputs:
      shell: ci/build.sh
      azure:
        path: ci/azure-pipelines.yml
        parameters: { version: "$(Version)", edge: "$(Edge)" }
    """

  /// The longest legal tag, and one that only looks like an option.
  @Test(arguments: [String(repeating: "a", count: 128), "_", "1.2.3-rc.1", "Deps"])
  func aLegalTag(_ tag: String) throws {
    guard let (status, errors, calls) = try run(.script(Shell("dash")), [tag]) else { return }
    #expect(status == 0, "\(errors)")
    #expect(calls.contains("push localhost:5000/hello:\(tag)"))
  }

  @Test(arguments: WayOut.shells)
  func tooManyArguments(_ way: WayOut) throws {
    guard let (status, errors, calls) = try run(way, ["1", "2"]) else { return }
    #expect(status == 64)
    #expect(errors.contains("too many arguments") && errors.contains("usage: build.sh"))
    #expect(calls == [])
  }

  @Test(arguments: WayOut.shells)
  func anUnknownOption(_ way: WayOut) throws {
    guard let (status, errors, calls) = try run(way, ["--nopush"]) else { return }
    #expect(status == 64)
    #expect(errors.contains("unknown option '--nopush'") && errors.contains("usage: build.sh"))
    #expect(calls == [])
  }

  @Test(arguments: WayOut.shells)
  func help(_ way: WayOut) throws {
    for option in ["-h", "--help"] {
      let docker = try FakeDocker()
      let generated = try GeneratedSample.shared(Sample("hello"))
      guard case .script(let shell) = way, let program = try shell.found() else { return }
      let result = try program.run(
        shell.arguments + [generated.scriptPath, option], in: generated.folder,
        environment: docker.environment(), input: Data())
      #expect(result.status == 0)
      #expect(
        result.text.hasPrefix(
          "usage: build.sh [--lane LANE] [--no-push] [--keep-going] [--dry-run] [version]\n"))
      #expect(result.errors.isEmpty)
      #expect(try docker.calls.count == 0)
    }
  }

  @Test(arguments: WayOut.shells)
  func aParameterWithoutValue(_ way: WayOut) throws {
    guard let (status, errors, calls) = try run(way, [], Self.withoutDefault) else { return }
    #expect(status == 64)
    #expect(errors.contains("version"))
    #expect(calls == [])
  }

  @Test func aParameterOfARun() throws {
    let generated = try GeneratedSample(Sample("hello"), edit: Self.withoutDefault)
    for arguments in [["run"], ["run", "--set", "version="], ["run", "--set", "verzion=1"]] {
      let docker = try FakeDocker()
      let result = try Repository.pipegen.run(
        arguments, in: generated.folder, environment: docker.environment(), input: Data())
      #expect(result.status == 64, "\(result.errors)")
      #expect(result.errors.contains("version"))
      #expect(try docker.calls.count == 0)
    }
  }

  /// Without an output that would say so at once, too.
  @Test func aDefaultThatIsLiveInAzure() throws {
    let folder = try TemporaryFolder()
    let spec = """
      pipegen: 1
      registry: localhost
      parameters: { build: $(Build.BuildId) }
      images: { app: { args: { BUILD: "${build}" } } }

      """
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    let azure = try Repository.pipegen.run(["emit", "azure"], in: folder.url, input: Data())
    #expect(azure.status == 2 && azure.output.isEmpty)
    #expect(azure.errors.contains("the default of 'build' holds '$(', which is live in Azure"))
    let shell = try Repository.pipegen.run(["emit", "shell"], in: folder.url, input: Data())
    #expect(shell.status == 0, "\(shell.errors)")
  }

  private static func withoutDefault(_ spec: String) -> String {
    spec.replacing("{ default: latest, help: Tag of the runtime image }", with: "{ help: A tag }")
  }

  private func run(
    _ way: WayOut, _ arguments: [String], _ edit: (String) -> String = { $0 }
  ) throws -> (status: Int32?, errors: String, calls: [String])? {
    guard case .script(let shell) = way, let program = try shell.found() else { return nil }
    let generated = try GeneratedSample(Sample("hello"), edit: edit)
    let docker = try FakeDocker()
    let result = try program.run(
      shell.arguments + [generated.scriptPath] + arguments, in: generated.folder,
      environment: docker.environment(), input: Data())
    return (result.status, result.errors, try docker.calls.map { CallLine.text(of: $0.words) })
  }
}
