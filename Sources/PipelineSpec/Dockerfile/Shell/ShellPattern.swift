/// The pattern of `${x#…}`, `${x%…}` and `${x/…/…}`: `*` and `?` match, `\` makes them text.
struct ShellPattern {
  private enum Part {
    case character(UInt32)
    case any
    case anyRun
  }

  private let parts: [Part]
  /// How many steps were taken.
  private(set) var work = 0

  /// The steps that a pattern may take; BuildKit's own are as many as the text is long.
  private static let limit = 1 << 22

  init(_ pattern: ArraySlice<UInt8>) throws(ShellFault) {
    var parts: [Part] = []
    var index = pattern.startIndex
    while index < pattern.endIndex {
      var (scalar, width) = Runes.decode(pattern, at: index)
      index += width
      switch scalar {
      case 0x2A: parts.append(.anyRun)
      case 0x3F: parts.append(.any)
      case 0x5C:
        // Behind a backslash, `}` and `/` are text of the word, not of the pattern.
        if index < pattern.endIndex, pattern[index] == 0x7D || pattern[index] == 0x2F { continue }
        (scalar, width) =
          index < pattern.endIndex
          ? Runes.decode(pattern, at: index) : (Runes.replacement, 0)
        guard scalar == 0x2A || scalar == 0x3F || scalar == 0x5C else {
          throw Self.invalid(pattern, scalar)
        }
        index += width
        parts.append(.character(scalar))
      case _: parts.append(.character(scalar))
      }
    }
    self.parts = parts
  }

  private static func invalid(_ pattern: ArraySlice<UInt8>, _ scalar: UInt32) -> ShellFault {
    let character = Unicode.Scalar(scalar).map(String.init) ?? "\u{FFFD}"
    return ShellFault(
      message: "invalid pattern (\(pattern.text)) in substitution: invalid escape '\\\(character)'")
  }

  mutating func withoutPrefix(_ value: [UInt8], longest: Bool) throws(ShellFault) -> [UInt8] {
    let (scalars, starts) = Self.scalars(of: value)
    guard let end = try end(of: parts, in: scalars[...], longest: longest) else { return value }
    return Array(value[starts[end]...])
  }

  mutating func withoutSuffix(_ value: [UInt8], longest: Bool) throws(ShellFault) -> [UInt8] {
    let (scalars, starts) = Self.scalars(of: value)
    let reversed = Array(scalars.reversed())
    guard let end = try end(of: parts.reversed(), in: reversed[...], longest: longest) else {
      return value
    }
    return Array(value[..<starts[scalars.count - end]])
  }

  mutating func replacing(
    in value: [UInt8], with new: [UInt8], all: Bool, limit: Int
  ) throws(ShellFault) -> [UInt8] {
    let (scalars, starts) = Self.scalars(of: value)
    var result: [UInt8] = []
    var last = 0
    var from = 0
    while from <= scalars.count, let match = try firstMatch(in: scalars, from: from) {
      result += value[starts[last]..<starts[match.lowerBound]]
      if match.upperBound > last || match.lowerBound == 0 { result += new }
      guard result.count <= limit else { throw .tooLong }
      last = match.upperBound
      from = max(from + 1, match.upperBound)
      if !all { break }
    }
    return result + value[starts[last]...]
  }

  private mutating func firstMatch(
    in scalars: [UInt32], from: Int
  ) throws(ShellFault) -> Range<Int>? {
    for start in from...scalars.count {
      if let length = try end(of: parts, in: scalars[start...], longest: true) {
        return start..<(start + length)
      }
    }
    return nil
  }

  /// How many characters the shortest or longest match at the start has.
  private mutating func end(
    of parts: [Part], in scalars: ArraySlice<UInt32>, longest: Bool
  ) throws(ShellFault) -> Int? {
    if case .character(let wanted) = parts.first, scalars.first != wanted { return nil }
    var reached = [Bool](repeating: false, count: scalars.count + 1)
    reached[0] = true
    work += reached.count
    for part in parts {
      work += reached.count
      guard work <= Self.limit else { throw .tooLong }
      var next = [Bool](repeating: false, count: reached.count)
      var isAny = false
      for index in reached.indices where reached[index] || isAny {
        let scalar = index < scalars.count ? scalars[scalars.startIndex + index] : nil
        switch part {
        case .anyRun:
          next[index] = true
          isAny = scalar != 0x0A
        case .any:
          if let scalar, scalar != 0x0A { next[index + 1] = true }
        case .character(let wanted):
          if scalar == wanted { next[index + 1] = true }
        }
      }
      reached = next
    }
    return longest ? reached.lastIndex(of: true) : reached.firstIndex(of: true)
  }

  private static func scalars(of value: [UInt8]) -> (scalars: [UInt32], starts: [Int]) {
    var scalars: [UInt32] = []
    var starts: [Int] = []
    var index = 0
    while index < value.count {
      let (scalar, width) = Runes.decode(value[...], at: index)
      scalars.append(scalar)
      starts.append(index)
      index += width
    }
    return (scalars, starts + [value.count])
  }
}
