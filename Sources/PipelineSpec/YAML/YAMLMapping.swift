/// A mapping that is being read: finds duplicate keys and merges what `<<` names.
///
/// Its keys and values lie, in turn, on a stack that it shares with what is around it.
struct YAMLMapping {
  /// Two keys of one mapping that are the same, or that only their bytes tell apart.
  struct DuplicateKey {
    let key: Located<String>
    let first: Located<String>

    /// Swift and a reader's eye take "é" and "e" with U+0301 for the same text; YAML does not.
    var isSameBytes: Bool { key.value.utf8.elementsEqual(first.value.utf8) }
  }

  /// What the next node is.
  private enum Slot {
    case key, value, mergeValue
    /// The value of a key that was reported.
    case ignoredValue
  }

  /// What few mappings have; kept apart, so that the others are quick to copy.
  private final class Extras {
    /// `<<`, and where it stands among the keys and values.
    var merge: (key: NodeTree.Cell, place: Int)?
    /// Where the keys and values of what `<<` names lie.
    var mergeSources: [Range<Int>] = []
    /// Where keys lie on the stack, once there are many.
    var places: [String: Int] = [:]
  }

  /// Up to here comparing with each key is faster than hashing.
  private static let linearLimit = 32

  /// Where its keys and values begin on the stack.
  let first: Int
  private var slot = Slot.key
  /// Whether its keys are of ASCII alone: others may look the same and have other bytes.
  private var isASCII = true
  private var extras: Extras?

  /// A mapping with its keys and values from `first` on.
  init(from first: Int) { self.first = first }

  /// Whether the next node is what `<<` merges.
  var expectsMerge: Bool { slot == .mergeValue }

  /// Whether the next node is a key.
  var expectsKey: Bool { slot == .key }

  /// Takes a key; its value is ignored if it is a duplicate.
  mutating func addKey(
    _ key: NodeTree.Cell, isMerge: Bool, to parts: inout YAMLTreeParts
  ) -> DuplicateKey? {
    let known = isMerge ? extras?.merge?.key : self.key(like: key, among: parts)
    if let known {
      slot = .ignoredValue
      return DuplicateKey(key: parts.key(key), first: parts.key(known))
    }
    if isMerge {
      addExtras().merge = (key, parts.stack.count - first)
      slot = .mergeValue
    } else {
      parts.stack.append(key)
      slot = .value
    }
    return nil
  }

  /// Takes a node in place of a key that was reported; its value is ignored.
  mutating func ignoreKey() { slot = .ignoredValue }

  /// Takes a value; false if `<<` cannot merge it.
  mutating func addValue(_ node: NodeTree.Cell, to parts: inout YAMLTreeParts) -> Bool {
    defer { slot = .key }
    switch slot {
    case .value: parts.stack.append(node)
    case .mergeValue:
      guard let sources = Self.mappings(of: node, in: parts.cells) else { return false }
      extras?.mergeSources = sources
    case .key, .ignoredValue: break
    }
    return true
  }

  /// Moves its keys and values to where they stay and adds what `<<` merges: its own keys win, then
  /// those of the earlier mapping. `report` is told which keys look like others.
  func finish(_ parts: inout YAMLTreeParts, report: (DuplicateKey) -> Void) -> Range<Int> {
    if let extras, let place = extras.merge?.place {
      let merged = merged(extras.mergeSources, into: parts, report: report)
      parts.stack.insert(contentsOf: merged, at: first + place)
    }
    return parts.settle(from: first)
  }

  /// The keys and values of `sources` that it has not itself.
  private func merged(
    _ sources: [Range<Int>], into parts: borrowing YAMLTreeParts, report: (DuplicateKey) -> Void
  ) -> [NodeTree.Cell] {
    var known: [String: Located<String>] = [:]
    for index in stride(from: first, to: parts.stack.count, by: 2) {
      let key = parts.key(parts.stack[index])
      known[key.value] = key
    }
    var merged: [NodeTree.Cell] = []
    for index in sources.flatMap({ stride(from: $0.lowerBound, to: $0.upperBound, by: 2) }) {
      let key = parts.key(parts.cells[index])
      if let winner = known[key.value] {
        let pair = DuplicateKey(key: key, first: winner)
        if !pair.isSameBytes { report(pair) }
      } else {
        known[key.value] = key
        merged += parts.cells[index...index + 1]
      }
    }
    return merged
  }

  private static func mappings(
    of node: NodeTree.Cell, in cells: [NodeTree.Cell]
  ) -> [Range<Int>]? {
    switch node.kind {
    case .mapping: return [node.place]
    case .scalar: return nil
    case .sequence:
      let items = cells[node.place]
      return items.allSatisfy { $0.kind == .mapping } ? items.map(\.place) : nil
    }
  }

  /// The earlier key that is equal, canonically: a difference in bytes alone is found as well.
  private mutating func key(
    like key: NodeTree.Cell, among parts: borrowing YAMLTreeParts
  ) -> NodeTree.Cell? {
    isASCII = isASCII && parts.text.isASCII(key.place)
    guard parts.stack.count - first > 2 * Self.linearLimit || !isASCII else {
      for index in stride(from: first, to: parts.stack.count, by: 2)
      where parts.areSame(parts.stack[index], key) {
        return parts.stack[index]
      }
      return nil
    }
    let extras = addExtras()
    if extras.places.isEmpty {
      for index in stride(from: first, to: parts.stack.count, by: 2) {
        extras.places[parts.key(parts.stack[index]).value] = index
      }
    }
    let text = parts.key(key).value
    guard let known = extras.places.updateValue(parts.stack.count, forKey: text) else { return nil }
    extras.places[text] = known
    return parts.stack[known]
  }

  private mutating func addExtras() -> Extras {
    if let extras { return extras }
    let extras = Extras()
    self.extras = extras
    return extras
  }
}
