/// A place in a source text; `line` and `column` count from 1, columns in Unicode scalars.
///
/// That is what libyaml's marks count (a byte order mark is not counted), so a place never has to
/// be looked up in UTF-8.
public struct SourcePosition: Hashable, Sendable, Comparable, BitwiseCopyable {
  /// From 1.
  public let line: UInt32
  /// From 1, in Unicode scalars.
  public let column: UInt32

  /// The place at `line` and `column`, both from 1.
  public init(line: Int, column: Int) {
    self.line = UInt32(clamping: line)
    self.column = UInt32(clamping: column)
  }

  /// Line first, then column.
  public static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A stretch of one source text: from `start` up to, but without, `end`.
public struct SourceRange: Hashable, Sendable, BitwiseCopyable {
  /// The file that holds it.
  public let file: SourceFile.ID
  /// Its first character.
  public let start: SourcePosition
  /// The character behind its last; for a collection or block scalar on a later line.
  public let end: SourcePosition

  /// The stretch from `start` to `end` of `file`.
  public init(file: SourceFile.ID, start: SourcePosition, end: SourcePosition) {
    self.file = file
    self.start = start
    self.end = end
  }
}

/// A value and where in the source it stands.
///
/// Ranges ride beside the data: two located values are equal where their values are.
public struct Located<Value> {
  /// What was written there.
  public var value: Value
  /// Where it was written.
  public var range: SourceRange

  /// `value`, which stands at `range`.
  public init(_ value: Value, at range: SourceRange) {
    self.value = value
    self.range = range
  }

  /// Another value at the same place.
  public func map<Other>(_ transform: (Value) -> Other) -> Located<Other> {
    Located<Other>(transform(value), at: range)
  }
}

extension Located: Sendable where Value: Sendable {}

extension Located: Equatable where Value: Equatable {
  /// Whether the values are equal, wherever they stand.
  public static func == (left: Self, right: Self) -> Bool { left.value == right.value }
}

extension Located: Hashable where Value: Hashable {
  /// Hashes the value alone.
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
