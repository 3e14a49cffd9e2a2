/// Search byte by byte. The standard library's own would link all of its regular expressions, which each start of the program
/// would pay for.
extension Substring {
  /// Where `part` begins first.
  package func start(of part: String) -> Index? {
    utf8.indices.first { utf8[$0...].starts(with: part.utf8) }
  }

  package func holds(_ part: String) -> Bool { start(of: part) != nil }
}

extension String {
  package func holds(_ part: String) -> Bool { self[...].holds(part) }
}
