import PipelineSpec

/// docs/reference.md, printed from the tables that decode specs and from the diagnostics.
package enum ReferencePage {
  /// Markdown.
  package static var text: String {
    """
    # Reference

    Written by `pipegen debug reference` (`make golden`) from the tables that decode specs; `pipegen explain KEY` shows one entry.

    ## Keys

    A name that you choose is written `*`, an element of a list `[]`.

    \(records)
    ## Diagnostics

    What `pipegen check` prints in `[…]`. Warnings refuse a spec only under `--strict`.

    \(diagnostics)
    """
  }

  private static var records: String {
    var seen: [RecordReference] = []
    var text = ""
    for reference in RecordReference.all {
      let title = reference.path.isEmpty ? "The spec" : "`\(reference.path.joined(separator: "."))`"
      text += "### \(title)\n\n"
      if let other = seen.first(where: { $0.hasSameKeys(as: reference) }) {
        text += "The keys of `\(other.path.joined(separator: "."))`.\n\n"
        continue
      }
      seen.append(reference)
      for key in reference.keys { text += entry(of: key) }
    }
    return text
  }

  private static func entry(of key: KeyReference) -> String {
    let need = key.field.isRequired ? ", required" : ""
    return """
      - **`\(key.field.key)`** (\(key.field.shape.words)\(need)): \(key.field.summary)
        ```yaml
        \(key.field.key): \(key.field.example)
        ```

      """
  }

  private static var diagnostics: String {
    DiagnosticID.allCases.map { id in
      var text = "### `\(id.rawValue)`\n\n\(id.explanation.text)\n\n"
      if let example = id.explanation.example { text += "```yaml\n\(example)\n```\n\n" }
      return text
    }.joined()
  }
}

extension RecordReference {
  /// Whether what was said of `other` is all there is to say.
  fileprivate func hasSameKeys(as other: RecordReference) -> Bool {
    record.name == other.record.name
      && record.fields.map(\.summary) == other.record.fields.map(\.summary)
  }
}
