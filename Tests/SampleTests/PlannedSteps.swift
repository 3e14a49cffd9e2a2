import Foundation
import TestSupport

/// What `pipegen plan --format json` says of a spec.
struct PlannedSteps: Decodable {
  /// A parameter.
  struct Parameter: Decodable {
    let name: String
    let environment: String
    let `default`: String?
    let optional: Bool
  }

  /// A lane; without events it takes every run.
  struct Lane: Decodable {
    let name: String
    let events: [String]?
    let branches: [String]
    let gitTags: [String]
    let defaults: [String: String]
    let pushesImages: Bool
    let pushesCaches: Bool

    func takes(_ situation: Situation) -> Bool {
      guard events?.contains(situation.event) ?? true else { return false }
      if situation.event == "other" { return branches.isEmpty && gitTags.isEmpty }
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
    let when: [Condition]
    let phase: String
    let lanes: [String]
  }

  /// What a step asks of another that looked for an image.
  struct Condition: Decodable {
    let key: String
    let found: Bool
  }

  /// A digest of what an image is made of.
  struct Key: Decodable {
    let name: String
    let context: String
    let files: [String]
    let reads: Reads?
    let lines: [String]

    /// What its Dockerfile reads.
    struct Reads: Decodable {
      let sources: [Source]
    }

    /// A path or pattern.
    struct Source: Decodable {
      let path: String
      let isFile: Bool
    }
  }

  let keys: [Key]
  let parameters: [Parameter]
  let lanes: [Lane]
  let steps: [Step]

  init(of sample: GeneratedSample) throws {
    self = try JSONDecoder().decode(PlannedSteps.self, from: sample.plan)
  }

  /// The lane of a run; nil where none takes it.
  func lane(in situation: Situation) -> Lane? { lanes.first { $0.takes(situation) } }

  /// The steps of a run; without a lane what every lane does. A fork's pushes nothing in any that
  /// pushes.
  func steps(in situation: Situation, isPushing: Bool = true) -> [Step] {
    let lane = lane(in: situation)
    let isHeld = situation == .azureFork && lane.map { $0.pushesImages || $0.pushesCaches } ?? false
    return steps.filter { step in
      if step.lanes.count == lanes.count { return true }
      guard step.phase == "build" || isPushing && !isHeld else { return false }
      return lane.map { step.lanes.contains($0.name) } ?? false
    }
  }
}

extension PlannedSteps.Step {
  /// Its words behind the program, with `values` in the holes: those that name an optional one
  /// without a value are left out, together with their option. None where the step itself is.
  func words(_ values: [String: String]) -> [String] {
    var words: [String] = []
    for word in command.dropFirst() {
      guard values.contains(where: { $0.value.isEmpty && word.contains("${\($0.key)}") }) else {
        words.append(values.reduce(word) { $0.replacing("${\($1.key)}", with: $1.value) })
        continue
      }
      guard words.last?.hasPrefix("--") == true else { return [] }
      words.removeLast()
    }
    // Without a name there is nothing to push.
    let isPush = words.contains("--push") || words.contains("create")
    return isPush && !words.contains("--tag") ? [] : words
  }

  /// The key of the image that it looks for.
  var key: String? {
    guard operation == "find", let hole = command.last?.firstMatch(of: /\${(key[.0-9]+)}/) else {
      return nil
    }
    return String(hole.1)
  }

  /// The calls of docker that it makes; containers have no name here.
  func calls(_ values: [String: String], isHere: Bool) -> [[String]] {
    let words = words(values)
    if words.isEmpty { return [] }
    switch operation {
    case "find":
      guard words.first == "pull" else { return [words] }
      let presence =
        command[0] == "buildah" ? ["inspect", "--type", "image"] : ["image", "inspect"]
      return [presence + [words[1]]] + (isHere ? [] : [words])
    case "check": return []
    case "name":
      let (image, name, kept) = (words[3], words[4], words[5])
      return [["tag", name, kept], ["tag", image, name]]
    case "unname":
      let (name, kept) = (words[3], words[4])
      return [["tag", kept, name], ["rmi", kept]]
    case "extract":
      let (image, path, folder) = (words[4], words[5], words[6])
      return [["create", image, "/"], ["cp", ":\(path)", folder], ["rm", ""]]
    case _: return [words]
    }
  }
}
