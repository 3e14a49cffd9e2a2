/// What Azure Pipelines and its agent act on wherever it stands in a text.
package enum AzureText {
  /// Openings of macros and expressions.
  package static let expressions = ["$(", "${{", "$["]
  /// Openings of logging commands.
  package static let commands = ["##vso[", "##["]

  /// The first of `openings` that stands in `text`; compared as the agent does, byte by byte and
  /// whatever the case of ASCII letters.
  package static func first(of openings: [String], in text: String) -> String? {
    let text = CaselessText(text.utf8)
    return openings.first { text.holds([$0]) }
  }
}
