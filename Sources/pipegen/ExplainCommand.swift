import ArgumentParser
import Emitters
import PipelineSpec

/// Says what a key or a diagnostic means.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Says what a key of the spec or a diagnostic means.",
    discussion: """
      A diagnostic is named as in its brackets: clash. A key by itself (cache) or with those above \
      it (stages.cache, images.app.stages.deps.cache).
      """)

  @Argument(
    help: ArgumentHelp("The key or diagnostic.", valueName: "key-or-id"),
    completion: .list(DiagnosticID.allCases.map(\.rawValue)))
  var name: String

  func run() throws {
    let keys = KeyReference.keys(meantBy: name)
    let diagnostic = DiagnosticID(rawValue: name)
    guard diagnostic != nil || !keys.isEmpty else { throw unknown }
    var entries = keys.map(ExplanationText.text)
    if let diagnostic { entries.append(ExplanationText.text(of: diagnostic)) }
    try StandardOutput.write(entries.joined(separator: "\n"))
  }

  private var unknown: ValidationError {
    let known =
      DiagnosticID.allCases.map(\.rawValue)
      + RecordReference.all.flatMap { $0.record.fields.map(\.key) }
    let hint = Suggestion.nearest(to: name, in: known).map { "did you mean '\($0)'?" }
    return ValidationError(
      "no key and no diagnostic is called '\(name)'; "
        + (hint ?? "docs/reference.md lists all"))
  }
}
