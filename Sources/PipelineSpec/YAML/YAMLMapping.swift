/// A mapping that is being read: finds duplicate keys and merges what `<<` names.
///
/// Its entries lie on a stack that it shares with the mappings around it, above theirs.
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
    /// `<<`, and where it stands among the entries.
    var merge: (key: Located<String>, place: Int)?
    /// What `<<` names.
    var mergeSources: [[Node.Entry]] = []
    /// Entries by key, counted from `first`, once there are many.
    var indices: [String: Int] = [:]
  }

  /// Up to here comparing with each key is faster than hashing.
  private static let linearLimit = 8

  /// Where its entries begin on the stack.
  let first: Int
  private var slot = Slot.key
  private var extras: Extras?

  /// A mapping with its entries from `first` on.
  init(from first: Int) { self.first = first }

  /// Whether the next node is what `<<` merges.
  var expectsMerge: Bool { slot == .mergeValue }

  /// Whether the next node is a key.
  var expectsKey: Bool { slot == .key }

  /// Takes a key; its value is ignored if it is a duplicate.
  mutating func addKey(
    _ key: consuming Located<String>, isMerge: Bool, to stacks: inout YAMLStacks
  ) -> DuplicateKey? {
    let known = isMerge ? extras?.merge?.key : self.key(like: key.value, among: stacks.entries)
    if let known {
      slot = .ignoredValue
      return DuplicateKey(key: key, first: known)
    }
    if isMerge {
      addExtras().merge = (key, stacks.entries.count - first)
      slot = .mergeValue
    } else {
      stacks.keys.push(key)
      slot = .value
    }
    return nil
  }

  /// Takes a node in place of a key that was reported; its value is ignored.
  mutating func ignoreKey() { slot = .ignoredValue }

  /// Takes a value; false if `<<` cannot merge it.
  mutating func addValue(_ node: consuming Node, to stacks: inout YAMLStacks) -> Bool {
    defer { slot = .key }
    switch slot {
    case .value:
      if let key = stacks.keys.pop() { stacks.entries.push(Node.Entry(key: key, value: node)) }
    case .mergeValue:
      guard let sources = Self.mappings(of: node) else { return false }
      extras?.mergeSources = sources
    case .key, .ignoredValue: break
    }
    return true
  }

  /// Takes its entries off the stack and adds what `<<` merges: its own keys win, then those of
  /// the earlier mapping. `report` is told which keys look like others.
  func finish(_ stacks: inout YAMLStacks, report: (DuplicateKey) -> Void) -> [Node.Entry] {
    var entries = stacks.entries.pop(from: first)
    guard let extras, let place = extras.merge?.place else { return entries }
    var known = Dictionary(
      entries.map { ($0.key.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    var merged: [Node.Entry] = []
    for entry in extras.mergeSources.joined() {
      if let winner = known[entry.key.value] {
        let pair = DuplicateKey(key: entry.key, first: winner)
        if !pair.isSameBytes { report(pair) }
      } else {
        known[entry.key.value] = entry.key
        merged.append(entry)
      }
    }
    entries.insert(contentsOf: merged, at: place)
    return entries
  }

  private static func mappings(of node: Node) -> [[Node.Entry]]? {
    switch node.content {
    case .mapping(let entries): return [entries]
    case .scalar: return nil
    case .sequence(let items):
      var mappings: [[Node.Entry]] = []
      for item in items {
        guard case .mapping(let entries) = item.content else { return nil }
        mappings.append(entries)
      }
      return mappings
    }
  }

  /// The earlier key that is equal, canonically: a difference in bytes alone is found as well.
  private mutating func key(
    like key: String, among entries: borrowing ChildStack<Node.Entry>
  ) -> Located<String>? {
    guard entries.count - first > Self.linearLimit else {
      return entries.firstIndex(from: first) { $0.key.value == key }.map { entries[$0].key }
    }
    let extras = addExtras()
    for index in extras.indices.count..<entries.count - first {
      extras.indices[entries[first + index].key.value] = index
    }
    return extras.indices[key].map { entries[first + $0].key }
  }

  private mutating func addExtras() -> Extras {
    if let extras { return extras }
    let extras = Extras()
    self.extras = extras
    return extras
  }
}

/// The parts of all lists and mappings that are being read.
struct YAMLStacks: ~Copyable {
  /// Nodes of lists.
  var items = ChildStack<Node>()
  /// Entries of mappings.
  var entries = ChildStack<Node.Entry>()
  /// Keys whose values are being read.
  var keys = ChildStack<Located<String>>()
}
