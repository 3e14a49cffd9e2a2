/// A list that stays where it is for as long as the process lives, as the bytes of a `Text` do:
/// handing it on neither copies nor counts.
@safe
public struct KeptList<Element: BitwiseCopyable & Sendable>: @unchecked Sendable, BitwiseCopyable {
  /// How many there are, which they follow; nil for none.
  @usableFromInline let head: UnsafePointer<Int>?

  /// None.
  @inlinable public init() { unsafe head = nil }

  /// These values.
  @inlinable public init(_ elements: [Element]) {
    self.init(count: elements.count) { elements[$0] }
  }

  /// As many values as `count`, each of which `element` gives.
  @inlinable @inline(__always)
  public init(count: Int, _ element: (_ position: Int) -> Element) {
    self.init(upTo: count) { element($0) }
  }

  /// Those of `limit` values that `element` gives; room is taken for all of them.
  @inlinable @inline(__always)
  public init(upTo limit: Int, _ element: (_ position: Int) -> Element?) {
    guard limit > 0 else {
      unsafe head = nil
      return
    }
    precondition(MemoryLayout<Element>.alignment <= MemoryLayout<Int>.alignment)
    let memory = unsafe KeptMemory.take(
      MemoryLayout<Int>.size + limit * MemoryLayout<Element>.stride,
      alignment: MemoryLayout<Int>.alignment)
    let head = unsafe memory.initializeMemory(as: Int.self, to: 0)
    let first = unsafe UnsafeMutableRawPointer(head + 1).bindMemory(
      to: Element.self, capacity: limit)
    var count = 0
    for position in 0..<limit {
      guard let value = element(position) else { continue }
      unsafe (first + count).initialize(to: value)
      count += 1
    }
    unsafe head.pointee = count
    unsafe self.head = count == 0 ? nil : UnsafePointer(head)
  }

  /// This value alone.
  @inlinable public init(only element: Element) { self.init(count: 1) { _ in element } }
}

extension KeptList: RandomAccessCollection {
  /// Always 0.
  @inlinable public var startIndex: Int { 0 }
  /// As many as there are.
  @inlinable public var endIndex: Int { unsafe head?.pointee ?? 0 }
  /// Whether there is none.
  @inlinable public var isEmpty: Bool { unsafe head == nil }

  /// The value at `position`, from 0.
  @inlinable public subscript(position: Int) -> Element {
    guard let head = unsafe head, position >= 0, unsafe position < head.pointee else {
      preconditionFailure("no such value")
    }
    return unsafe UnsafeRawPointer(head + 1).assumingMemoryBound(to: Element.self)[position]
  }
}

extension KeptList: Equatable where Element: Equatable {
  /// Whether both have equal values.
  @inlinable public static func == (left: Self, right: Self) -> Bool {
    if unsafe left.head == right.head { return true }
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }
}

extension KeptList: Hashable where Element: Hashable {
  /// Hashes the values.
  @inlinable public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for element in self { hasher.combine(element) }
  }
}

extension KeptList: ExpressibleByArrayLiteral {
  /// These values.
  @inlinable public init(arrayLiteral elements: Element...) { self.init(elements) }
}
