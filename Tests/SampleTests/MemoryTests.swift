import Foundation
import TestSupport
import Testing

/// What the built pipegen keeps of what docker writes.
@Suite(.timeLimit(.minutes(60))) struct MemoryTests {
  /// Lines, and a line without an end.
  @Test(arguments: [
    ("yes a-line-of-a-build", TestEnvironment.isWhole ? 100_000_000 : 20_000_000),
    ("tr '\\0' x </dev/zero", 20_000_000),
  ])
  func aFloodTakesNoMemory(_ source: String, _ bytes: Int) throws {
    guard FileManager.default.isExecutableFile(atPath: Repository.pipegen.path) else {
      return try Skip.report("memory of a run", because: "there is no built pipegen")
    }
    let docker = try FakeDocker()
    let faults = """
      case "$1" in
        build)
          \(source) | head -c \(bytes)
          grep VmHWM "/proc/$PPID/status" >| "$here/peak"
          ;;
      esac

      """
    try Data(faults.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    let sample = try GeneratedSample.shared(Sample("hello"))
    let program = try #require(Program.find("sh"))
    let result = try program.run(
      ["-c", #"exec "$1" run >/dev/null 2>&1"#, "sh", Repository.pipegen.path], in: sample.folder,
      environment: docker.environment())
    #expect(result.status == 0)
    let peak = try String(
      contentsOf: docker.folder.appendingPathComponent("peak"), encoding: .utf8)
    let kilobytes = try #require(Int(peak.filter(\.isNumber)))
    #expect(kilobytes > 1_000 && kilobytes < 40_000)
  }
}
