/// The variables that a word is expanded with.
struct ShellEnvironment {
  private var values: [ByteName: [UInt8]] = [:]
  /// Declared without a value: known to be unset.
  private var declared: Set<ByteName> = []
  /// Whether an image adds variables that nobody here knows.
  var isOpen = false

  init(isOpen: Bool = false) { self.isOpen = isOpen }

  /// How many have values.
  var count: Int { values.count }

  /// The value of `name`; nil where it is not set.
  subscript(_ name: [UInt8]) -> [UInt8]? { values[ByteName(name)] }

  /// Whether it is known that `name` is not set.
  func isSurelyUnset(_ name: [UInt8]) -> Bool { !isOpen || declared.contains(ByteName(name)) }

  mutating func set(_ name: [UInt8], to value: [UInt8]) { values[ByteName(name)] = value }

  mutating func declare(_ name: [UInt8]) { declared.insert(ByteName(name)) }

  mutating func set(_ name: String, to value: String) {
    set(Array(name.utf8), to: Array(value.utf8))
  }
}
