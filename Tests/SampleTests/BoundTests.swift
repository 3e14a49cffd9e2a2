import Foundation
import TestSupport
import Testing

/// What takes longer than its bound is ended, in scripts and in Azure's steps.
@Suite(.waiting) struct BoundTests {
  private func perform(
    _ way: WayOut, hanging operation: String, _ sample: String = "hello", parallel: Bool = false
  ) throws -> Performance? {
    let generated = try GeneratedSample(Sample(sample)) { spec in
      let text = parallel ? ParallelTests.parallel(2)(spec) : spec
      return text.replacing(
        "images:\n", with: "defaults: { timeouts: { pull: 1s, login: 1s } }\n\nimages:\n")
    }
    let docker = try FakeDocker()
    let hanging = #"""
      case $1 in
        \#(operation))
          sleep 600 &
          trap 'kill "$!"; finish 143' TERM
          wait
          ;;
      esac

      """#
    try Data(hanging.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    return try generated.perform(way, in: .azurePush, docker: docker, password: "secret")
  }

  /// It is tried again, as by a run.
  @Test(arguments: [WayOut.azure, .run, .script(Shell("dash"))].few(1))
  func aPull(_ way: WayOut) throws {
    guard let done = try perform(way, hanging: "pull") else { return }
    #expect(done.status == 1)
    #expect(done.lines(of: "pull").count == 3, "\(done.errors)")
    #expect(done.lines.count { !$0.hasPrefix("login ") } == 3)
  }

  /// A login is not, and its failure names the variable.
  @Test(arguments: WayOut.shells, [false, true])
  func aLogin(_ way: WayOut, _ parallel: Bool) throws {
    guard let done = try perform(way, hanging: "login", "estimator", parallel: parallel) else {
      return
    }
    #expect(done.status == 1)
    #expect(done.lines.last?.hasPrefix("login ") ?? false, "\(done.lines)")
    #expect(done.errors.contains("cannot log in, is "), "\(done.errors)")
    #expect(done.errors.contains(" right? failed: docker login "), "\(done.errors)")
  }
}
