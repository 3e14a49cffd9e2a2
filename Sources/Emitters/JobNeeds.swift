import PipelinePlan
import PipelineSpec

/// What the jobs of a script need of each other.
struct JobNeeds {
  private let plan: Plan
  private let jobs: [StepSections.Job]
  /// The job of each step, by the step's position in the whole plan; nil for a step of none.
  private let owners: [Int?]
  /// Steps that let a name mean an image, behind others of their job that may fail.
  private let naming: Set<Step.ID>
  /// Those that build or check each image, and those that are about none; without what comes first.
  private let ofImages: JobsOfImages
  private let ofNone: [Int]
  /// What each job that builds cannot be done without, one behind the other.
  private var required: [Int] = []
  /// Where that ends for each job.
  private var ends: [Int] = []
  /// Whether each image has one job, which cannot be done without those of all images before it.
  private var isChained: [Bool] = []

  init(plan: Plan, jobs: [StepSections.Job]) {
    self.plan = plan
    self.jobs = jobs
    var owners = [Int?](repeating: nil, count: (plan.steps.last?.id.index ?? -1) + 1)
    var naming: Set<Step.ID> = []
    for job in jobs.indices {
      var isNaming = true
      for index in jobs[job].steps {
        let step = plan.steps[index]
        owners[step.id.index] = job
        if !step.isNaming { isNaming = false } else if !isNaming { naming.insert(step.id) }
      }
    }
    self.owners = owners
    self.naming = naming
    let later = jobs.indices.filter { jobs[$0].phase == .build && !jobs[$0].isFirst }
    ofImages = JobsOfImages(later, in: jobs, count: plan.images.count)
    ofNone = later.filter { jobs[$0].image == nil }
    var required: [Int] = []
    ends.reserveCapacity(jobs.count)
    for job in jobs.indices {
      if jobs[job].phase == .build { add(neededBy: jobs[job].steps, of: job, to: &required) }
      ends.append(required.count)
    }
    self.required = required
    isChained.reserveCapacity(plan.images.count)
    for image in plan.images.indices { isChained.append(isChained(image)) }
  }

  private func required(for job: Int) -> ArraySlice<Int> {
    required[(job == 0 ? 0 : ends[job - 1])..<ends[job]]
  }

  /// Those that an image needs stand before it.
  private func isChained(_ image: Int) -> Bool {
    guard let job = ofImages.only(of: image) else { return false }
    let before = required(for: job)
    return plan.images[image].needs.allSatisfy { need in
      isChained[need] && ofImages.only(of: need).map(before.contains) ?? false
    }
  }

  /// Those that `job` waits for, beside those that come first.
  func awaited(by job: Int) -> [Int] {
    var awaited: [Int] = []
    if jobs[job].phase == .build {
      addOwners(behind: jobs[job].steps, of: job, to: &awaited) { _, _ in true }
    }
    return awaited
  }

  /// Makes `all` those without which the `steps` of `job` cannot be done: not what merely came first
  /// to a cache that both read or build.
  func require(_ steps: Range<Int>, of job: Int, in all: inout [Int]) {
    all.removeAll(keepingCapacity: true)
    if jobs[job].phase != .build {
      addForbidding(pushesOf: plan.steps[steps.lowerBound].image, to: &all)
    } else if steps == jobs[job].steps {
      all += required(for: job)
    } else {
      add(neededBy: steps, of: job, to: &all)
    }
  }

  private func add(neededBy steps: Range<Int>, of job: Int, to all: inout [Int]) {
    let image = jobs[job].image
    addOwners(behind: steps, of: job, to: &all) { owner, need in
      guard let made = jobs[owner].image, !naming.contains(need) else { return true }
      return made == image || image.map { plan.images[$0].needs.contains(made) } ?? false
    }
  }

  /// Adds the jobs of what the steps need, in order.
  private func addOwners(
    behind steps: Range<Int>, of job: Int, to all: inout [Int],
    where isNeeded: (_ owner: Int, _ need: Step.ID) -> Bool
  ) {
    let start = all.count
    for index in steps {
      for need in plan.steps[index].needs {
        guard let owner = owners[need.index], owner != job, !jobs[owner].isFirst,
          !all[start...].contains(owner), isNeeded(owner, need)
        else { continue }
        all.append(owner)
      }
    }
    if all.count > start + 1 { all[start...].sort() }
  }

  /// Adds all that is about an image, about those that it is made of, or about none; without what its
  /// own jobs need anyhow.
  private func addForbidding(pushesOf image: Int?, to all: inout [Int]) {
    guard let image else {
      all += (ofNone + plan.images.indices.flatMap(ofImages.all(of:))).sorted()
      return
    }
    if ofNone.isEmpty, isChained[image] || plan.images[image].needs.isEmpty {
      return ofImages.each(of: image) { all.append($0) }
    }
    let own = ofImages.all(of: image)
    var implied = Set(own)
    var open = own
    while let job = open.popLast() {
      for need in required(for: job) where implied.insert(need).inserted { open.append(need) }
    }
    let others = images(before: image).flatMap(ofImages.all(of:))
    all += (ofNone + own + others.filter { !implied.contains($0) }).sorted()
  }

  private func images(before image: Int) -> Set<Int> {
    var found: Set<Int> = []
    var open = Array(plan.images[image].needs)
    while let next = open.popLast() {
      if found.insert(next).inserted { open += plan.images[next].needs }
    }
    return found
  }
}

/// Jobs by the images that they are about. Each job names the next one of its image, as most images
/// have one.
private struct JobsOfImages {
  private var first: [Int?]
  private var next: [Int?]

  init(_ positions: [Int], in jobs: [StepSections.Job], count: Int) {
    first = Array(repeating: nil, count: count)
    next = Array(repeating: nil, count: jobs.count)
    for job in positions.reversed() {
      guard let image = jobs[job].image else { continue }
      next[job] = first[image]
      first[image] = job
    }
  }

  /// The one job of an image; nil where it has none, or more.
  func only(of image: Int) -> Int? { first[image].flatMap { next[$0] == nil ? $0 : nil } }

  /// Gives `body` those of an image, in order.
  func each(of image: Int, _ body: (Int) -> Void) {
    var job = first[image]
    while let position = job {
      body(position)
      job = next[position]
    }
  }

  /// Those of an image, in order.
  func all(of image: Int) -> [Int] {
    var all: [Int] = []
    each(of: image) { all.append($0) }
    return all
  }
}

extension Step {
  fileprivate var isNaming: Bool { if case .name = operation { true } else { false } }
}
