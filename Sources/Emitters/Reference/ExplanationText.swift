package import PipelineSpec

/// What `pipegen explain` prints.
package enum ExplanationText {
  /// What a key means, and an example.
  package static func text(of key: KeyReference) -> String {
    let need = key.field.isRequired ? ", required" : ""
    return """
      \(key.name) (\(key.field.shape.words.filter { $0 != "`" })\(need))
        \(key.field.summary)

        \(key.field.key): \(key.field.example)

      """
  }

  /// What a kind of diagnostic means, and a spec that has it.
  package static func text(of id: DiagnosticID) -> String {
    var text = "[\(id.rawValue)]\n"
    for line in lines(of: id.explanation.text) { text += "  \(line)\n" }
    guard let example = id.explanation.example else { return text }
    text += "\n  For example:\n\n"
    for line in example.split(separator: "\n") { text += "    \(line)\n" }
    return text
  }

  /// At most 78 characters each, where words allow.
  private static func lines(of text: String) -> [String] {
    text.split(separator: " ").reduce(into: [""]) { lines, word in
      let last = lines.count - 1
      if lines[last].isEmpty {
        lines[last] = String(word)
      } else if lines[last].utf8.count + word.utf8.count < 78 {
        lines[last] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }
}
