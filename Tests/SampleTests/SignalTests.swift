import Execution
import Foundation
import Glibc
import TestSupport
import Testing

/// The built pipegen and the signals by which users and services end it.
@Suite(.timeLimit(.minutes(60)), .waiting) struct SignalTests {
  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func theFirstEndsTheRunInOrder(_ signal: Int32) async throws {
    guard try Self.canSend(signal) else { return }
    let run = try SignalledRun()
    try await run.begin()
    let configuration = try #require(run.configuration)
    #expect(FileManager.default.fileExists(atPath: configuration))
    run.send(signal)
    #expect(try await run.end().status == .signal(signal), "\(run.errors)")
    #expect(run.isChildGone)
    #expect(!FileManager.default.fileExists(atPath: configuration))
    #expect(run.leftFiles == [])
    #expect(run.errors.contains("pipegen: interrupted:\n"))
  }

  /// By the first alone a child that goes on would have 5 s to end: of a few runs, the quickest
  /// shows that it had not.
  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func theSecondKillsAtOnce(_ signal: Int32) async throws {
    guard try Self.canSend(signal) else { return }
    var quickest = Duration.seconds(3600)
    for _ in 0..<5 where quickest > .seconds(3) {
      let run = try SignalledRun(isDeaf: true)
      try await run.begin()
      run.send(signal)
      try await run.awaitFile("asked")
      let start = ContinuousClock.now
      run.send(signal)
      #expect(try await run.end().status == .signal(signal), "\(run.errors)")
      quickest = min(quickest, .now - start)
      #expect(run.isChildGone)
      #expect(run.leftFiles == [])
    }
    #expect(quickest < .seconds(3))
  }

  /// Had the first been heeded, the run would end by it: it comes before the second.
  @Test func aSignalIgnoredAtStartStaysIgnored() async throws {
    guard try Self.canSend(SIGTERM) else { return }
    let run = try SignalledRun(isIgnoringHangUp: true)
    try await run.begin()
    run.send(SIGHUP)
    run.send(SIGTERM)
    #expect(try await run.end().status == .signal(SIGTERM), "\(run.errors)")
    #expect(run.isChildGone)
  }

  /// Whether a child of these tests can be ended by `signal`: not under `nohup`, nor without pipegen.
  private static func canSend(_ signal: Int32) throws -> Bool {
    guard FileManager.default.isExecutableFile(atPath: Repository.pipegen.path) else {
      try Skip.report("signal \(signal)", because: "there is no built pipegen")
      return false
    }
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") } ?? ""
    let ignored = UInt64(line.split(separator: "\t").last ?? "", radix: 16) ?? 0
    guard ignored >> UInt64(signal - 1) & 1 == 0 else {
      try Skip.report("signal \(signal)", because: "whoever started these tests ignores it")
      return false
    }
    return true
  }
}
