import Foundation
import PipelinePlan
import TestSupport
import Testing

/// Real texts of docker, each with the verdict that script, pipeline and run have to share.
@Suite(.waiting) struct RegistryTextTests {
  /// What docker said, and what that means.
  struct Case: Decodable, CustomTestStringConvertible {
    let engine: String
    let command: String
    let `case`: String
    let text: String
    let fault: String

    var testDescription: String { "\(engine) \(command): \(self.case)" }
  }

  /// What a run makes of a cache that cannot be pulled.
  private enum Verdict {
    case cold, warning, failure
  }

  private static let all: [Case] = {
    let file = Repository.fixtures.appendingPathComponent("docker-texts.json")
    let data = (try? Data(contentsOf: file)) ?? Data()
    return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
  }()

  private static let pulls = all.filter { $0.command == "pull" }

  /// One for each fault and engine; what a later try may cure takes long to fail.
  private static let few: [Case] = {
    var seen: Set<[String]> = []
    return pulls.filter { $0.fault != "transient" && seen.insert([$0.fault, $0.engine]).inserted }
  }()

  @Test(arguments: all)
  func theTable(_ text: Case) {
    #expect("\(RegistryFault(message: text.text))" == text.fault)
  }

  @Test func thereAreTexts() {
    #expect(Self.pulls.count > 20)
    #expect(Set(Self.all.map(\.fault)).count == RegistryFault.allCases.count)
  }

  /// `hello` names no login: docker's own serves, and what it may not read is a failure.
  @Test(arguments: crossed(pulls.few(12), WayOut.all))
  func aCacheThatCannotBePulled(_ text: Case, _ way: WayOut) throws {
    guard Self.isQuick(text, way) else { return }
    let done = try perform(text, "hello", way, password: nil)
    guard let done else { return }
    let expected = Self.verdict(text.fault, hasLogin: way)
    #expect(verdict(on: done) == expected, "\(done.errors)")
    let tries = text.fault == "transient" ? 3 : 1
    #expect(done.lines(of: "pull").count == tries)
    #expect(expected == .cold || done.errors.contains(text.text.trimmingCharacters(in: .newlines)))
  }

  /// Where a registry's password is missing, what may not be read is a warning.
  @Test(arguments: crossed(few.few(4), [WayOut.script(Shell("dash")), .azure, .run]))
  func withoutALogin(_ text: Case, _ way: WayOut) throws {
    guard let done = try perform(text, "monorepo", way, password: nil) else { return }
    let expected: Verdict =
      switch text.fault {
      case "missing": .cold
      case "denied", "hidden": .warning
      case _: .failure
      }
    #expect(verdict(on: done) == expected, "\(done.errors)")
  }

  /// A registry that hides what exists is taken for cold behind a login, with a warning.
  @Test(arguments: crossed(few.few(4), [WayOut.script(Shell("dash")), .azure, .run]))
  func behindALogin(_ text: Case, _ way: WayOut) throws {
    guard let done = try perform(text, "monorepo", way, password: "secret") else { return }
    let expected: Verdict =
      switch text.fault {
      case "missing": .cold
      case "hidden": .warning
      case _: .failure
      }
    #expect(verdict(on: done) == expected, "\(done.errors)")
  }

  /// What a later try cures is no failure.
  @Test(arguments: [WayOut.script(Shell("dash")), .azure, .run])
  func aPassingFault(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("hello"))
    let text = "received unexpected HTTP status: 503 Service Unavailable\n"
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "push localhost:5000/hello:77", text: text, times: 1)
    ])
    try docker.hurry()
    guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(
      done.lines(of: "push") == [
        "push localhost:5000/hello:77", "push localhost:5000/hello:77",
        "push localhost:5000/hello:deps",
      ])
  }

  /// A cache that cannot be pushed does not fail a good build; an image that cannot does.
  @Test(arguments: WayOut.turn(2))
  func aPushThatIsDenied(_ way: WayOut) throws {
    for (reference, status) in [("localhost:5000/hello:deps", 0), ("localhost:5000/hello:77", 1)] {
      let generated = try GeneratedSample.shared(Sample("hello"))
      let docker = try FakeDocker(faults: [
        FakeDocker.Fault(command: "push \(reference)", text: "denied\n")
      ])
      guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { return }
      #expect(done.status == Int32(status), "\(done.errors)")
      #expect(done.errors.contains("denied"))
      #expect(done.errors.contains(reference))
      #expect(done.errors.contains(status == 0 ? "warning" : "fail"))
    }
  }
}

extension RegistryTextTests {
  /// Between tries a run pauses, and so does busybox, whose own `sleep` no other replaces: one
  /// text is enough there. Azure's steps are the script's functions again: a few are enough.
  private static func isQuick(_ text: Case, _ way: WayOut) -> Bool {
    let isOne = text.case == "connection reset" && text.engine == "26.1"
    switch (way, text.fault) {
    case (.azure, _): return isOne || few.contains { $0.text == text.text }
    case (.run, "transient"): return isOne
    case (.script(let shell), "transient"): return isOne || shell.description != "busybox sh"
    case (_, _): return true
    }
  }

  /// A service connection has logged in, so that what is hidden there does not exist.
  private static func verdict(_ fault: String, hasLogin way: WayOut) -> Verdict {
    switch (fault, way) {
    case ("missing", _): .cold
    case ("hidden", .azure): .warning
    case (_, _): .failure
    }
  }

  private func perform(
    _ text: Case, _ sample: String, _ way: WayOut, password: String?
  ) throws -> Performance? {
    let generated = try GeneratedSample.shared(Sample(sample))
    let docker = try FakeDocker(faults: [FakeDocker.Fault(command: "pull", text: text.text)])
    try docker.hurry()
    return try generated.perform(way, in: .azurePush, docker: docker, password: password)
  }

  private func verdict(on done: Performance) -> Verdict? {
    let hasBuilt = !done.lines(of: "build").isEmpty
    switch (done.status, hasBuilt) {
    case (0, true): return done.errors.contains("warning") ? .warning : .cold
    case (1, false): return .failure
    case (_, _): return nil
    }
  }
}
