/// What is wrong with the tree of a file: records it, and decides whether to read on.
struct YAMLFaults {
  /// After so many faults the rest of a file is not read.
  private static let maximum = 1000

  private let file: SourceFile.ID
  private(set) var diagnostics: Diagnostics
  private var count = 0
  /// Whether the tree lacks something, so that decoding it would report faults that are none.
  private(set) var isTreeBroken = false
  /// Whether to read no further: at the end, or after a fault that makes it pointless.
  private(set) var isStopped = false

  /// For `file`; adds to `diagnostics`.
  init(in file: SourceFile.ID, after diagnostics: Diagnostics) {
    self.file = file
    self.diagnostics = diagnostics
  }

  /// Records a fault that leaves a hole in the tree.
  mutating func fail(
    _ id: DiagnosticID, _ message: String, at range: SourceRange, help: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    isTreeBroken = true
    report(id, message, at: range, help: help, notes: notes)
  }

  /// Reads no further.
  mutating func stop() { isStopped = true }

  /// Records what libyaml could not read.
  mutating func stop(at fault: YAMLSyntaxFault, in source: SourceFile) {
    isTreeBroken = true
    isStopped = true
    fault.report(in: source, file, into: &diagnostics)
  }

  /// Records that a list or mapping lies too deep.
  mutating func stopTooDeep(at start: SourcePosition) {
    isStopped = true
    fail(
      .tooDeep, "lists and mappings nest deeper than \(YAML.maximumDepth) levels",
      at: SourceRange(file: file, start: start, length: 1))
  }

  /// Records that there is more of something than a spec may have.
  mutating func stopOverLimit(_ id: DiagnosticID, _ message: String, at range: SourceRange) {
    isStopped = true
    fail(id, message, at: range, help: "aliases count as often as they are used")
  }

  /// Records a key that a mapping has already; the tree is whole without it.
  mutating func refuse(_ pair: YAMLMapping.DuplicateKey) {
    let notes = [Diagnostic.Note(message: "the first one stands here", range: pair.first.range)]
    if pair.isSameBytes {
      let key = DisplayText.shortened(pair.key.value)
      report(.duplicateKey, "duplicate key '\(key)'", at: pair.key.range, notes: notes)
    } else {
      report(
        .duplicateKey,
        "key '\(Self.spelled(pair.key))' looks like '\(Self.spelled(pair.first))' but is another",
        at: pair.key.range, help: "rename or remove one", notes: notes)
    }
  }

  /// A key with all that is not ASCII spelled out.
  private static func spelled(_ key: Located<String>) -> String {
    DisplayText.shortened(DisplayText.spelled(key.value))
  }

  /// Records a tag, as libyaml gives it.
  mutating func refuse(tag: String, at range: SourceRange) {
    let prefix = "tag:yaml.org,2002:"
    let written = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.utf8.count) : tag
    fail(
      .yamlTag, "YAML tags have no meaning in a spec, found '\(DisplayText.shortened(written))'",
      at: range, help: "remove it, or quote a value that begins with '!'")
  }

  private mutating func report(
    _ id: DiagnosticID, _ message: String, at range: SourceRange, help: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    diagnostics.error(id, message, at: range, help: help, notes: notes)
    count += 1
    guard count == Self.maximum, !isStopped else { return }
    diagnostics.error(
      .tooManyFaults, "\(count) faults; the rest of the file was not read", at: range)
    isStopped = true
    isTreeBroken = true
  }
}
