import Foundation
import TestSupport

/// What `pipegen plan --format json` says of a spec.
struct PlannedSteps: Decodable {
  /// A parameter.
  struct Parameter: Decodable {
    let name: String
    let environment: String
    let `default`: String?
  }

  /// A lane; without events it takes every run.
  struct Lane: Decodable {
    let name: String
    let events: [String]?
    let branches: [String]
    let gitTags: [String]
    let defaults: [String: String]

    func takes(_ situation: Situation) -> Bool {
      guard events?.contains(situation.event) ?? true else { return false }
      let patterns = situation.event == "tag" ? gitTags : branches
      return patterns.isEmpty || patterns.contains { unsafe fnmatch($0, situation.ref, 0) == 0 }
    }
  }

  /// A step.
  struct Step: Decodable {
    let id: Int
    let operation: String
    let command: [String]
    let needs: [Int]
    let phase: String
    let lanes: [String]
  }

  let parameters: [Parameter]
  let lanes: [Lane]
  let steps: [Step]

  init(of sample: GeneratedSample) throws {
    self = try JSONDecoder().decode(PlannedSteps.self, from: sample.plan)
  }

  /// The lane of a run; nil where none takes it.
  func lane(in situation: Situation) -> Lane? { lanes.first { $0.takes(situation) } }

  /// The steps of a run; without a lane, what every lane does.
  func steps(in situation: Situation) -> [Step] {
    let lane = lane(in: situation)
    return steps.filter { step in
      lane.map { step.lanes.contains($0.name) } ?? (step.lanes.count == lanes.count)
    }
  }
}

extension PlannedSteps.Step {
  /// Its words behind the program, with `values` in the holes.
  func words(_ values: [String: String]) -> [String] {
    command.dropFirst().map { word in
      values.reduce(word) { $0.replacing("${\($1.key)}", with: $1.value) }
    }
  }

  /// The calls of docker that it makes; containers have no name here.
  func calls(_ values: [String: String]) -> [[String]] {
    let words = words(values)
    switch operation {
    case "check": return []
    case "extract":
      let (image, path, folder) = (words[3], words[4], words[5])
      return [["create", image, "/"], ["cp", ":\(path)", folder], ["rm", ""]]
    case _: return [words]
    }
  }
}
