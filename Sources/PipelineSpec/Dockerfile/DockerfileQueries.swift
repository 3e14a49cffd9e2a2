extension Dockerfile {
  /// The stage that `--target NAME` or `COPY --from=NAME` means: the last of that name, whatever
  /// the case; nil if none has it.
  public func stage(named name: String) -> Stage? {
    let wanted = name.utf8.lowercased
    return stages.last { $0.key == wanted && !wanted.isEmpty }
  }

  /// The names that `--target` takes, in the order of the file, and the stages that they mean.
  public var targets: [(name: String, stage: Int)] {
    var places: [[UInt8]: Int] = [:]
    var targets: [(name: String, stage: Int)] = []
    for stage in stages {
      guard let name = stage.name else { continue }
      if let place = places[stage.key] {
        targets[place].stage = stage.index
      } else {
        places[stage.key] = targets.count
        targets.append((name, stage.index))
      }
    }
    return targets
  }

  /// The stages that a build of `stage` needs, itself included, sorted.
  public func needed(for stage: Int) -> [Int] {
    guard stages.indices.contains(stage) else { return [] }
    return Self.needed(from: stage, in: stages)
  }

  /// `stage` and those that it stands on by FROM alone, the nearest first.
  package func line(of stage: Int) -> [Int] {
    Array(sequence(first: stage) { stages[$0].baseStage })
  }

  static func needed(from stage: Int, in stages: [Stage]) -> [Int] {
    var isNeeded = Array(repeating: false, count: stages.count)
    var open = [stage]
    while let next = open.popLast() {
      guard !isNeeded[next] else { continue }
      isNeeded[next] = true
      open += stages[next].dependsOn
    }
    return isNeeded.indices.filter { isNeeded[$0] }
  }

  /// The stages whose image is worth keeping as a cache, in order: something runs in them, another
  /// stage stands on them, and of the context they read no more than manifests and single files.
  public var cacheCandidates: [Int] {
    var isUsed = Array(repeating: false, count: stages.count)
    for stage in stages {
      for needed in stage.dependsOn where needed != stage.index { isUsed[needed] = true }
    }
    return stages.filter { stage in
      isUsed[stage.index] && stage.contextClass <= .file
        && stage.allInstructions.contains { $0.keyword == .run }
    }.map(\.index)
  }
}
