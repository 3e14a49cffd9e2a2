import PipelinePlan
import TestSupport
import Testing

@Suite struct ScheduleTests {
  private func plan(_ images: String) throws -> Plan {
    try #require(Compiled.plan(ofImages: images))
  }

  /// Two images, one cached: pull, build, build, build; push, push; push.
  private let two = """
      a: { tags: [x], stages: { s: { cache: c } } }
      b: { tags: [y] }
    """

  @Test func independentStepsAreReadyAtOnce() throws {
    var schedule = Schedule(try plan(two).steps)
    let ready = [schedule.takeReady(), schedule.takeReady(), schedule.takeReady()]
    #expect(ready.map { $0?.id.index } == [0, 3, nil])
  }

  @Test func noPushIsReadyBeforeEveryBuildIsDone() throws {
    let steps = try plan(two).steps
    var schedule = Schedule(steps)
    var order: [Int] = []
    while let step = schedule.takeReady() {
      order.append(step.id.index)
      schedule.finish(step.id, .succeeded)
    }
    #expect(order == [0, 3, 1, 2, 4, 5, 6])
    #expect(schedule.remaining.isEmpty)
  }

  @Test func afterAFailureNothingNewStartsAndTheRestIsListed() throws {
    let steps = try plan(two).steps
    var schedule = Schedule(steps)
    let first = [schedule.takeReady(), schedule.takeReady()].compactMap { $0?.id }
    #expect(first == [steps[0].id, steps[3].id])
    schedule.finish(first[1], .failed)
    schedule.finish(first[0], .succeeded)
    let next = schedule.takeReady()
    #expect(next == nil)
    #expect(schedule.remaining.map(\.id.index) == [1, 2, 4, 5, 6])
  }

  /// The pushes of `images` that may start at once, and the schedule then.
  private func pushes(of images: String) throws -> (first: [Step], Schedule) {
    let spec = "pipegen: 1\nregistries: { main: a.io/team, mirror: b.io }\nimages:\n" + images
    let plan = try #require(Compiled(spec).plan)
    var schedule = Schedule(plan.steps.filter { $0.phase == .pushImages })
    var first: [Step] = []
    while let step = schedule.takeReady() { first.append(step) }
    return (first, schedule)
  }

  /// Six images in one registry, two in another.
  @Test func pushesToARegistryAreFew() throws {
    let main = (1...6).map { "  app\($0): { tags: [t], registries: [main] }\n" }
    let mirror = (1...2).map { "  web\($0): { tags: [t], registries: [mirror] }\n" }
    var (first, schedule) = try pushes(of: (main + mirror).joined())
    #expect(first.count == Schedule.pushesAtOnce + 2)
    schedule.finish(first[0].id, .succeeded)
    let next = schedule.takeReady()
    let further = schedule.takeReady()
    #expect(next != nil && further == nil)
  }

  /// One repository has three tags, of two images; another has one.
  @Test func pushesToARepositoryTakeTurns() throws {
    var (first, schedule) = try pushes(
      of: """
          app: { tags: [t1, t2], registries: [main] }
          other: { repository: app, tags: [t3], registries: [main] }
          web: { tags: [t1], registries: [main] }
        """)
    let names = first.map(\.operation.writes.first?.literal)
    #expect(names == ["a.io/team/app:t1", "a.io/team/web:t1"])
    var rest: [String?] = []
    schedule.finish(first[1].id, .succeeded)
    let none = schedule.takeReady()
    #expect(none == nil)
    var running = first[0]
    for _ in 1...2 {
      schedule.finish(running.id, .succeeded)
      let next = schedule.takeReady()
      running = try #require(next)
      rest.append(running.operation.writes.first?.literal)
      let further = schedule.takeReady()
      #expect(further == nil)
    }
    #expect(rest == ["a.io/team/app:t2", "a.io/team/app:t3"])
  }

  private let chain = """
      base: { tags: [x], stages: { test: { gate: true } } }
      app: { tags: [y], args: { BASE: "${images.base}" } }
      other: { tags: [z] }
    """

  /// The steps that are done where `failing` fails and the rest goes on.
  private func outcome(of plan: Plan, failing: (Step) -> Bool) -> (done: [Step], Schedule) {
    var schedule = Schedule(plan.steps, images: plan.images, isKeepingGoing: true)
    var done: [Step] = []
    while let step = schedule.takeReady() {
      if !failing(step) { done.append(step) }
      schedule.finish(step.id, failing(step) ? .failed : .succeeded)
    }
    return (done, schedule)
  }

