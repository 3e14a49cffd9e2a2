import Foundation
import TestSupport
import Testing

/// A cache image that is still what was pulled is not pushed, by any way out.
@Suite(.timeLimit(.minutes(60))) struct UnchangedCacheTests {
  private static let samples = ["go-slalom", "monorepo"].map(Sample.init)

  /// A docker that tells `identity` of every image.
  private static func docker(_ identity: String) throws -> FakeDocker {
    let docker = try FakeDocker()
    let clause = "case \"$* \" in 'image inspect --format {{.Id}} '*) \(identity) ;; esac\n"
    try Data(clause.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    return docker
  }

  private static func perform(
    _ sample: Sample, _ way: WayOut, identity: String, isParallel: Bool = false
  ) throws -> (done: Performance, looks: Int)? {
    let docker = try docker(identity)
    let generated = try GeneratedSample(
      sample, edit: isParallel ? ParallelTests.parallel(2) : { $0 })
    guard
      let done = try generated.perform(way, in: .azurePush, docker: docker, password: "password")
    else { return nil }
    #expect(done.status == 0, "\(done.errors)")
    return (done, try docker.everyCall.filter(\.isOfContent).count)
  }

  private static func caches(_ lines: [String]) -> [String] {
    lines.filter { $0.contains(":cache") || $0.contains(":builder") }
  }

  private static let ways =
    WayOut.all.map { (way: $0, isParallel: false) } + WayOut.shells.map { ($0, true) }

  @Test(arguments: crossed(samples, ways))
  func isNotPushed(_ sample: Sample, by way: (way: WayOut, isParallel: Bool)) throws {
    guard
      let (done, looks) = try Self.perform(
        sample, way.way, identity: "echo sha256:same", isParallel: way.isParallel)
    else { return }
    #expect(Self.caches(done.pushes).isEmpty, "\(done.pushes)")
    #expect(!done.pushes.isEmpty)
    let count = Self.caches(done.lines(of: "pull")).count
    #expect(count > 0 && looks == 2 * count)
    #expect((done.errors + done.output).contains("is as it was pulled"))
  }

  /// Built anew, or of an engine that tells nothing.
  @Test(arguments: crossed(samples, WayOut.all, [#"echo "sha256:$begin""#, ":"]))
  func isPushedWhereItMayDiffer(_ sample: Sample, _ way: WayOut, _ identity: String) throws {
    guard let (done, _) = try Self.perform(sample, way, identity: identity) else { return }
    #expect(
      Set(Self.caches(done.pushes).map { $0.dropFirst("push ".count) })
        == Set(Self.caches(done.lines(of: "pull")).map { $0.dropFirst("pull ".count) }))
    #expect(!(done.errors + done.output).contains("is as it was pulled"))
  }
}
