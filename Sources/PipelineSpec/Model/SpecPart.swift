/// A file that a spec includes, or the spec itself.
struct SpecPart {
  let entries: [Node.Entry]
  let range: SourceRange
  /// Where its paths begin: relative to the spec's folder.
  let folder: String
}
