import PipelineSpec

/// What a parameter is where nobody gives a value: text, and facts.
enum DefaultText {
  /// The text with its names replaced; nil once it has reported one that is no fact. Messages say
  /// that it stands in `place`.
  static func word(
    of text: InterpolatedText, in place: String, into diagnostics: inout Diagnostics
  ) -> Word? {
    if let literal = text.text { return Word(literal) }
    var isWhole = true
    let word = Word(
      text.fragments.compactMap { fragment -> Word.Fragment? in
        switch fragment {
        case .literal(let piece): return .literal(piece)
        case .variable(let name):
          if let fact = Fact(rawValue: name.value) { return .variable(fact.variable) }
          isWhole = false
          let near = Suggestion.nearest(to: name.value, in: Fact.allCases.map(\.rawValue))
          diagnostics.error(
            .unknownVariable, "unknown name '\(name.value)' in \(place)", at: name.range,
            help: near.map { "did you mean '${\($0)}'?" }
              ?? "it may name git and the clock, such as ${git.shortCommit}; $${ stands for the characters themselves"
          )
          return nil
        }
      })
    return isWhole ? word : nil
  }
}