  @Test func keepingGoingPushesWhatDoesNotNeedTheFailedStep() throws {
    let plan = try plan(chain)
    func isGate(_ step: Step) -> Bool {
      if case .build(let build) = step.operation { build.purpose == .gate } else { false }
    }
    let gate = try #require(plan.steps.first(where: isGate))
    let (done, schedule) = outcome(of: plan, failing: isGate)
    let pushed = done.filter { $0.phase != .build }.map { $0.image.map { plan.images[$0].key } }
    #expect(pushed == ["other"])
    #expect(schedule.remaining.allSatisfy { schedule.causes[$0.id]?.id == gate.id })
    #expect(schedule.remaining.contains { $0.title(in: plan) == "Push image base:x" })
    #expect(schedule.remaining.contains { $0.title(in: plan) == "Push image app:y" })
  }

  @Test func aCheckOfNoImageForbidsEveryPush() throws {
    let spec = """
      pipegen: 1
      registry: a.io
      images: { app: { tags: [x] } }
      checks: { unit: { run: make } }
      """
    let plan = try #require(Compiled(spec).plan)
    let (done, _) = outcome(of: plan) { if case .check = $0.operation { true } else { false } }
    #expect(done.count == 1 && done.allSatisfy { $0.phase == .build })
  }

  /// Whatever fails: what is done needs nothing that is not, and all else has a cause.
  @Test(arguments: 0..<50) func keepingGoingLeavesNothingOutWithoutACause(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let images = (0..<10).map { index -> String in
      let need =
        index > 0 && Bool.random(using: &random) ? Int.random(in: 0..<index, using: &random) : nil
      let args = need.map { "args: { X: \"${images.i\($0)}\" }, " } ?? ""
      return "  i\(index): { \(args)tags: [t], stages: { s: { cache: c } } }"
    }
    let plan = try plan(images.joined(separator: "\n"))
    let failing = Set(
      plan.steps.filter { _ in Int.random(in: 0..<12, using: &random) == 0 }.map(\.id))
    let (done, schedule) = outcome(of: plan) { failing.contains($0.id) }
    let ids = Set(done.map(\.id))
    #expect(done.allSatisfy { $0.needs.allSatisfy(ids.contains) })
    for step in schedule.remaining {
      let cause = try #require(schedule.causes[step.id])
      #expect(failing.contains(cause.id))
      #expect(cause.phase <= step.phase)
    }
    #expect(done.count + schedule.remaining.count <= plan.steps.count)
    if failing.isEmpty { #expect(done.count == plan.steps.count) }
  }

  @Test func aPhaseThatIsLeftOutDoesNotBlock() throws {
    let plan = try plan(two)
    let steps = plan.steps(in: nil)
    #expect(steps.map(\.phase) == [.build, .build, .build, .build])
    let caches = plan.steps.filter { $0.phase == .pushCaches }
    var schedule = Schedule(caches)
    let ready = schedule.takeReady()
    #expect(ready?.id == caches[0].id)
  }

  /// Whatever ends first, a step starts behind all that it needs and behind earlier phases.
  @Test(arguments: 0..<50) func anyOrderOfEndsKeepsGraph(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let images = (0..<12).map { index -> String in
      let need =
        index > 0 && Bool.random(using: &random) ? Int.random(in: 0..<index, using: &random) : nil
      let args = need.map { "args: { X: \"${images.i\($0)}\" }, " } ?? ""
      return "  i\(index): { \(args)tags: [t], stages: { s: { cache: c } } }"
    }
    let steps = try plan(images.joined(separator: "\n")).steps
    var schedule = Schedule(steps)
    var running: [Step] = []
    var done: Set<Step.ID> = []
    while true {
      while let step = schedule.takeReady() {
        #expect(step.needs.allSatisfy(done.contains))
        #expect(steps.allSatisfy { $0.phase >= step.phase || done.contains($0.id) })
        running.append(step)
      }
      guard let index = running.indices.randomElement(using: &random) else { break }
      let step = running.remove(at: index)
      done.insert(step.id)
      schedule.finish(step.id, .succeeded)
    }
    #expect(done.count == steps.count)
  }
}
