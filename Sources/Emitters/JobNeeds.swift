import PipelinePlan

/// What the jobs of a script need of each other.
final class JobNeeds {
  private let plan: Plan
  private let jobs: [StepSections.Job]
  /// The job of each step, by the step's position in the whole plan; nil for a step of none.
  private let owners: [Int?]
  /// Steps that let a name mean an image, behind others of their job that may fail.
  private let naming: Set<Step.ID>
  /// Those that build or check each image, and those that are about none; without what comes first.
  private let ofImages: [[Int]]
  private let ofNone: [Int]
  /// What each job that builds cannot be done without.
  private var required: [[Int]] = []
  /// Whether each image has one job, which cannot be done without those of all images before it.
  private var isChained: [Bool] = []

  init(plan: Plan, jobs: [StepSections.Job]) {
    self.plan = plan
    self.jobs = jobs
    var owners = [Int?](repeating: nil, count: (plan.steps.last?.id.index ?? -1) + 1)
    for job in jobs.indices {
      for step in plan.steps[jobs[job].steps] { owners[step.id.index] = job }
    }
    self.owners = owners
    naming = Set(
      jobs.flatMap { plan.steps[$0.steps].drop(while: \.isNaming).filter(\.isNaming).map(\.id) })
    var ofImages = [[Int]](repeating: [], count: plan.images.count)
    var ofNone: [Int] = []
    for job in jobs.indices where jobs[job].phase == .build && !jobs[job].isFirst {
      if let image = jobs[job].image { ofImages[image].append(job) } else { ofNone.append(job) }
    }
    self.ofImages = ofImages
    self.ofNone = ofNone
    required = jobs.indices.map {
      jobs[$0].phase == .build ? required(for: jobs[$0].steps, of: $0) : []
    }
    for image in plan.images.indices { isChained.append(isChained(image)) }
  }

  /// Those that an image needs stand before it.
  private func isChained(_ image: Int) -> Bool {
    guard ofImages[image].count == 1 else { return false }
    let before = required[ofImages[image][0]]
    return plan.images[image].needs.allSatisfy { isChained[$0] && before.contains(ofImages[$0][0]) }
  }

  /// Those that `job` waits for, beside those that come first.
  func awaited(by job: Int) -> [Int] { owners(behind: jobs[job].steps, of: job) }

  /// Those without which the `steps` of `job` cannot be done: not what merely came first to a cache
  /// that both read or build.
  func required(for steps: Range<Int>, of job: Int) -> [Int] {
    if jobs[job].phase != .build {
      return forbidding(pushesOf: plan.steps[steps.lowerBound].image)
    }
    let image = jobs[job].image
    let before = image.map { plan.images[$0].needs } ?? []
    return owners(behind: steps, of: job) { owner, need in
      guard let made = jobs[owner].image, !naming.contains(need) else { return true }
      return made == image || before.contains(made)
    }
  }

  private func owners(
    behind steps: Range<Int>, of job: Int,
    where isNeeded: (_ owner: Int, _ need: Step.ID) -> Bool = { _, _ in true }
  ) -> [Int] {
    guard jobs[job].phase == .build else { return [] }
    var needed: [Int] = []
    for index in steps {
      for need in plan.steps[index].needs {
        guard let owner = owners[need.index], owner != job, !jobs[owner].isFirst,
          !needed.contains(owner), isNeeded(owner, need)
        else { continue }
        needed.append(owner)
      }
    }
    return needed.count < 2 ? needed : needed.sorted()
  }

  /// All that is about an image, about those that it is made of, or about none; without what its own
  /// jobs need anyhow.
  private func forbidding(pushesOf image: Int?) -> [Int] {
    guard let image else { return (ofNone + ofImages.joined()).sorted() }
    let own = ofImages[image]
    if ofNone.isEmpty, isChained[image] || plan.images[image].needs.isEmpty { return own }
    var implied = Set(own)
    var open = own
    while let job = open.popLast() {
      for need in required[job] where implied.insert(need).inserted { open.append(need) }
    }
    let others = images(before: image).flatMap { ofImages[$0] }
    return (ofNone + own + others.filter { !implied.contains($0) }).sorted()
  }

  private func images(before image: Int) -> Set<Int> {
    var found: Set<Int> = []
    var open = plan.images[image].needs
    while let next = open.popLast() {
      if found.insert(next).inserted { open += plan.images[next].needs }
    }
    return found
  }
}

extension Step {
  fileprivate var isNaming: Bool { if case .name = operation { true } else { false } }
}
