/// Search byte by byte. The standard library's own would link all of its regular expressions, which each start of the program
/// would pay for.
extension Substring {
  /// Where `part` begins first.
  package func start(of part: String) -> Index? {
    let (utf8, sought) = (self.utf8, part.utf8)
    let (bytes, wanted) = (utf8.span, sought.span)
    var start = 0
    search: while start + wanted.count <= bytes.count {
      for offset in wanted.indices where bytes[start + offset] != wanted[offset] {
        start += 1
        continue search
      }
      return utf8.index(utf8.startIndex, offsetBy: start)
    }
    return nil
  }

  package func holds(_ part: String) -> Bool { start(of: part) != nil }
}

extension String {
  package func holds(_ part: String) -> Bool { self[...].holds(part) }
}
