import Foundation
import TestSupport
import Testing

/// What a script says where a command has failed.
@Suite struct ScriptErrorTests {
  /// The command as one would type it, without the script's own words before it.
  @Test(arguments: WayOut.shells, ["build", "push", "pull"])
  func theCommandItself(_ way: WayOut, _ operation: String) throws {
    let generated = try GeneratedSample(Sample("hello")) {
      $0.replacing(
        "  hello:\n", with: "  hello:\n    args: { TEXT: \"it's two words\" }\n")
        + "defaults: { timeout: 2h, timeouts: { pull: 5m, push: 5m } }\n"
    }
    let docker = try FakeDocker(faults: [FakeDocker.Fault(command: operation, text: "no\n")])
    guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { return }
    #expect(done.status == 1)
    let text = try #require(
      done.errors.split(separator: "\n").first { $0.hasPrefix("error: failed") })
    let command = try #require(text.range(of: ": docker "))
    let pasted = try FakeDocker()
    let result = try #require(Program.find("sh")).run(
      ["-c", String(text[command.lowerBound...].dropFirst(2))], in: generated.folder,
      environment: pasted.environment(), input: Data())
    #expect(result.status == 0, "\(result.errors)")
    #expect(try pasted.calls.map(\.words) == [done.calls.last?.words])
  }
}
