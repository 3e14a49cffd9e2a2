import PipelineSpec

/// A list that stays where it is for as long as the process lives, as the bytes of a `Text` do:
/// handing it on neither copies nor counts.
@safe
public struct KeptList<Element: BitwiseCopyable & Hashable & Sendable>: @unchecked Sendable,
  BitwiseCopyable
{
  /// How many there are, which they follow; nil for none.
  @usableFromInline let head: UnsafePointer<Int>?

  /// These values.
  public init(_ elements: [Element]) {
    self.init(count: elements.count) { elements[$0] }
  }

  /// As many values as `count`, each of which `element` gives.
  @inline(__always)
  init(count: Int, _ element: (_ position: Int) -> Element) {
    guard count > 0 else {
      unsafe head = nil
      return
    }
    precondition(MemoryLayout<Element>.alignment <= MemoryLayout<Int>.alignment)
    let memory = unsafe KeptMemory.take(
      MemoryLayout<Int>.size + count * MemoryLayout<Element>.stride,
      alignment: MemoryLayout<Int>.alignment)
    let head = unsafe memory.initializeMemory(as: Int.self, to: count)
    let first = unsafe UnsafeMutableRawPointer(head + 1).bindMemory(
      to: Element.self, capacity: count)
    for index in 0..<count { unsafe (first + index).initialize(to: element(index)) }
    unsafe self.head = UnsafePointer(head)
  }
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

extension KeptList: Hashable {
  /// Whether both have equal values.
  public static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }

  /// Hashes the values.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for element in self { hasher.combine(element) }
  }
}

extension KeptList: ExpressibleByArrayLiteral {
  /// These values.
  public init(arrayLiteral elements: Element...) { self.init(elements) }
}
