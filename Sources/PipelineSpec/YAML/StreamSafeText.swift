extension String {
  /// Whether no more than 30 combining marks follow each other: the Stream-Safe Text Format of
  /// Unicode's annex 15.
  ///
  /// Swift orders the marks of a run whenever it compares or hashes text, in quadratic time: with
  /// 60,000 bytes of marks that takes half a second.
  var isStreamSafe: Bool {
    guard utf8.contains(where: { $0 >= 0x80 }) else { return true }
    var marks = 0
    for scalar in unicodeScalars {
      marks = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
      if marks > 30 { return false }
    }
    return true
  }
}
