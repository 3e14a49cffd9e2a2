import PipelinePlan
import PipelineSpec

/// The files that an output asks for: one, or one for each image.
enum OutputFiles {
  /// Each file's output, with a path of its own, and what of `plan` it is about.
  static func of<Output: FileOutput>(
    _ outputs: [Output], _ plan: Plan
  ) -> [(output: Output, plan: Plan)] {
    outputs.flatMap { output -> [(output: Output, plan: Plan)] in
      guard let patterns = output.images else {
        return files(of: output, plan, about: Array(plan.images.indices), isNarrowed: false)
      }
      let selected = patterns.flatMap { plan.images(matching: $0.value) }
      return files(of: output, plan, about: selected, isNarrowed: true)
    }
  }

  private static let hole = "${image}"

  /// Whether a file of this path is made for each image.
  static func isForEachImage(_ path: String) -> Bool { pieces(of: path).count > 1 }

  private static func pieces(of path: String) -> [Substring] {
    var pieces: [Substring] = []
    var rest = path[...]
    while let place = rest.place(of: hole) {
      pieces.append(rest[..<place.lowerBound])
      rest = rest[place.upperBound...]
    }
    return pieces + [rest]
  }

  private static func files<Output: FileOutput>(
    of output: Output, _ plan: Plan, about selected: [Int], isNarrowed: Bool
  ) -> [(output: Output, plan: Plan)] {
    let pieces = pieces(of: output.path)
    guard pieces.count > 1 else {
      return [(output, isNarrowed ? plan.narrowed(to: Set(selected)) : plan)]
    }
    var keys: [String] = []
    for index in selected where !keys.contains(plan.images[index].key) {
      keys.append(plan.images[index].key)
    }
    return keys.map { key in
      var file = output
      file.path = pieces.joined(separator: key)
      return (file, plan.narrowed(to: Set(selected.filter { plan.images[$0].key == key })))
    }
  }
}
