import PipelinePlan
import TestSupport
import Testing

@Suite struct ScheduleTests {
  private func plan(_ images: String) throws -> Plan {
    try #require(Compiled("pipegen: 1\nregistry: example.azurecr.io\nimages:\n" + images).plan)
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
