/// Search byte by byte. The standard library's own would link all of its regular expressions, which
/// each start of the program would pay for.
extension Substring {
  /// Where `part` stands first.
  package func place(of part: String) -> Range<Index>? {
    let (utf8, sought) = (self.utf8, part.utf8)
    let (bytes, wanted) = (utf8.span, sought.span)
    var start = 0
    search: while start + wanted.count <= bytes.count {
      for offset in wanted.indices where bytes[start + offset] != wanted[offset] {
        start += 1
        continue search
      }
      let first = utf8.index(utf8.startIndex, offsetBy: start)
      return first..<utf8.index(first, offsetBy: wanted.count)
    }
    return nil
  }

  /// Whether `part` stands in it.
  package func holds(_ part: String) -> Bool { place(of: part) != nil }
}

extension String {
  /// Whether `part` stands in it.
  package func holds(_ part: String) -> Bool { self[...].holds(part) }
}
