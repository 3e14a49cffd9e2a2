/// What BuildKit thinks that a wrong word was meant to be.
enum GoSuggestion {
  /// ` (did you mean X?)`, or nothing: the nearest word within two edits.
  ///
  /// Between words that are equally near BuildKit chooses by chance; here the one that begins most
  /// like the wrong word is taken.
  static func text(for word: String, in known: [String]) -> String {
    guard let best = nearest(to: word, in: known) else { return "" }
    return " (did you mean \(best)?)"
  }

  /// The same in the case of the wrong word.
  static func text(forAnyCase word: String, in known: [String]) -> String {
    let small = word.lowercased()
    guard let best = nearest(to: small, in: known) else { return "" }
    let isSmall = word.unicodeScalars.elementsEqual(small.unicodeScalars)
    let isCapital = word.unicodeScalars.elementsEqual(word.uppercased().unicodeScalars)
    return " (did you mean \(isCapital && !isSmall ? best.uppercased() : best)?)"
  }

  private static func nearest(to word: String, in known: [String]) -> String? {
    let scalars = Array(word.unicodeScalars)
    var best: (word: String, edits: Int, alike: Int)?
    for candidate in known {
      if candidate == word { return nil }
      let other = Array(candidate.unicodeScalars)
      guard abs(other.count - scalars.count) <= 2 else { continue }
      let edits = edits(from: scalars, to: other)
      guard edits <= 2 else { continue }
      let alike = zip(scalars, other).prefix { $0 == $1 }.count
      if let best, (best.edits, -best.alike) <= (edits, -alike) { continue }
      best = (candidate, edits, alike)
    }
    return best?.word
  }

  /// Insertions, deletions and substitutions.
  private static func edits(from a: [Unicode.Scalar], to b: [Unicode.Scalar]) -> Int {
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        row.append(min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1)))
      }
      last = row
    }
    return last[b.count]
  }
}
