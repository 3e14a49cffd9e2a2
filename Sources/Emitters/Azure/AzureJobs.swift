import PipelinePlan
import PipelineSpec

/// A plan as a job for each image, in parallel where no image is built from another.
///
/// Jobs have separate machines: what an image is built from comes out of the registry where the run
/// pushes it there, else the job builds it itself, from its caches.
struct AzureJobs {
  let parts: AzureParts

  private var plan: Plan { parts.plan }

  /// The jobs, each behind those that it waits for.
  func list(_ names: inout AzureNames) -> YAMLDocument {
    let checks = plan.steps.filter { $0.image == nil && $0.isCheck }
    let before = checks.isEmpty ? nil : names.take("checks")
    let own = plan.imagesWanted.sorted()
    var ids: [Int: String] = [:]
    for image in own { ids[image] = names.take(plan.images[image].name) }
    var jobs: [YAMLDocument] = []
    if let before {
      let alone = plan.holding(checks)
      jobs.append(
        AzureParts(plan: alone, output: parts.output, script: parts.script).job(
          before, displayName: "Checks", needs: []))
    }
    for image in own {
      let part = plan.narrowed(to: [image])
      let steps = part.steps.filter { $0.image != nil || !$0.isCheck }
      let alone = part.holding(BaseSteps(plan: plan, image: image).lessened(steps))
      let needs =
        (before.map { [$0] } ?? []) + plan.bases(of: image, in: ids).compactMap { ids[$0] }
      jobs.append(
        AzureParts(plan: alone, output: parts.output, script: parts.script).job(
          ids[image] ?? "", displayName: "Image \(plan.images[image].name)", needs: needs))
    }
    return .spacedList(jobs)
  }
}

/// What a job does of the images that its own is built from.
private struct BaseSteps {
  let plan: Plan
  let image: Int

  /// `steps` without those that serve only to build what the run's lane has pushed before. What is
  /// kept of them is undone, whichever image asked for it first.
  func lessened(_ steps: [Step]) -> [Step] {
    var wanted: [Step.ID: LaneSet] = [:]
    var kept: [Step] = []
    for step in steps.reversed() where step.phase != .cleanUp {
      var lanes =
        step.image == image || step.image == nil
        ? step.lanes : step.lanes.intersection(wanted[step.id] ?? [])
      if let base = step.image, base != image, step.isImageBuild, !isNamed(step, in: steps) {
        lanes.subtract(plan.lanesPushing(base))
      }
      guard !lanes.isEmpty else { continue }
      for need in step.needs { wanted[need, default: []].formUnion(lanes) }
      kept.append(step.done(in: lanes))
    }
    let ids = Set(kept.map(\.id))
    return kept.reversed()
      + steps.filter { $0.phase == .cleanUp && ids.isSuperset(of: $0.needs) }
  }
}

extension BaseSteps {
  /// Whether the image is known by another name on this machine, and so has to be there.
  private func isNamed(_ build: Step, in steps: [Step]) -> Bool {
    steps.contains { step in
      if case .name = step.operation { step.needs.contains(build.id) } else { false }
    }
  }
}

extension Plan {
  /// Images of which more is done, in some lane, than others need that are built from them.
  fileprivate var imagesWanted: Set<Int> {
    var needed: [Step.ID: LaneSet] = [:]
    var wanted: Set<Int> = []
    let images = Dictionary(uniqueKeysWithValues: steps.map { ($0.id, $0.image) })
    for step in steps.reversed() {
      guard let image = step.image else { continue }
      let others = needed[step.id] ?? []
      let isOwn = step.isCheck || !step.lanes.subtracting(others).isEmpty
      if isOwn, step.phase != .cleanUp { wanted.insert(image) }
      for need in step.needs {
        needed[need, default: []].formUnion(images[need] == image ? others : step.lanes)
      }
    }
    return wanted
  }

  /// The nearest of `jobs` that the image is built from: behind one that has none, those of that one.
  fileprivate func bases(of image: Int, in jobs: [Int: String]) -> [Int] {
    var found: Set<Int> = []
    var seen: Set<Int> = []
    var open = Array(images[image].needs)
    while let base = open.popLast() {
      guard seen.insert(base).inserted else { continue }
      if jobs[base] != nil { found.insert(base) } else { open += images[base].needs }
    }
    return found.sorted()
  }

  /// Lanes that push the reference by which other images name this one.
  fileprivate func lanesPushing(_ image: Int) -> LaneSet {
    guard let reference = images[image].reference else { return [] }
    return steps.reduce(into: []) { lanes, step in
      guard step.phase == .pushImages, step.operation.writes.contains(reference) else { return }
      lanes.formUnion(step.lanes)
    }
  }
}

extension Step {
  fileprivate var isImageBuild: Bool {
    guard phase == .build else { return false }
    if case .build(let build) = operation { return build.purpose == .image }
    // An image that is found by its key.
    if case .tag = operation { return true }
    return false
  }
}
