import PipelinePlan
import PipelineSpec

/// Which stages of a Dockerfile a new spec keeps between runs, and why.
struct StarterCaches {
  /// By name, in the Dockerfile's order.
  private(set) var stages: [(name: String, reason: String)] = []
  /// Why the image itself is kept; nil where it is not.
  private(set) var imageReason: String?
  /// Whether a stage would be worth one, if it were two.
  private(set) var isSplittable = false
  /// What could be done about the Dockerfile.
  private(set) var advice: [String] = []

  private let dockerfile: Dockerfile
  private let target: Int

  init(_ dockerfile: Dockerfile) {
    self.dockerfile = dockerfile
    target = dockerfile.stages.count - 1
    choose()
    advise()
  }

  private mutating func choose() {
    let needed = dockerfile.needed(for: target).filter { $0 != target }
    let good = Set(dockerfile.cacheCandidates)
    var chosen = needed.filter { good.contains($0) && hasName($0) }
    // What stands on a stage holds its layers as well.
    let covered = Set(chosen.flatMap(bases))
    chosen.removeAll(where: covered.contains)
    if chosen.isEmpty {
      // No stage reads as little as it should: then the first that do not read everything.
      let fair = needed.filter { isFair($0) }
      chosen = fair.filter { Set(bases(of: $0)).isDisjoint(with: fair) }
    }
    stages = chosen.map { (dockerfile.stages[$0].name ?? "", reason(for: $0)) }
    if chosen.isEmpty, let line = slowLine(of: target) {
      imageReason = "line \(line) runs before any source is read: the image is its own cache"
    }
  }

  /// Whether `--target` reaches it by its name.
  private func hasName(_ index: Int) -> Bool {
    dockerfile.stages[index].name.map { dockerfile.stage(named: $0)?.index == index } ?? false
  }

  private func isFair(_ index: Int) -> Bool {
    let stage = dockerfile.stages[index]
    return hasName(index) && stage.contextClass < .whole
      && stage.allInstructions.contains { $0.keyword == .run }
  }

  /// The stages that `index` stands on, by FROM alone.
  private func bases(of index: Int) -> [Int] {
    Array(dockerfile.line(of: index).dropFirst())
  }

  private func reason(for index: Int) -> String {
    var paths: [String] = []
    for needed in dockerfile.needed(for: index) {
      for path in dockerfile.stages[needed].allInstructions.flatMap(\.contextPaths)
      where !paths.contains(path) { paths.append(path) }
    }
    if paths.isEmpty { return "reads no file: only a change of its instructions rebuilds it" }
    let shown = paths.prefix(3).map { DisplayText.escaped($0) }.joined(separator: ", ")
    let more = paths.count > 3 ? " and \(paths.count - 3) more" : ""
    return "reads \(shown)\(more): only a change there rebuilds it"
  }

  /// The line of a RUN of a stage above all that reads sources.
  private func slowLine(of index: Int) -> Int? {
    for instruction in dockerfile.stages[index].allInstructions {
      if let level = instruction.contextClass, level > .file { return nil }
      if instruction.keyword == .run { return instruction.lines.lowerBound }
    }
    return nil
  }

  // MARK: Advice

  private mutating func advise() {
    for index in dockerfile.needed(for: target) {
      let stage = dockerfile.stages[index]
      let name = stage.name.map { "'\($0)'" } ?? "the stage in line \(stage.line)"
      if stage.isSplittable, let line = sourceLine(of: stage) {
        isSplittable = true
        advice.append(
          "\(name) could be split: what stands above line \(line) reads no source; a stage of its own "
            + "would be worth a cache")
      } else if index != target, !hasName(index), dockerfile.cacheCandidates.contains(index) {
        advice.append("\(name) would be worth a cache, if it had a name (AS …) of its own")
      }
    }
    let needed = Set(dockerfile.needed(for: target))
    let others = dockerfile.targets.filter { !needed.contains($0.stage) }.map(\.name)
    guard !others.isEmpty else { return }
    var text = "not needed for the image: \(others.joined(separator: ", "))"
    if let gate = dockerfile.likeGates.lazy.compactMap(\.name).first(where: others.contains) {
      let entry = "\(gate): { gate: true }"
      text += "; to have '\(gate)' pass before a push, "
      text += stages.isEmpty ? "write 'stages: { \(entry) }'" : "write '\(entry)' below 'stages'"
    }
    advice.append(text)
  }

  private func sourceLine(of stage: Dockerfile.Stage) -> Int? {
    stage.allInstructions.first { $0.contextClass ?? .none > .file }?.lines.lowerBound
  }
}
