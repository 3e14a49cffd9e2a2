import Foundation
import TestSupport
import Testing

/// A cache image that does not exist yet is not an error, to nobody.
@Suite struct ColdCacheTests {
  private static func missing(_ image: String) -> String {
    "Error response from daemon: manifest for localhost:5000/\(image):deps not found: manifest "
      + "unknown: manifest unknown\n"
  }

  /// No way out shows docker's own line, which says "Error".
  @Test(arguments: WayOut.turn(1))
  func noErrorIsShown(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("hello"))
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "pull", text: Self.missing("hello"))
    ])
    guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { return }
    #expect(done.status == 0)
    #expect(done.errors.contains("cold cache: localhost:5000/hello:deps does not exist yet"))
    #expect(!(done.errors + done.output).contains("Error"), "\(done.errors)")
  }

  /// Docker repeats the name, which must not be taken for a reason.
  @Test(arguments: crossed(WayOut.all, ["access-denied", "unauthorized", "timeout"]))
  func whateverTheImageIsCalled(_ way: WayOut, _ name: String) throws {
    let generated = try GeneratedSample(Sample("hello")) { spec in
      spec.replacing("\n  hello:", with: "\n  \(name):")
    }
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "pull", text: Self.missing(name))
    ])
    guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.errors.contains("cold cache: localhost:5000/\(name):deps does not exist yet"))
    #expect(!done.errors.contains("warning"))
    #expect(done.lines(of: "pull").count == 1)
    #expect(done.lines(of: "push").count == 2)
  }
}
