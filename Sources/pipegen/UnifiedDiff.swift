/// Lines that differ between two texts, as `diff -u` shows them.
enum UnifiedDiff {
  /// Lines of context around each change.
  private static let context = 3
  /// Lines beyond which texts that differ are not compared line by line: that takes the square of
  /// what differs.
  private static let limit = 8000

  /// From `old`, called `path`, to `new`; empty where they are the same.
  static func text(from old: [UInt8], to new: [UInt8], path: String) -> [UInt8] {
    guard old != new else { return [] }
    let edits = edits(from: lines(of: old), to: lines(of: new))
    var text = Array("--- \(path)\n+++ \(path) (as generated)\n".utf8)
    for hunk in hunks(of: edits) {
      append(edits[hunk], behind: edits[..<hunk.lowerBound], to: &text)
    }
    return text
  }

  private struct Edit {
    enum Kind { case kept, removed, added }
    let kind: Kind
    let line: ArraySlice<UInt8>
  }

  /// With their line feeds; the last may have none.
  private static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    while start < text.endIndex {
      let end = text[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.endIndex
      lines.append(text[start..<end])
      start = end
    }
    return lines
  }

  private static func edits(
    from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]
  ) -> [Edit] {
    let head = zip(old, new).prefix { $0 == $1 }.count
    let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed())
      .prefix { $0 == $1 }.count
    let left = Array(old[head..<(old.count - tail)])
    let right = Array(new[head..<(new.count - tail)])
    return old[..<head].map { Edit(kind: .kept, line: $0) } + middle(from: left, to: right)
      + old[(old.count - tail)...].map { Edit(kind: .kept, line: $0) }
  }

  private static func middle(
    from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]
  ) -> [Edit] {
    guard old.count + new.count <= limit else {
      return old.map { Edit(kind: .removed, line: $0) } + new.map { Edit(kind: .added, line: $0) }
    }
    var removed = Array(repeating: false, count: old.count)
    var added = Array(repeating: false, count: new.count)
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed[offset] = true
      case .insert(let offset, _, _): added[offset] = true
      }
    }
    var edits: [Edit] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, removed[left] {
        edits.append(Edit(kind: .removed, line: old[left]))
        left += 1
      } else if right < new.count, added[right] {
        edits.append(Edit(kind: .added, line: new[right]))
        right += 1
      } else {
        edits.append(Edit(kind: .kept, line: old[left]))
        left += 1
        right += 1
      }
    }
    return edits
  }

  /// Stretches with changes and their context; those that touch are one.
  private static func hunks(of edits: [Edit]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for index in edits.indices where edits[index].kind != .kept {
      let wanted = max(0, index - context)..<min(edits.count, index + context + 1)
      if let last = hunks.last, last.upperBound >= wanted.lowerBound {
        hunks[hunks.count - 1] = last.lowerBound..<wanted.upperBound
      } else {
        hunks.append(wanted)
      }
    }
    return hunks
  }

  private static func append(
    _ hunk: ArraySlice<Edit>, behind before: ArraySlice<Edit>, to text: inout [UInt8]
  ) {
    let old = range(of: hunk, behind: before) { $0.kind != .added }
    let new = range(of: hunk, behind: before) { $0.kind != .removed }
    text += "@@ -\(old) +\(new) @@\n".utf8
    for edit in hunk {
      switch edit.kind {
      case .kept: text.append(UInt8(ascii: " "))
      case .removed: text.append(UInt8(ascii: "-"))
      case .added: text.append(UInt8(ascii: "+"))
      }
      text += edit.line
      if edit.line.last != 0x0A { text += "\n\\ No newline at end of file\n".utf8 }
    }
  }

  private static func range(
    of hunk: ArraySlice<Edit>, behind before: ArraySlice<Edit>, _ isOf: (Edit) -> Bool
  ) -> String {
    let count = hunk.count(where: isOf)
    return "\(before.count(where: isOf) + (count == 0 ? 0 : 1)),\(count)"
  }
}
