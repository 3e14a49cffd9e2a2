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

  /// The steps of a run that `event` started; of an event without a lane, what every lane does.
  func steps(on event: String) -> [Step] {
    let lane = lanes.first { $0.events?.contains(event) ?? true }
    return steps.filter { step in
      lane.map { step.lanes.contains($0.name) } ?? (step.lanes.count == lanes.count)
    }
  }
}

extension PlannedSteps.Step {
  /// Its words behind `docker`, with `values` in the holes.
  func words(_ values: [String: String]) -> [String] {
    command.dropFirst().map { word in
      values.reduce(word) { $0.replacing("${\($1.key)}", with: $1.value) }
    }
  }
}
