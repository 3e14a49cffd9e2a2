extension Collection {
  /// All of them where everything is tried; else `count`, spread evenly, the first among them.
  package func few(_ count: Int) -> [Element] {
    let all = Array(self)
    guard !TestEnvironment.isWhole, count < all.count else { return all }
    return (0..<Swift.max(count, 1)).map { all[$0 * all.count / Swift.max(count, 1)] }
  }
}

extension TestEnvironment {
  /// `count` where everything is tried; else a tenth of it.
  package static func scaled(_ count: Int) -> Int { isWhole ? count : count / 10 }
}

/// Every pair where everything is tried; else each of both at least once.
package func crossed<A, B>(_ first: [A], _ second: [B]) -> [(A, B)] {
  guard !TestEnvironment.isWhole else {
    return first.flatMap { one in second.map { (one, $0) } }
  }
  return (0..<max(first.count, second.count)).map {
    (first[$0 % first.count], second[$0 % second.count])
  }
}

/// The same of three.
package func crossed<A, B, C>(_ first: [A], _ second: [B], _ third: [C]) -> [(A, B, C)] {
  guard !TestEnvironment.isWhole else {
    return crossed(first, crossed(second, third)).map { ($0, $1.0, $1.1) }
  }
  return (0..<max(first.count, second.count, third.count)).map {
    (first[$0 % first.count], second[$0 % second.count], third[$0 % third.count])
  }
}
