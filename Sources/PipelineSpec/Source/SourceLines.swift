/// Walks through the lines of a text, as libyaml counts them: a line ends with LF, CR LF, CR, NEL
/// (U+0085), LS (U+2028) or PS (U+2029).
///
/// The lines of a text are looked for only once there is something to say about one.
struct SourceLines {
  private let bytes: [UInt8]
  private var next: Int
  private var isDone = false

  /// All lines of `file`, the first without its byte order mark.
  init(of file: SourceFile) {
    bytes = file.bytes
    next = file.byteOrderMarkLength
  }

  /// The next line without its end, as indices into the file's bytes; nil behind the last line.
  ///
  /// A text that ends with a line break has an empty last line: that is where libyaml's marks for
  /// the end of the text stand.
  mutating func nextLine() -> Range<Int>? {
    guard !isDone else { return nil }
    let start = next
    var end = start
    while end < bytes.count {
      let length = Self.lineBreakLength(in: bytes, at: end)
      if length > 0 {
        next = end + length
        return start..<end
      }
      end += 1
    }
    isDone = true
    return start..<end
  }

  /// How many bytes the line break at `index` has; 0 if there is none.
  private static func lineBreakLength(in bytes: [UInt8], at index: Int) -> Int {
    func byte(_ distance: Int) -> UInt8 {
      index + distance < bytes.count ? bytes[index + distance] : 0
    }
    return switch bytes[index] {
    case 0x0A: 1
    case 0x0D: byte(1) == 0x0A ? 2 : 1
    case 0xC2: byte(1) == 0x85 ? 2 : 0
    case 0xE2: byte(1) == 0x80 && byte(2) & 0xFE == 0xA8 ? 3 : 0
    default: 0
    }
  }
}

extension SourceFile {
  /// How many bytes a byte order mark takes: 3, or 0 where there is none.
  var byteOrderMarkLength: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  /// The wanted lines (counted from 1), without their ends, as indices into `bytes`.
  ///
  /// One pass, up to the last of them; lines that the text does not have are left out.
  func lines(_ wanted: Set<Int>) -> [Int: Range<Int>] {
    guard let last = wanted.max() else { return [:] }
    var found: [Int: Range<Int>] = [:]
    var lines = SourceLines(of: self)
    var number = 1
    while number <= last, let line = lines.nextLine() {
      if wanted.contains(number) { found[number] = line }
      number += 1
    }
    return found
  }

  /// One line (counted from 1) without its end, as indices into `bytes`.
  func line(_ number: UInt32) -> Range<Int>? { lines([Int(number)])[Int(number)] }

  /// The place of the character that begins at a byte, or of the line break that holds it.
  func position(ofByte offset: Int) -> SourcePosition {
    var lines = SourceLines(of: self)
    var number = 0
    var last = byteOrderMarkLength..<byteOrderMarkLength
    while let line = lines.nextLine(), line.lowerBound <= offset {
      last = line
      number += 1
    }
    let before = bytes[last.lowerBound..<max(last.lowerBound, min(offset, last.upperBound))]
    let column = before.reduce(1) { $1.isUTF8Continuation ? $0 : $0 + 1 }
    return SourcePosition(line: max(number, 1), column: column)
  }
}

extension UInt8 {
  /// Whether the byte stands inside a character of UTF-8, not at its start.
  var isUTF8Continuation: Bool { self & 0xC0 == 0x80 }
}

extension SourceFile {
  /// The first character behind a place that is neither blank nor comment nor part of `...`.
  func content(behind place: SourcePosition) -> SourcePosition? {
    var lines = SourceLines(of: self)
    var number: UInt32 = 0
    while let line = lines.nextLine() {
      number += 1
      guard number > place.line else { continue }
      let text = bytes[line].drop { $0 == 0x20 || $0 == 0x09 }
      let isDocumentEnd = text.starts(with: "...".utf8) && text.startIndex == line.lowerBound
      if let first = text.first, first != 0x23, !isDocumentEnd {
        return position(ofByte: text.startIndex)
      }
    }
    return nil
  }
}
