import PipelineSpec

/// What Azure Pipelines takes of a file and of one script in it.
enum AzureLimits {
  /// A longer script is no argument that a system passes on.
  static let maximumScriptBytes = 128 << 10
  /// A longer file is near the end of what the service compiles.
  static let usualFileBytes = 600_000

  /// Reports a script that is too long, and a file that may be.
  ///
  /// - Parameters:
  ///   - size: Bytes of the printed file.
  ///   - longestScript: Bytes of its longest script, indentation counted.
  ///   - steps: The steps of its job.
  ///   - place: Where the spec asks for the file.
  ///   - diagnostics: Where faults are recorded.
  static func check(
    _ size: Int, longestScript: Int, of steps: @autoclosure () -> YAMLDocument,
    at place: SourceRange?, into diagnostics: inout Diagnostics
  ) {
    if longestScript > maximumScriptBytes {
      for (title, bytes) in scripts(of: steps()) where bytes > maximumScriptBytes {
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

  /// Titles and sizes of scripts, printed once more: nobody waits for what is refused.
  private static func scripts(of steps: YAMLDocument) -> [(title: String, bytes: Int)] {
    guard case .madeList(let count, let make) = steps else { return [] }
    return (0..<count).compactMap { index in
      guard case .map(let entries) = make(index) else { return nil }
      var title = ""
      var bytes = 0
      for entry in entries {
        switch entry.value {
        case .script(let statements):
          var text = TextBuffer()
          ShellPrinter.print(statements, into: &text)
          bytes = text.count
        case .text(let text) where entry.key.text == "displayName": title = text
        case .keyword(let word) where entry.key.text == "displayName": title = word.description
        case _: break
        }
      }
      return (title, bytes)
    }
  }
}
