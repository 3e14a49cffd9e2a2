import Foundation
import TestSupport
import Testing

/// What started a run decides what it may push.
@Suite struct LaneTests {
  private static let pullRequests = Situation.allCases.filter(\.isPullRequest)
  private static let others = Situation.allCases.filter { !$0.isPullRequest }

  /// One shell stands for all: which commands they call is compared elsewhere. Where not all is
  /// tried, one way for each situation, in turn.
  private static func ways(in situation: Situation) -> [WayOut] {
    let own = [WayOut.script(Shell("dash")), .run]
    let all = situation.isAzure ? own + [.azure] : own
    let place = Situation.allCases.firstIndex(of: situation) ?? 0
    return TestEnvironment.isWhole ? all : [all[place % all.count]]
  }

  /// Whatever starts a run, all ways out choose the same lane and do the same in it.
  @Test(arguments: crossed([Sample("services"), Sample("hello")], Situation.allCases.few(9)))
  func allWaysChooseOneLane(_ sample: Sample, _ situation: Situation) throws {
    let generated = try GeneratedSample.shared(sample)
    for way in Self.ways(in: situation) {
      let docker = try FakeDocker()
      guard let done = try generated.perform(way, in: situation, docker: docker, password: "x")
      else { continue }
      let expected = try Expectation(generated, in: situation, way).lines
        .filter { situation != .azureFork || !$0.hasPrefix("login ") }
      #expect(done.status == 0, "\(way.testDescription): \(done.errors)")
      #expect(done.lines.sorted() == expected.sorted(), "\(way.testDescription)")
    }
  }

  @Test(arguments: crossed(Sample.few, pullRequests))
  func aPullRequestPushesNothing(_ sample: Sample, _ situation: Situation) throws {
    let generated = try GeneratedSample.shared(sample)
    for way in Self.ways(in: situation) {
      let docker = try FakeDocker()
      guard let done = try generated.perform(way, in: situation, docker: docker, password: "x")
      else { continue }
      let expected = try Expectation(generated, in: situation, way).lines
        .filter { situation != .azureFork || !$0.hasPrefix("login ") }
      #expect(done.status == 0, "\(way.testDescription): \(done.errors)")
      #expect(done.lines(of: "push") == [], "\(way.testDescription)")
      #expect(done.lines.sorted() == expected.sorted(), "\(way.testDescription)")
    }
  }

  @Test(arguments: others.few(4))
  func everyOtherRunPushes(_ situation: Situation) throws {
    let generated = try GeneratedSample.shared(Sample("hello"))
    for way in Self.ways(in: situation) {
      let docker = try FakeDocker()
      guard let done = try generated.perform(way, in: situation, docker: docker) else { continue }
      #expect(done.status == 0, "\(way.testDescription): \(done.errors)")
      #expect(
        done.lines(of: "push") == [
          "push localhost:5000/hello:77", "push localhost:5000/hello:deps",
        ],
        "\(way.testDescription)")
    }
  }

  /// What no lane names is no push: whoever comments on an issue writes nothing that main trusts.
  @Test(arguments: Situation.allCases.filter { $0.event == "other" })
  func whatNoLaneNamesPushesNothing(_ situation: Situation) throws {
    let generated = try GeneratedSample.shared(Sample("services"))
    for way in Self.ways(in: situation) {
      let docker = try FakeDocker()
      guard let done = try generated.perform(way, in: situation, docker: docker, password: "x")
      else { continue }
      #expect(done.status == 0, "\(way.testDescription): \(done.errors)")
      #expect(done.lines(of: "build").isEmpty == false)
      #expect(done.lines(of: "push") == [], "\(way.testDescription)")
    }
  }

  /// Not even in a lane that is named, or that pushes for pull requests.
  @Test(
    arguments: crossed([WayOut.script(Shell("dash")), .run, .azure], [[], ["--lane", "main"]]))
  func aForkPushesNothing(_ way: WayOut, _ options: [String]) throws {
    let lanes = """
      lanes:
        pull: { events: [pullRequest], push: [cache], reads: [main] }
        main: { push: [images, cache], reads: [pull] }

      """
    let generated = try GeneratedSample(Sample("hello")) { $0 + lanes }
    if case .azure = way, !options.isEmpty { return }
    for (situation, isFork) in [(Situation.azurePullRequest, false), (.azureFork, true)] {
      let docker = try FakeDocker()
      guard
        let done = try generated.perform(way, in: situation, docker: docker, arguments: options)
      else { continue }
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.lines(of: "push").isEmpty == isFork)
    }
  }

  /// A check of a run's lane is done, even where the run pushes nothing.
  @Test(arguments: crossed(WayOut.all, [[], ["--no-push"]]))
  func aCheckOfALane(_ way: WayOut, _ options: [String]) throws {
    let lanes = """
      lanes:
        pull: { events: [pullRequest], push: [images], reads: [main] }
        main: { push: [images, cache] }
      checks:
        pulled: { run: docker info, lanes: [pull] }
        other: { run: docker version, lanes: [main] }

      """
    let generated = try GeneratedSample(Sample("hello")) { $0 + lanes }
    if case .azure = way, !options.isEmpty { return }
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(
        way, in: options.isEmpty ? .azureFork : .azurePullRequest, docker: docker,
        arguments: options)
    else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines.contains("info") && !done.lines.contains("version"), "\(done.lines)")
    #expect(done.pushes == [])
  }

  @Test(arguments: crossed(Sample.few, [WayOut.script(Shell("dash")), .run]))
  func noPushInAnyLane(_ sample: Sample, _ way: WayOut) throws {
    let generated = try GeneratedSample.shared(sample)
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(
        way, in: .azurePush, docker: docker, password: "x", arguments: ["--no-push"])
    else { return }
    let expected = try Expectation(generated, in: .azurePush, way).lines
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines.sorted() == expected.filter { !CallLine.isPush($0) }.sorted())
    #expect(done.errors.contains("pushes nothing"))
  }
}
