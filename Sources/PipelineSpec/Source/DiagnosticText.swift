/// Prints diagnostics for people: a GNU header, the line, a caret, help and notes.
///
/// ```
/// pipegen.yml:6:6: error: unknown key 'nam' in stage [unknown-key]
///   6 |   - nam: compile
///     |     ^~~
///     = help: did you mean 'name'?
/// ```
public enum DiagnosticText {
  /// The most that is printed, in bytes, however many diagnostics there are.
  public static let maximumBytes = 16 << 10

  /// All diagnostics by place, then how many were left out.
  ///
  /// At most `limit` of them and `maximumBytes`; errors are left out after warnings. Empty if
  /// there is none; else it ends with a line feed.
  public static func render(
    _ diagnostics: Diagnostics, sources: Sources, limit: Int = 20
  ) -> String {
    let shown = mostSevere(limit, of: diagnostics.sorted)
    let printer = DiagnosticPrinter(shown, sources: sources)
    var text = ""
    var count = 0
    for diagnostic in shown {
      let next = printer.text(of: diagnostic)
      guard text.utf8.count + next.utf8.count <= DiagnosticPrinter.maximumBytes else { break }
      text += next
      count += 1
    }
    let left = diagnostics.all.count - count
    guard left > 0 else { return text }
    // Found last, where reading stopped, so it is never among the first ones.
    let isCut = diagnostics.all.contains { $0.id == .tooManyFaults }
    return isCut && !shown.contains { $0.id == .tooManyFaults }
      ? text
        + "and \(left - 1) more; the rest was not read [\(DiagnosticID.tooManyFaults.rawValue)]\n"
      : text + "and \(left) more\n"
  }

  /// One diagnostic; it ends with a line feed.
  public static func render(_ diagnostic: Diagnostic, sources: Sources) -> String {
    DiagnosticPrinter([diagnostic], sources: sources).text(of: diagnostic)
  }

  /// How many there are, such as "2 errors, 1 warning"; nil for none.
  public static func summary(of diagnostics: Diagnostics) -> String? {
    let errors = diagnostics.all.count { $0.severity == .error }
    let warnings = diagnostics.all.count - errors
    let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
    guard !parts.isEmpty else { return nil }
    return parts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }

  /// The first `limit`, errors before warnings, in the order given.
  private static func mostSevere(_ limit: Int, of diagnostics: [Diagnostic]) -> [Diagnostic] {
    var errorsLeft = limit
    let errors = diagnostics.count { $0.severity == .error }
    var warningsLeft = max(0, limit - errors)
    return diagnostics.filter { diagnostic in
      switch diagnostic.severity {
      case .error: errorsLeft -= 1
      case .warning: warningsLeft -= 1
      }
      return diagnostic.severity == .error ? errorsLeft >= 0 : warningsLeft >= 0
    }
  }
}

/// Prints single diagnostics; knows the lines that they speak of.
struct DiagnosticPrinter {
  /// Leaves room for the line "and N more".
  static let maximumBytes = DiagnosticText.maximumBytes - 64

  private let sources: Sources
  /// The wanted lines of each file: one pass over a file, whatever is printed about it.
  private let lines: [SourceFile.ID: [Int: Range<Int>]]

  init(_ diagnostics: [Diagnostic], sources: Sources) {
    self.sources = sources
    var wanted: [SourceFile.ID: Set<Int>] = [:]
    for diagnostic in diagnostics {
      for range in [diagnostic.range] + diagnostic.notes.map(\.range) {
        guard let range else { continue }
        wanted[range.file, default: []].insert(Int(range.start.line))
      }
    }
    lines = Dictionary(
      uniqueKeysWithValues: wanted.map { file, lines in (file, sources[file].lines(lines)) })
  }

  /// The diagnostic with its snippet, help and notes; notes only as far as there is room.
  func text(of diagnostic: Diagnostic) -> String {
    var text = header(
      at: diagnostic.range, diagnostic.severity.rawValue,
      "\(DisplayText.escaped(diagnostic.message, columns: 400)) [\(diagnostic.id.rawValue)]")
    text += snippet(at: diagnostic.range)
    if let help = diagnostic.help {
      let gutter = blanks(for: diagnostic.range)
      text += "\(gutter)= help: \(DisplayText.escaped(help, columns: 400))\n"
    }
    for note in diagnostic.notes {
      let next = self.text(of: note)
      guard text.utf8.count + next.utf8.count <= Self.maximumBytes else { break }
      text += next
    }
    return text
  }

  private func text(of note: Diagnostic.Note) -> String {
    header(at: note.range, "note", DisplayText.escaped(note.message, columns: 400))
      + snippet(at: note.range)
  }

  private func header(at range: SourceRange?, _ kind: String, _ message: String) -> String {
    guard let range else { return "pipegen: \(kind): \(message)\n" }
    let name = DisplayText.escaped(sources[range.file].name, columns: 200)
    return "\(name):\(range.start.line):\(range.start.column): \(kind): \(message)\n"
  }

  private func snippet(at range: SourceRange?) -> String {
    guard let range, let line = lines[range.file]?[Int(range.start.line)] else { return "" }
    let snippet = Snippet(of: sources[range.file].bytes[line], marking: range)
    let first = "  \(range.start.line) |" + (snippet.text.isEmpty ? "" : " \(snippet.text)")
    return "\(first)\n\(blanks(for: range))| \(snippet.underline)\n"
  }

  /// As wide as a line number and the blanks around it.
  private func blanks(for range: SourceRange?) -> String {
    let digits = range.map { String($0.start.line).utf8.count } ?? 1
    return String(repeating: " ", count: digits + 3)
  }
}
