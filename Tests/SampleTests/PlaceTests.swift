import Foundation
import TestSupport
import Testing

/// Scripts and commands work from any folder, whatever the environment holds.
@Suite struct PlaceTests {
  private static let folders = ["work", "- odd 'name' $HOME", "-n", "--", "a\"b`c", "*"]

  @Test(arguments: crossed(folders.few(3), WayOut.shells))
  func aScriptFromElsewhere(_ name: String, _ way: WayOut) throws {
    guard case .script(let shell) = way, let program = try shell.found() else { return }
    let generated = try GeneratedSample(Sample("hello"), called: name)
    let elsewhere = try TemporaryFolder()
    let parent = generated.folder.deletingLastPathComponent()
    let inside = generated.folder.appendingPathComponent("ci")
    let calls = try [
      (elsewhere.url, generated.script.path), (parent, "./\(name)/ci/build.sh"),
      (generated.folder, "ci/build.sh"), (inside, "build.sh"),
    ].map { place, script in
      let docker = try FakeDocker()
      let result = try program.run(
        shell.arguments + [script], in: place,
        environment: docker.environment([
          "CDPATH": "/:/tmp:\(parent.path)", "IFS": "/a.:", "PIPEGEN_ROOT": "",
          "ENV": "/nonexistent",
          "tag": "evil", "status": "7", "fork": "yes", "lane": "x", "PIPEGEN": "x",
        ]), input: Data())
      #expect(result.status == 0, "\(result.errors)")
      return try docker.calls.map(\.words)
    }
    #expect(calls[0].count == 5)
    #expect(Set(calls).count == 1)
  }

  /// A link leads to the script's own folder: its context is that of the spec.
  @Test(arguments: WayOut.shells)
  func aScriptThroughLinks(_ way: WayOut) throws {
    guard case .script(let shell) = way, let program = try shell.found() else { return }
    let generated = try GeneratedSample(Sample("hello"))
    let elsewhere = try TemporaryFolder()
    let links = ["absolute", "chain", "-n", "folder"].map(elsewhere.url.appendingPathComponent)
    let manager = FileManager.default
    try manager.createSymbolicLink(at: links[0], withDestinationURL: generated.script)
    try manager.createSymbolicLink(atPath: links[1].path, withDestinationPath: "./absolute")
    try manager.createSymbolicLink(atPath: links[2].path, withDestinationPath: "chain")
    try manager.createSymbolicLink(
      at: links[3], withDestinationURL: generated.script.deletingLastPathComponent())
    let scripts = [generated.script.path, "absolute", "./chain", "./-n", "folder/build.sh"]
    let texts = try scripts.map { script in
      let result = try program.run(
        shell.arguments + [script, "--dry-run"], in: elsewhere.url,
        environment: FakeDocker().environment(), input: Data())
      #expect(result.status == 0, "\(result.errors)")
      return result.text
    }
    #expect(texts[0].hasPrefix("cd -- \(generated.folder.path)\n"))
    #expect(Set(texts).count == 1, "\(texts)")
  }

  /// The script may stand anywhere once it is told where the spec's folder is.
  @Test func aScriptThatWasMoved() throws {
    let generated = try GeneratedSample(Sample("monorepo"))
    let elsewhere = try TemporaryFolder()
    let script = elsewhere.url.appendingPathComponent("build.sh")
    try FileManager.default.copyItem(at: generated.script, to: script)
    let shell = try #require(Program.find("sh"))
    let docker = try FakeDocker()
    let lost = try shell.run(
      [script.path], in: elsewhere.url, environment: docker.environment(), input: Data())
    #expect(lost.status == 1)
    #expect(lost.errors.contains("PIPEGEN_ROOT"))
    #expect(try docker.calls.count == 0)
    let found = try shell.run(
      [script.path], in: elsewhere.url,
      environment: docker.environment(["PIPEGEN_ROOT": generated.folder.path]), input: Data())
    #expect(found.status == 0, "\(found.errors)")
    #expect(try docker.calls.count > 20)
  }

  @Test(arguments: folders.few(3))
  func pipegenFromElsewhere(_ name: String) throws {
    let generated = try GeneratedSample(Sample("hello"), called: name)
    let parent = generated.folder.deletingLastPathComponent()
    let expected = try Data(contentsOf: generated.script)
    let spec = generated.folder.appendingPathComponent("pipegen.yml").path
    let inside = generated.folder.appendingPathComponent("src")
    for (place, operands) in [(parent, ["./\(name)/pipegen.yml"]), (parent, [spec]), (inside, [])] {
      try FileManager.default.removeItem(at: generated.script)
      let result = try Repository.pipegen.run(["generate"] + operands, in: place, input: Data())
      #expect(result.status == 0, "\(result.errors)")
      #expect(try Data(contentsOf: generated.script) == expected)
    }
  }

  @Test(arguments: folders.few(3))
  func aRunFromElsewhere(_ name: String) throws {
    let generated = try GeneratedSample(Sample("hello"), called: name)
    let parent = generated.folder.deletingLastPathComponent()
    let calls = try [(parent, ["./\(name)/pipegen.yml"]), (generated.folder, [])].map {
      place, operands in
      let docker = try FakeDocker()
      let result = try Repository.pipegen.run(
        ["run"] + operands, in: place, environment: docker.environment(), input: Data())
      #expect(result.status == 0, "\(result.errors)")
      return try docker.calls.map { CallLine.text(of: $0.words) }.sorted()
    }
    #expect(calls[0].count == 5)
    #expect(Set(calls).count == 1)
  }
}
