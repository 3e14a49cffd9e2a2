import PipelineSpec
import Testing

@testable import Execution
@testable import PipelinePlan

/// What a run is refused for before its first step.
@Suite struct RequestTests {
  private func request(
    given: [String: String] = [:], environment: Environment = Environment(),
    default value: String? = "latest"
  ) throws(RefusedRun) -> RunRequest {
    let parameter = Plan.Parameter(
      variable: Variable(name: "version"), environmentName: "VERSION",
      default: value.map { Word(literal: $0) }, rule: nil,
      help: nil, origin: TestPlan.place)
    return try RunRequest(
      TestPlan.goSlalom(parameters: [parameter]), lane: 1, given: given,
      origin: RunOrigin(event: .push, isFork: false), environment: environment, jobs: 1)
  }

  private func pushed(_ request: RunRequest) -> String? {
    request.steps.dropLast().last.flatMap { request.words(of: $0).last }
  }

  @Test func whatIsGivenWinsOverTheEnvironmentAndTheDefault() throws {
    let environment = Environment(["VERSION": "2"])
    #expect(try pushed(request()) == "registry.example/go-slalom:latest")
    #expect(try pushed(request(environment: environment)) == "registry.example/go-slalom:2")
    #expect(
      try pushed(request(given: ["version": "3"], environment: environment))
        == "registry.example/go-slalom:3")
  }

  @Test func emptyIsNotGiven() throws {
    let environment = Environment(["VERSION": ""])
    #expect(
      try pushed(request(given: ["version": ""], environment: environment))
        == "registry.example/go-slalom:latest")
  }

  @Test func everyFaultIsNamedAtOnce() {
    let error = #expect(throws: RefusedRun.self) {
      try request(given: ["b": "1", "a": "2"], default: nil)
    }
    #expect(
      error?.messages == [
        "no parameter 'a'; known: version", "no parameter 'b'; known: version",
        "parameter 'version' has no value: give it with --set version=VALUE, or set VERSION",
      ])
  }

  @Test(arguments: ["a b", "-x", ".x", "é", "a/b", "a\u{301}", String(repeating: "x", count: 129)])
  func whatIsNoTagIsRefused(tag: String) {
    let error = #expect(throws: RefusedRun.self) { try request(given: ["version": tag]) }
    #expect(error?.messages.count == 1)
    #expect(error?.messages.first?.contains("no image tag") == true)
  }

  @Test(arguments: ["_", "0", "A.b-c_d", String(repeating: "x", count: 128)])
  func whatIsATagIsNot(tag: String) throws {
    _ = try request(given: ["version": tag])
  }

  @Test func aTagThatACacheUsesIsRefused() {
    let error = #expect(throws: RefusedRun.self) { try request(given: ["version": "builder"]) }
    #expect(error?.messages.first?.contains("'builder', which is taken") == true)
  }
}

/// Environments are bytes.
@Suite struct EnvironmentTests {
  @Test func valuesKeepTheirBytes() {
    let environment = Environment(entries: [
      Array("A=x=y".utf8), Array("B=".utf8) + [0xFF], Array("A=second".utf8), Array("AB=c".utf8),
    ])
    #expect(environment.bytes(of: "A") == Array("x=y".utf8))
    #expect(environment.bytes(of: "B") == [0xFF])
    #expect(environment.values["A"] == "x=y")
    #expect(environment.removing(["A"]).bytes(of: "A") == nil)
    #expect(environment.removing(["A"]).text(of: "AB") == "c")
    #expect(environment.setting("A", to: "z").bytes(of: "A") == Array("z".utf8))
  }

  @Test func theInheritedOneHasAPath() {
    #expect(Environment.inherited().text(of: "PATH") != nil)
  }
}
