import PipelineSpec

/// What Azure Pipelines takes of a file and of one script in it.
enum AzureLimits {
  /// Jobs that a stage may have.
  static let maximumJobs = 256
  /// A longer script is no argument that a system passes on.
  static let maximumScriptBytes = 128 << 10
  /// A longer file is near the end of what the service compiles.
  static let usualFileBytes = 600_000

  /// Reports a script that is too long, and a file that may be.
  ///
  /// - Parameters:
  ///   - size: Bytes of the printed file.
  ///   - longestScript: Bytes of its longest script, indentation counted.
  ///   - document: The file.
  ///   - place: Where the spec asks for the file.
  ///   - diagnostics: Where faults are recorded.
  static func check(
    _ size: Int, longestScript: Int, of document: @autoclosure () -> YAMLDocument,
    at place: SourceRange?, into diagnostics: inout Diagnostics
  ) {
    if longestScript > maximumScriptBytes {
      for (title, bytes) in scripts(of: document()) where bytes > maximumScriptBytes {
        diagnostics.error(
          .tooLarge,
          "the script of '\(title)' has \(bytes) bytes, Azure takes \(maximumScriptBytes)",
          at: place, help: "use fewer or shorter arguments, labels and folders")
      }
    }
    if size > usualFileBytes {
      diagnostics.warning(
        .tooLarge,
        "the pipeline has \(size) bytes, of more than \(usualFileBytes) Azure may refuse",
        at: place, help: "split the spec into several")
    }
  }

  /// Reports a stage of more jobs than the service takes.
  static func checkJobs(
    of document: YAMLDocument, at place: SourceRange?, into diagnostics: inout Diagnostics
  ) {
    let count = mostJobs(of: document)
    guard count > maximumJobs else { return }
    diagnostics.error(
      .tooLarge, "a stage has \(count) jobs, Azure takes \(maximumJobs)", at: place,
      help: "put groups of images into stages of their own, or write 'layout: steps'")
  }

  private static func mostJobs(of document: YAMLDocument) -> Int {
    switch document {
    case .commented(_, let value): mostJobs(of: value)
    case .list(let items), .joined(let items): items.reduce(0) { max($0, mostJobs(of: $1)) }
    case .map(let entries):
      entries.reduce(0) { most, entry in
        switch entry.key.text {
        case "steps": most
        case "jobs": max(most, entry.value.count)
        case _: max(most, mostJobs(of: entry.value))
        }
      }
    case .keyword, .number, .text, .script, .printed, .plain, .passed, .maps, .words: 0
    }
  }

  /// Titles and sizes of scripts, printed once more: nobody waits for what is refused.
  private static func scripts(of document: YAMLDocument) -> [(title: String, bytes: Int)] {
    switch document {
    case .commented(_, let value): return scripts(of: value)
    case .list(let items), .joined(let items): return items.flatMap(scripts)
    case .maps(let count, let make):
      return (0..<count).flatMap { index in
        var entries: [YAMLEntry] = []
        make(index) { entries.append(YAMLEntry($0, $1)) }
        return scripts(of: .map(entries))
      }
    case .map(let entries):
      let bytes = entries.reduce(0) { max($0, size(of: $1.value)) }
      return (bytes > 0 ? [(title(of: entries), bytes)] : [])
        + entries.flatMap { scripts(of: $0.value) }
    case .keyword, .number, .text, .script, .printed, .plain, .passed, .words: return []
    }
  }

  private static func size(of document: YAMLDocument) -> Int {
    switch document {
    case .script(let print): return ShellPrinter.text(print).utf8.count
    case .passed(let text, _): return text.utf8.count
    case .keyword, .number, .text, .printed, .plain, .list, .joined, .maps, .map, .words,
      .commented:
      return 0
    }
  }

  private static func title(of entries: [YAMLEntry]) -> String {
    switch entries.first(where: { $0.key.text == "displayName" })?.value {
    case .text(let text), .passed(let text, _): text
    case .plain(let plain): plain.text
    case .keyword(let word): word.description
    case _: ""
    }
  }
}
