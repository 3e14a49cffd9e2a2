import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

/// Builds without a cache wait for those that have one.
@Suite struct LayerSharingTests {
  private func plan(_ images: String) throws -> Plan {
    try #require(Compiled.plan(ofImages: images))
  }

  /// A: pull, build, build; b: build; then pushes.
  private let two = """
      a: { tags: [x], stages: { s: { cache: c } } }
      b: { tags: [y] }
    """

  private func ready(_ schedule: inout Schedule) -> [Int] {
    var ready: [Int] = []
    while let step = schedule.takeReady() { ready.append(step.id.index) }
    return ready
  }

  @Test func whatHasNoCacheWaits() throws {
    let plan = try plan(two)
    var schedule = Schedule(plan.steps, images: plan.images, by: plan.engine)
    for next in [[0], [1], [2], [3]] {
      #expect(ready(&schedule) == next)
      schedule.finish(plan.steps[next[0]].id, .succeeded)
    }
    #expect(ready(&schedule) == [4, 5])
  }

  @Test func aColdCacheIsNone() throws {
    let plan = try plan(two)
    var schedule = Schedule(plan.steps, images: plan.images, by: plan.engine)
    #expect(ready(&schedule) == [0])
    schedule.finish(plan.steps[0].id, .cold)
    #expect(Set(ready(&schedule)) == [1, 3])
  }

  /// Neither are there graphs that are shared, nor is a base kept back.
  @Test func othersDoNotWait() throws {
    let plan = try plan(two)
    var schedule = Schedule(plan.steps, images: plan.images, by: .buildah)
    #expect(ready(&schedule) == [0, 3])
    let chain = try self.plan(
      """
        base: { tags: [x] }
        a: { tags: [x], args: { BASE: "${images.base}" }, stages: { s: { cache: c } } }

      """)
    schedule = Schedule(chain.steps, images: chain.images, by: chain.engine)
    #expect(ready(&schedule).count == 2)
  }

  @Test func afterAFailureNothingIsKeptBack() throws {
    let plan = try plan(two)
    var schedule = Schedule(
      plan.steps, images: plan.images, by: plan.engine, isKeepingGoing: true)
    #expect(ready(&schedule) == [0])
    schedule.finish(plan.steps[0].id, .failed)
    #expect(ready(&schedule) == [3])
  }

  /// Whatever ends first, and whatever is cold.
  @Test(arguments: 0..<50) func everythingIsDone(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let images = (0..<12).map { index -> String in
      let need =
        index > 0 && Bool.random(using: &random) ? Int.random(in: 0..<index, using: &random) : nil
      let args = need.map { "args: { X: \"${images.i\($0)}\" }, " } ?? ""
      let stages = Bool.random(using: &random) ? ", stages: { s: { cache: c } }" : ""
      return "  i\(index): { \(args)tags: [t]\(stages) }"
    }
    let plan = try plan(images.joined(separator: "\n"))
    var schedule = Schedule(plan.steps, images: plan.images, by: plan.engine)
    var running: [Step] = []
    var done = 0
    while true {
      while let step = schedule.takeReady() { running.append(step) }
      guard let index = running.indices.randomElement(using: &random) else { break }
      let step = running.remove(at: index)
      done += 1
      let isCold = step.policy.tolerance == .coldCache && Bool.random(using: &random)
      schedule.finish(step.id, isCold ? .cold : .succeeded)
    }
    #expect(done == plan.steps.count)
  }
}
