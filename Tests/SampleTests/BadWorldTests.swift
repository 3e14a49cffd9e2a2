import Foundation
import TestSupport
import Testing

/// Full disks, missing programs and folders, readers that go away.
@Suite struct BadWorldTests {
  /// Programs that scripts use, without docker among them.
  private static let tools = [
    "bash", "cat", "chmod", "cp", "dash", "dirname", "ln", "mkdir", "mktemp", "printf", "rm", "sh",
    "sleep", "tr",
  ]

  @Test func noDockerForAScript() throws {
    let generated = try GeneratedSample.shared(Sample("hello"))
    let tools = try toolFolder()
    let result = try #require(Program.find("sh")).run(
      [generated.scriptPath], in: generated.folder, environment: ["PATH": tools.url.path],
      input: Data())
    #expect(result.status == 1)
    #expect(result.errors.contains("docker is not on PATH"))
  }

  @Test func noDockerForAPipeline() throws {
    let generated = try GeneratedSample.shared(Sample("hello"))
    let tools = try toolFolder()
    let player = AzurePlayer(
      variables: Situation.azurePush.azureVariables, connections: generated.connections,
      environment: ["PATH": tools.url.path])
    let outcome = try player.play(
      AzureDocument(Data(contentsOf: generated.azure)), sources: generated.folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("docker is not on PATH"))
    #expect(outcome.played == ["Check out", "Prepare", "Report"])
  }

  @Test func noDockerForARun() throws {
    let tools = try toolFolder()
    let result = try Repository.pipegen.run(
      ["run"], in: Sample("hello").folder, environment: ["PATH": tools.url.path], input: Data())
    #expect(result.status == 1, "\(result.errors)")
    #expect(result.errors.contains("docker") && result.errors.contains("PATH"))
  }

  @Test(arguments: [
    ["emit", "shell", "-o", "/dev/full"], ["emit", "azure", "-o", "nosuch/x.yml"],
    ["emit", "shell", "-o", "."], ["emit", "shell", "-o", "pipegen.yml/x"],
  ])
  func anOutputThatCannotBeWritten(_ arguments: [String]) throws {
    let generated = try GeneratedSample(Sample("hello"))
    let before = try FileManager.default.subpathsOfDirectory(atPath: generated.folder.path)
    let result = try Repository.pipegen.run(arguments, in: generated.folder, input: Data())
    #expect(result.status == 3)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("'\(arguments[3])'"))
    let after = try FileManager.default.subpathsOfDirectory(atPath: generated.folder.path)
    #expect(before.sorted() == after.sorted())
  }

  /// The old file stays whole where its folder is gone or the new one cannot be made.
  @Test func aGeneratedFileThatCannotBeWritten() throws {
    let generated = try GeneratedSample(Sample("hello"))
    let folder = generated.script.deletingLastPathComponent()
    try FileManager.default.removeItem(at: folder)
    try Data("not a folder".utf8).write(to: folder)
    let result = try Repository.pipegen.run(["generate"], in: generated.folder, input: Data())
    #expect(result.status == 3)
    #expect(result.errors.contains(generated.scriptPath))
    #expect(try String(contentsOf: folder, encoding: .utf8) == "not a folder")
  }

  @Test(arguments: [
    ["schema"], ["emit", "shell"], ["emit", "azure"], ["plan"], ["plan", "--format", "json"],
    ["--help"], ["help", "emit"], ["emit", "--help"], ["--version"],
    ["--generate-completion-script", "bash"],
  ])
  func standardOutputOnAFullDisk(_ arguments: [String]) throws {
    let result = try shell("exec \"$@\" >/dev/full", arguments)
    #expect(result.status == 3)
    #expect(result.errors.contains("standard output"))
  }

  @Test(arguments: [["schema"], ["emit", "shell"], ["emit", "azure"]])
  func closedStandardOutput(_ arguments: [String]) throws {
    let result = try shell("exec \"$@\" >&-", arguments)
    #expect(result.status == 3)
  }

  /// Died of SIGPIPE, or ended with 1 and no word.
  @Test func aReaderThatGoesAway() throws {
    let result = try shell(
      #"{ sleep 0.2; "$@"; printf %s "$?" >&3; } 3>status | true; cat status"#, ["schema"])
    #expect(["141", "1"].contains(result.text))
    #expect(result.errors.isEmpty)
  }

  /// A device is written to, never replaced by a file.
  @Test func aDevice() throws {
    let result = try Repository.pipegen.run(
      ["emit", "shell", "-o", "/dev/null"], in: Sample("hello").folder, input: Data())
    #expect(result.status == 0)
    let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type]
    #expect(type as? FileAttributeType == .typeCharacterSpecial)
  }

  @Test(arguments: [["--version"], ["--help"], ["check", "--help"]])
  func answersAreWhole(_ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let result = try Repository.pipegen.run(arguments, in: folder.url, input: Data())
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(!result.text.isEmpty && result.text.hasSuffix("\n"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsKnowTheBackEnds(_ shell: String) throws {
    let folder = try TemporaryFolder()
    let result = try Repository.pipegen.run(
      ["--generate-completion-script", shell], in: folder.url, input: Data())
    #expect(result.status == 0)
    #expect(result.text.contains("shell") && result.text.contains("azure"))
  }

  /// The one use of FoundationEssentials' JSON, of which the static program keeps less than all.
  @Test func helpAsJSONNamesTheCommands() throws {
    let folder = try TemporaryFolder()
    let result = try Repository.pipegen.run(
      ["--experimental-dump-help"], in: folder.url, input: Data())
    #expect(result.status == 0)
    let help = try JSONDecoder().decode(Help.self, from: Data(result.text.utf8))
    let names = (help.command.subcommands ?? []).map(\.commandName)
    #expect(help.command.commandName == "pipegen")
    #expect(Set(names).isSuperset(of: ["check", "emit", "generate", "plan", "run"]))
  }

  private struct Help: Decodable {
    let command: Command

    struct Command: Decodable {
      let commandName: String
      let subcommands: [Command]?
    }
  }

  /// A link to nothing is no reason to look further up.
  @Test func aSpecThatIsALinkToNothing() throws {
    let folder = try TemporaryFolder()
    let inside = folder.url.appendingPathComponent("inside")
    try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: false)
    _ = try folder.file(
      "pipegen.yml", Data("pipegen: 1\nregistry: localhost\nimages: { app: }\n".utf8))
    try FileManager.default.createSymbolicLink(
      atPath: inside.appendingPathComponent("pipegen.yml").path, withDestinationPath: "gone.yml")
    let result = try Repository.pipegen.run(["check"], in: inside, input: Data())
    #expect(result.status == 2)
    #expect(
      result.errors == """
        pipegen: error: cannot read 'pipegen.yml': No such file or directory
          = help: it is a link to a file that is not there

        """)
  }

  @Test(arguments: [["check", "nosuch.yml"], ["check"], ["plan", "-f", "."], ["emit", "shell"]])
  func noSpec(_ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let result = try Repository.pipegen.run(arguments, in: folder.url, input: Data())
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("pipegen: error: "))
  }

  @Test(arguments: [
    ["nosuch"], ["check", "--nosuch"], ["emit"], ["emit", "nosuch"],
    ["plan", "--format", "nosuch"],
    ["check", "a.yml", "b.yml"], ["check", "-f", "a.yml", "b.yml"], ["emit", "shell", "app"],
    ["run", "--set", "novalue"], ["run", "--nosuch"],
  ])
  func usage(_ arguments: [String]) throws {
    let result = try Repository.pipegen.run(arguments, in: Sample("hello").folder, input: Data())
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  private func toolFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in Self.tools {
      guard let program = Program.find(name) else { continue }
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appendingPathComponent(name).path, withDestinationPath: program.path)
    }
    return folder
  }

  /// `script` in a scratch copy of hello, `pipegen` and `arguments` as its `"$@"`.
  private func shell(_ script: String, _ arguments: [String]) throws -> Program.Result {
    let generated = try GeneratedSample(Sample("hello"))
    return try #require(Program.find("sh")).run(
      ["-c", script, "sh", Repository.pipegen.path] + arguments, in: generated.folder, input: Data()
    )
  }
}
