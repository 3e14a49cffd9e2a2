/// A list under construction, in memory that serves the next one as well.
public struct KeptListBuilder<Element: BitwiseCopyable & Sendable> {
  /// Those from `count` on are of an earlier list.
  @usableFromInline var values: [Element] = []
  @usableFromInline var count = 0

  /// A list of none.
  @inlinable public init() {}

  /// Adds a value behind what is there.
  @inlinable public mutating func append(_ value: Element) {
    if count < values.count { values[count] = value } else { values.append(value) }
    count += 1
  }

  /// Adds values behind what is there.
  @inlinable public mutating func append(contentsOf others: some Sequence<Element>) {
    for value in others { append(value) }
  }

  /// Whether one that is there satisfies `condition`.
  @inlinable public func contains(where condition: (Element) -> Bool) -> Bool {
    for index in 0..<count where condition(values[index]) { return true }
    return false
  }

  /// What is there; then there is nothing any more.
  @inlinable public mutating func finish() -> KeptList<Element> {
    defer { count = 0 }
    return KeptList(count: count) { values[$0] }
  }
}

extension KeptListBuilder where Element: Equatable {
  /// Whether `value` is there.
  @inlinable public func contains(_ value: Element) -> Bool { contains { $0 == value } }
}
