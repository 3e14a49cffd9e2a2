/// Finds what the user probably meant.
package enum Suggestion {
  /// The candidate with the fewest edits, if those are few enough to be a slip.
  ///
  /// A letter that only looks like one of ASCII counts as one wrong letter.
  package static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
    let bytes = word.unicodeScalars.map { $0.isASCII ? UInt8($0.value) : 0xFF }
    let limit = max(1, bytes.count / 3)
    var best: (candidate: String, edits: Int)?
    for candidate in candidates {
      guard abs(candidate.utf8.count - bytes.count) <= limit else { continue }
      let edits = edits(from: bytes, to: Array(candidate.utf8))
      if edits <= limit, edits < best?.edits ?? .max { best = (candidate, edits) }
    }
    return best?.candidate
  }

  /// The help of a message about `word`, which is none of the `known` ones: `kind` is their plural.
  package static func help(for word: String, in known: [String], kind: String) -> String {
    if let near = nearest(to: word, in: known) { return "did you mean '\(near)'?" }
    return known.isEmpty
      ? "the spec has no \(kind)" : "\(kind): \(known.joined(separator: ", "))"
  }

  /// Insertions, deletions, substitutions and swaps of neighbours, ignoring case.
  static func edits(from a: [UInt8], to b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in b.indices {
        let isEqual = lowercased(a[i]) == lowercased(b[j])
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (isEqual ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
