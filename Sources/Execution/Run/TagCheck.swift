import PipelinePlan
import PipelineSpec

/// Tags that are known only when a plan runs.
enum TagCheck {
  /// A line for each that is no legal tag, or would overwrite what is no concern of it.
  static func faults(of rules: [Plan.TagRule], _ values: [Variable: String]) -> [String] {
    rules.compactMap { rule in
      guard let tag = rule.tag.resolved(values) else { return nil }
      let shown = DisplayText.escaped(tag)
      guard isLegal(tag) else {
        return "tag '\(rule.tag.description)' of \(rule.repository) becomes '\(shown)', which is "
          + "no image tag: letters, digits, '_', '.' and '-', at most 128 of them, "
          + "the first no '.' or '-'"
      }
      guard
        !rule.taken.contains(where: {
          $0.resolved(values)?.utf8.elementsEqual(tag.utf8) ?? false
        })
      else {
        return "tag '\(rule.tag.description)' of \(rule.repository) becomes '\(shown)', which is "
          + "taken by a cache, another image or another lane; choose another value"
      }
      return nil
    }
  }

  /// `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`, byte by byte.
  private static func isLegal(_ tag: String) -> Bool {
    let bytes = Array(tag.utf8)
    guard let first = bytes.first, bytes.count <= 128 else { return false }
    return isWord(first) && bytes.allSatisfy { isWord($0) || $0 == 0x2E || $0 == 0x2D }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    default: false
    }
  }
}
