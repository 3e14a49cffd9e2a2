import Foundation
import TestSupport
import Testing

@testable import PipelineSpec

/// BuildKit's own answers for odd Dockerfiles: `Tests/Fixtures/dockerfiles.json`.
@Suite("Dockerfile: BuildKit's answers")
struct DockerfileFactsTests {
  struct Facts: Decodable, Sendable {
    struct Stage: Decodable, Equatable {
      let name: String
      let base: String
      let baseStage: Int?
      let platform: String?
      let line: Int
      let dependsOn: [Int]
      let images: [String]
      let args: [String]
      let `class`: String
    }

    struct Fault: Decodable {
      let phase: String
      let message: String
      let line: Int?
      let endLine: Int?
    }

    let about: String
    let text: String
    let targets: [String: Int]
    let cacheCandidates: [Int]
    let error: Fault?
    let stages: [Stage]
  }

  private static let facts: [String: Facts] = {
    let file = Repository.fixtures.appendingPathComponent("dockerfiles.json")
    guard let data = try? Data(contentsOf: file) else { return [:] }
    return (try? JSONDecoder().decode([String: Facts].self, from: data)) ?? [:]
  }()

  @Test func areThere() { #expect(Self.facts.count == 59) }

  @Test(arguments: facts.keys.sorted())
  func answer(_ name: String) throws {
    let facts = try #require(Self.facts[name])
    let reading = DockerfileText(facts.text).reading
    #expect(reading.fault == nil ? facts.error == nil : facts.error != nil)
    if let error = facts.error, let fault = reading.fault {
      #expect(fault.phase.rawValue == error.phase)
      #expect(fault.message == error.message)
      if let line = error.line { #expect(fault.line == line) }
      if let line = error.endLine { #expect(fault.endLine == line) }
    }
    let stages = reading.dockerfile?.stages ?? []
    #expect(stages.map(Self.facts(of:)) == facts.stages)
    let targets = reading.dockerfile?.targets.map { ($0.name, $0.stage) } ?? []
    #expect(Dictionary(uniqueKeysWithValues: targets) == facts.targets)
    #expect((reading.dockerfile?.cacheCandidates ?? []) == facts.cacheCandidates)
  }

  private static func facts(of stage: Dockerfile.Stage) -> Facts.Stage {
    Facts.Stage(
      name: stage.name ?? "", base: stage.base, baseStage: stage.baseStage,
      platform: stage.platform, line: stage.line, dependsOn: stage.dependsOn,
      images: stage.images, args: stage.arguments.map(\.name),
      class: stage.contextClass.rawValue)
  }
}
