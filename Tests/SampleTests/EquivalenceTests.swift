import Foundation
import TestSupport
import Testing

/// Law 8: script, pipeline and run do the same, in an order that the plan allows.
@Suite struct EquivalenceTests {
  @Test(arguments: crossed(Sample.all, WayOut.all))
  func theSameCommands(_ sample: Sample, _ way: WayOut) throws {
    let generated = try GeneratedSample.shared(sample)
    let docker = try FakeDocker()
    guard
      let performance = try generated.perform(
        way, in: .azurePush, docker: docker, password: "secret")
    else { return }
    let expected = try Expectation(generated, in: .azurePush, way)
    #expect(performance.status == 0, "\(performance.errors)")
    #expect(performance.lines.sorted() == expected.lines.sorted())
    #expect(expected.orderFaults(in: performance.calls) == [])
  }

  /// The calls of the script that once stood in go-slalom's repository, in its order. Ours differ
  /// by the inline metadata, without which a pulled image is no cache source under BuildKit, and by a
  /// question for the content of what was pulled.
  @Test(arguments: WayOut.shells)
  func theSeedsOwnCalls(_ shell: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("go-slalom"))
    let docker = try FakeDocker()
    guard case .script(let shell) = shell, let program = try shell.found() else { return }
    let result = try program.run(
      shell.arguments + ["ci/docker-azure-build.sh", "1.2.3"], in: generated.folder,
      environment: docker.environment(), input: Data())
    #expect(result.status == 0, "\(result.errors)")
    let image = "goslalom.azurecr.io/go-slalom"
    #expect(
      try docker.calls.map(\.words) == [
        ["pull", "\(image):builder"],
        [
          "build", "--target", "builder", "--build-arg", "BUILDKIT_INLINE_CACHE=1",
          "--cache-from", "\(image):builder", "--tag", "\(image):builder", ".",
        ],
        ["build", "--cache-from", "\(image):builder", "--tag", "\(image):1.2.3", "."],
        ["push", "\(image):1.2.3"],
        ["push", "\(image):builder"],
      ])
  }

  /// Where nobody gives a value the default counts, and so it does for an empty one.
  @Test(arguments: [[], [""]])
  func theSeedsDefault(_ arguments: [String]) throws {
    let generated = try GeneratedSample.shared(Sample("go-slalom"))
    let docker = try FakeDocker()
    let result = try #require(Program.find("sh")).run(
      [generated.scriptPath] + arguments, in: generated.folder, environment: docker.environment(),
      input: Data())
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      try docker.calls.map(\.words).contains(["push", "goslalom.azurecr.io/go-slalom:latest"]))
  }

  /// After the first failure nothing more begins, in every way out.
  @Test(arguments: WayOut.all)
  func nothingBehindAFailure(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Sample("hello"))
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "build --target deps", text: "RUN failed\n")
    ])
    guard let performance = try generated.perform(way, in: .azurePush, docker: docker) else {
      return
    }
    #expect(performance.status == 1)
    #expect(performance.errors.contains("RUN failed"))
    #expect(performance.lines(of: "build").count == 1)
    #expect(performance.lines(of: "push") == [])
  }
}

/// What a way out of a sample has to do.
struct Expectation {
  private let steps: [PlannedSteps.Step]
  private let values: [String: String]
  private let connectionHosts: [String]
  private let place: (String) -> KeyedImages

  /// `place` tells of each key where an image of its content is.
  init(
    _ sample: GeneratedSample, in situation: Situation, _ way: WayOut,
    variables: [String: String] = [:], _ place: @escaping (String) -> KeyedImages = { _ in .here }
  ) throws {
    let plan = try PlannedSteps(of: sample)
    let isBuilt = sample.isBuilt(by: way, in: situation)
    self.place = place
    let planned = isBuilt ? plan.steps(in: situation) : []
    steps = planned.filter { step in
      step.when.allSatisfy { (place($0.key) != .missing) == $0.found }
    }
    var facts = try RunFacts.values(of: sample, in: situation)
    facts["lane"] = plan.lane(in: situation)?.name ?? "none"
    let given = plan.parameters.reduce(into: [:]) { $0[$1.name] = $1.default ?? "" }
      .merging(sample.values(in: situation, variables)) { _, new in new }
      .merging(plan.lane(in: situation)?.defaults ?? [:]) { _, new in new }
    let known = given.mapValues { text in
      facts.reduce(text) { text, fact in
        guard text.contains("${\(fact.key)}") else { return text }
        return fact.value.isEmpty ? "" : text.replacing("${\(fact.key)}", with: fact.value)
      }
    }.merging(facts) { own, _ in own }
    let digits = try KeyDigests.values(of: plan.keys, in: sample.folder, known)
    let found = digits.filter { $0.key.hasPrefix("key.") }.map { name, digits in
      ("found" + name.dropFirst(3), place(name) == .missing ? "" : digits)
    }
    values = known.merging(digits) { $1 }.merging(found) { $1 }
    guard case .azure = way, isBuilt else {
      connectionHosts = []
      return
    }
    connectionHosts = sample.connections.values.map(\.host)
  }

  /// All calls; a service connection's login stands for the plan's own.
  var lines: [String] {
    let planned = steps.flatMap(calls).map(CallLine.text)
    let connections = connectionHosts.map { "login \($0)" }
    return planned.filter { !connections.contains($0) } + connections
  }

  /// The exact words of all calls, sorted.
  var words: [[String]] {
    steps.flatMap(calls).sorted { "\($0)" < "\($1)" }
  }

  /// References of known content, by the names of their keys.
  var keyed: [String: String] {
    steps.reduce(into: [:]) { all, step in
      if let key = step.key { all[key] = step.words(values).last }
    }
  }

  private func calls(of step: PlannedSteps.Step) -> [[String]] {
    step.calls(values, isHere: step.key.map { place($0) == .here } ?? false)
  }

  /// How `calls` break the plan's order: none where they do not.
  func orderFaults(in calls: [FakeDocker.Call]) -> [String] {
    var found: [Int: (first: FakeDocker.Call, last: FakeDocker.Call)] = [:]
    for step in steps {
      let own = self.calls(of: step)
      guard let first = calls.first(where: { $0.words == own.first }),
        let last = calls.first(where: { $0.words == own.last })
      else { continue }
      found[step.id] = (first, last)
    }
    return steps.flatMap { step in
      let earlier = steps.filter { isEarlier($0.phase, step.phase) }.map(\.id)
      return (Array(step.needs) + earlier).compactMap { need -> String? in
        guard let before = found[need]?.last, let after = found[step.id]?.first else { return nil }
        return before.end < after.start
          ? nil : "\(after.words.joined(separator: " ")) began before step \(need) was done"
      }
    }
  }

  private func isEarlier(_ first: String, _ second: String) -> Bool {
    let phases = ["build", "pushImages", "pushCaches", "cleanUp"]
    guard let left = phases.firstIndex(of: first), let right = phases.firstIndex(of: second) else {
      return false
    }
    return left < right
  }
}
