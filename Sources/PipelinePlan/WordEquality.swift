import PipelineSpec

extension Word {
  /// Whether some values in their holes may make both the same text: what both begin and end with
  /// counts for nothing, and then their fixed texts must not contradict each other.
  func mayEqual(_ other: Word) -> Bool {
    guard head.utf8.starts(with: other.head.utf8) || other.head.utf8.starts(with: head.utf8) else {
      return false
    }
    var (mine, others) = (fragments[...], other.fragments[...])
    while let fragment = mine.first, fragment == others.first {
      mine.removeFirst()
      others.removeFirst()
    }
    while let fragment = mine.last, fragment == others.last {
      mine.removeLast()
      others.removeLast()
    }
    // A hole may be filled with nothing.
    if mine.isEmpty || others.isEmpty { return !(mine + others).contains(where: \.isLiteral) }
    if case (.literal(let left), .literal(let right)) = (mine.first, others.first) {
      if mine.count == 1, others.count == 1 { return false }
      guard left.utf8.starts(with: right.utf8) || right.utf8.starts(with: left.utf8) else {
        return false
      }
    }
    if case (.literal(let left), .literal(let right)) = (mine.last, others.last) {
      let (left, right) = (left.utf8.reversed(), right.utf8.reversed())
      return left.starts(with: right) || right.starts(with: left)
    }
    return true
  }
}

extension Word.Fragment {
  fileprivate var isLiteral: Bool { if case .literal = self { true } else { false } }
}
