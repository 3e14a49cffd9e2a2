import PipelineSpec

/// What `${name}` may name. A class, as every scope of every image shares it.
final class NameTable: Sendable {
  /// Names that every image has.
  static let builtin = ["image", "repository", "stage"]

  private let registry: String
  private let parameters: [Plan.Parameter]
  private let parameterWords: [String: Word]
  private let images: [Image]
  private let imageIndices: [String: Int]

  init(pipeline: Pipeline, parameters: [Plan.Parameter]) {
    registry = pipeline.registries[0].address.value + "/"
    self.parameters = parameters
    parameterWords = Dictionary(
      parameters.map { ($0.variable.name, Word([.variable($0.variable)])) },
      uniquingKeysWith: { a, _ in a })
    images = pipeline.images
    imageIndices = Dictionary(
      images.enumerated().map { ($0.element.name.value, $0.offset) },
      uniquingKeysWith: { a, _ in a })
  }

  func index(ofImage name: String) -> Int? { imageIndices[name] }

  /// The hole of the parameter called `name`.
  func word(ofParameter name: String) -> Word? { parameterWords[name] }

  func repository(ofImage name: String) -> String { registry + name }

  /// Names near enough to be meant.
  func suggestion(for name: String) -> String? {
    let known =
      parameters.map(\.variable.name) + Self.builtin + images.map { "images.\($0.name.value)" }
    return Suggestion.nearest(to: name, in: known)
  }
}

/// The tag of an image that is built but never pushed, in its own repository.
enum LocalTag {
  static let name = "pipegen-local"
}

/// The names that one text may use.
struct Scope {
  /// When the text has to be known.
  enum Moment {
    case compilation
    case run
  }

  let table: NameTable
  /// The image's name.
  let image: String
  var stage: String?
  let moment: Moment
  /// What `${images.…}` stands for, by position in the spec; nil where it may not be used.
  var images: [ImageReferences]?

  /// The text with all names replaced; nil once it has reported one that is not known.
  func word(of text: InterpolatedText, into diagnostics: inout Diagnostics) -> Word? {
    if let literal = text.literal { return Word(literal: literal) }
    var all = Word(literal: "")
    var isWhole = true
    for fragment in text.fragments {
      switch fragment {
      case .literal(let piece): all.append(.literal(piece))
      case .variable(let name):
        if let word = word(named: name, into: &diagnostics) {
          all.append(word)
        } else {
          isWhole = false
        }
      }
    }
    return isWhole ? all : nil
  }

  /// The text, which has to be known when the spec is compiled.
  func literal(of text: InterpolatedText, into diagnostics: inout Diagnostics) -> String? {
    word(of: text, into: &diagnostics)?.literal
  }

  private func word(named name: Located<String>, into diagnostics: inout Diagnostics) -> Word? {
    switch name.value {
    case "image": return Word(literal: image)
    case "repository": return Word(literal: table.repository(ofImage: image))
    case "stage":
      if let stage { return Word(literal: stage) }
      diagnostics.error(
        .unknownVariable, "'stage' has a meaning only in a stage's own cache", at: name.range)
      return nil
    case let text:
      if let other = text.imageName { return reference(to: other, at: name, into: &diagnostics) }
      if let word = table.word(ofParameter: text) {
        return known(word, at: name, into: &diagnostics)
      }
      diagnostics.error(
        .unknownVariable, "unknown name '\(text)'", at: name.range,
        help: table.suggestion(for: text).map { "did you mean '${\($0)}'?" }
          ?? "declare it under 'parameters', or write $${ for the characters themselves")
      return nil
    }
  }

  /// The hole of a parameter, where holes may be.
  private func known(
    _ parameter: Word, at name: Located<String>, into diagnostics: inout Diagnostics
  ) -> Word? {
    if moment == .run { return parameter }
    diagnostics.error(
      .notYetKnown, "parameter '\(name.value)' is known only when the pipeline runs",
      at: name.range, help: "paths, targets and caches have to be known when the spec is compiled")
    return nil
  }

  private func reference(
    to other: String, at name: Located<String>, into diagnostics: inout Diagnostics
  ) -> Word? {
    guard let images else {
      diagnostics.error(
        .notYetKnown, "'${\(name.value)}' may not stand here", at: name.range,
        help: "another image's reference may stand in args and labels")
      return nil
    }
    guard let index = table.index(ofImage: other) else {
      diagnostics.error(
        .unknownVariable, "unknown image '\(other)'", at: name.range,
        help: table.suggestion(for: name.value).map { "did you mean '${\($0)}'?" })
      return nil
    }
    return images[index].reference
  }
}

extension String {
  /// The image that the name `images.…` means; nil for any other name.
  var imageName: String? {
    guard hasPrefix("images.") else { return nil }
    return String(self[utf8.index(startIndex, offsetBy: 7)...])
  }
}
