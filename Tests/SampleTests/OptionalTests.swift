import Foundation
import TestSupport
import Testing

/// Parameters that a run may leave out, and what the others may be.
@Suite struct OptionalTests {
  private static let given =
    #"{ version: "$(Build.BuildId)", flags: "-O2 -g", edition: "edition-$(Major)" }"#

  private static func sample(_ values: String) throws -> GeneratedSample {
    try GeneratedSample(Sample("facts")) { $0.replacing(given, with: values) }
  }

  /// Whatever is given and left out, all ways out do the same.
  @Test(
    arguments: crossed(
      [
        "{}", "{ channel: beta }", "{ channel: \"b' } $x é\", edition: \"edition-`x`\" }",
        "{ flags: \"*\", channel: rc, edition: edition-2 }", "{ flags: \" a  b \" }",
      ], WayOut.all))
  func theSameCommands(_ values: String, _ way: WayOut) throws {
    let generated = try Self.sample(values)
    let docker = try FakeDocker()
    guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { return }
    if values.contains("`") {  // No tag at all.
      #expect(done.calls.isEmpty)
      return
    }
    let expected = try Expectation(generated, in: .azurePush, way)
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.calls.map(\.words).sorted { "\($0)" < "\($1)" } == expected.words)
    #expect(expected.orderFaults(in: done.calls) == [])
  }

  /// An image whose only tag is left out is built, under a name that others can rely on.
  @Test(arguments: WayOut.turn(0))
  func nothingIsPushedWithoutItsTag(_ way: WayOut) throws {
    let generated = try Self.sample("{}")
    let docker = try FakeDocker()
    guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { return }
    #expect(done.status == 0, "\(done.errors)")
    let preview = "localhost:5000/facts/preview"
    let build = done.lines.first {
      $0.hasPrefix("build --build-arg BASE=localhost:5000/facts/app:")
    }
    #expect(build?.hasSuffix(" --tag \(preview):pipegen-local preview") == true)
    #expect(!done.lines.contains { $0.hasPrefix("push \(preview)") })
    #expect(!done.errors.contains("preview:${channel}"))
  }

  /// A value that its rule does not allow is refused before docker is called.
  @Test(
    arguments: [
      ("{ level: loud }", "parameter 'level' is 'loud', not one of debug, release"),
      ("{ level: \" debug\" }", "parameter 'level' is ' debug', not one of debug, release"),
      ("{ channel: Beta }", "parameter 'channel' is 'Beta', not of the pattern [a-z]*[!-]"),
      ("{ channel: a- }", "parameter 'channel' is 'a-', not of the pattern [a-z]*[!-]"),
      ("{ edition: edition- }", "parameter 'edition' is 'edition-', not of the pattern edition-?*"),
    ], WayOut.all)
  func whatIsNotAllowed(_ fault: (values: String, message: String), _ way: WayOut) throws {
    // `generate` refuses what it can see: here a macro hides it.
    let macro = fault.values.replacing(#/: "?(.*?)"? }$/#) { ": \"\($0.1)$(Nothing)\" }" }
    let generated = try Self.sample(macro)
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(
        way, in: .azurePush, docker: docker, variables: ["Nothing": ""])
    else { return }
    let isAzure = if case .azure = way { true } else { false }
    #expect(done.status == (isAzure ? 1 : 64), "\(done.errors)")
    #expect(done.errors.contains(fault.message), "\(done.errors)")
    #expect(done.calls.isEmpty)
  }
}
