/// A line of a source text with a caret under the place that a message is about.
struct Snippet {
  /// Columns of a line that are shown.
  private static let width = 100
  /// Columns of them that are kept for what follows the caret.
  private static let widthBehindCaret = 40
  /// Bytes on each side of the caret that are looked at, however long the line is.
  private static let reach = 4 * width

  /// The line's text, as a terminal may show it.
  let text: String
  /// Blanks up to the caret, the caret, and `~` under the rest of the range.
  let underline: String

  /// The part of a line, given as its bytes, around the columns of `range` in its first line.
  init(of line: ArraySlice<UInt8>, marking range: SourceRange) {
    let caret = Self.index(ofColumn: range.start.column, in: line)
    let start = Self.boundary(in: line, at: max(line.startIndex, caret - Self.reach))
    let end = Self.boundary(in: line, at: min(line.endIndex, caret + Self.reach))
    var before = DisplayText.cells(line[start..<caret])
    var behind = DisplayText.cells(line[caret..<end])
    // A mark stands on the character before it.
    while behind.first?.width == 0, let base = before.popLast() { behind.insert(base, at: 0) }

    let keptBehind = min(Self.width(of: behind), Self.widthBehindCaret)
    let shownBefore = Self.suffix(of: before, width: Self.width - keptBehind)
    let shownBehind = Self.prefix(of: behind, width: Self.width - Self.width(of: shownBefore))
    let isCutBefore = start > line.startIndex || shownBefore.count < before.count
    let isCutBehind = end < line.endIndex || shownBehind.count < behind.count

    let shown = (shownBefore + shownBehind).map(\.text).joined()
    text = (isCutBefore ? "…" : "") + shown + (isCutBehind ? "…" : "")
    let marked = shownBehind.prefix(range.lengthInFirstLine)
    underline =
      (isCutBefore ? " " : "") + shownBefore.map(\.padding).joined()
      + "^" + String(repeating: "~", count: max(0, Self.width(of: marked) - 1))
  }

  /// The byte where a column begins, counted from 1; the line's end if it has fewer.
  private static func index(ofColumn column: UInt32, in line: ArraySlice<UInt8>) -> Int {
    var left = column
    for index in line.indices where !line[index].isUTF8Continuation {
      left -= 1
      if left == 0 { return index }
    }
    return line.endIndex
  }

  /// The start of the character that has a byte at `index`.
  private static func boundary(in line: ArraySlice<UInt8>, at index: Int) -> Int {
    var start = index
    while start > line.startIndex, start < line.endIndex, index - start < 3,
      line[start].isUTF8Continuation
    { start -= 1 }
    return start
  }

  private static func width(of cells: some Sequence<DisplayText.Cell>) -> Int {
    cells.reduce(0) { $0 + $1.width }
  }

  private static func prefix(
    of cells: some Sequence<DisplayText.Cell>, width: Int
  ) -> [DisplayText.Cell] {
    var room = width
    return cells.prefix(2 * width).prefix { cell in
      room -= cell.width
      return room >= 0
    }
  }

  private static func suffix(of cells: [DisplayText.Cell], width: Int) -> [DisplayText.Cell] {
    prefix(of: cells.reversed(), width: width).reversed()
  }
}

extension SourceRange {
  /// Characters of the first line that it holds.
  fileprivate var lengthInFirstLine: Int {
    end.line > start.line ? .max : max(1, Int(end.column) - Int(start.column))
  }
}

extension DisplayText.Cell {
  /// What moves the caret as far as the cell moves the text.
  fileprivate var padding: String { isTab ? text : String(repeating: " ", count: width) }
}
