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
  ///   - longScripts: Its scripts that are longer than `maximumScriptBytes`.
  ///   - place: Where the spec asks for the file.
  ///   - diagnostics: Where faults are recorded.
  static func check(
    _ size: Int, _ longScripts: [YAMLPrinter.LongScript], at place: SourceRange?,
    into diagnostics: inout Diagnostics
  ) {
    for script in longScripts {
      diagnostics.error(
        .tooLarge,
        "the script of '\(script.title ?? "")' has \(script.bytes) bytes, Azure takes \(maximumScriptBytes)",
        at: place, help: "use fewer or shorter arguments, labels and folders")
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
        case "jobs": max(most, entry.value.isMap ? 1 : entry.value.count)
        case _: max(most, mostJobs(of: entry.value))
        }
      }
    case .keyword, .number, .text, .script, .printed, .plain, .passed, .maps, .words: 0
    }
  }
}
