import Foundation
import PipelinePlan
import TestSupport
import Testing

/// How long a script waits before it tries again.
@Suite struct BackoffTests {
  private static let limited =
    "Error response from daemon: toomanyrequests: You have reached your pull rate limit.\n"
  private static let transient = "read tcp: connection reset by peer\n"

  /// The pauses of a script whose first pull fails for ever, and how often it was tried.
  private func pauses(_ shell: Shell, _ text: String) throws -> (seconds: [Int], pulls: Int)? {
    guard let program = try shell.found() else { return nil }
    let generated = try GeneratedSample(Sample("hello")) {
      $0 + "defaults: { tries: { pull: 20 } }\n"
    }
    let docker = try FakeDocker(faults: [FakeDocker.Fault(command: "pull", text: text)])
    let sleep = docker.folder.appendingPathComponent("sleep")
    try Data("#!/bin/sh\necho \"$1\" >>\"${0%/*}/pauses\"\n".utf8).write(to: sleep)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: sleep.path)
    let result = try program.run(
      shell.arguments + [generated.scriptPath], in: generated.folder,
      environment: docker.environment(), input: Data())
    #expect(result.status == 1, "\(result.errors)")
    let lines = try String(
      contentsOf: docker.folder.appendingPathComponent("pauses"), encoding: .utf8)
    return (lines.split(separator: "\n").compactMap { Int($0) }, try docker.calls.count)
  }

  /// As a run waits, and no longer in all.
  @Test(arguments: WayOut.shells, [transient, limited])
  func asARunDoes(_ way: WayOut, _ text: String) throws {
    // Busybox has its own `sleep`, whatever PATH says.
    guard case .script(let shell) = way, shell.description != "busybox sh",
      let (seconds, pulls) = try pauses(shell, text)
    else { return }
    for (index, pause) in seconds.enumerated() {
      let range = Backoff.range(after: index + 1, isRateLimited: text == Self.limited)
      #expect(range.contains(pause), "\(seconds)")
    }
    let sum = seconds.reduce(0, +)
    #expect(sum <= Backoff.bound && sum > Backoff.bound - Backoff.most || pulls == 20, "\(seconds)")
    #expect(pulls == seconds.count + 1)
  }

  /// Chance makes them: of many runs not all are alike.
  @Test func atRandom() throws {
    var seen: Set<[Int]> = []
    for _ in 0..<4 where seen.count < 2 {
      if let (seconds, _) = try pauses(Shell("dash"), Self.transient) { seen.insert(seconds) }
    }
    #expect(seen.count == 2)
  }
}
