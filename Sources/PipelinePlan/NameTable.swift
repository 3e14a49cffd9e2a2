import PipelineSpec

/// What `${name}` may name. A class, as every scope of every image shares it.
final class NameTable: Sendable {
  /// Names that every image has.
  static let builtin = ["image", "repository", "stage"]

  let registry: String
  let parameters: [Plan.Parameter]
  private let images: [Image]
  private let imageIndices: [String: Int]

  init(pipeline: Pipeline, parameters: [Plan.Parameter]) {
    registry = pipeline.registries[0].address.value
    self.parameters = parameters
    images = pipeline.images
    imageIndices = Dictionary(
      images.enumerated().map { ($0.element.name.value, $0.offset) },
      uniquingKeysWith: { a, _ in a })
  }

  func index(ofImage name: String) -> Int? { imageIndices[name] }

  func parameter(named name: String) -> Plan.Parameter? {
    parameters.first { $0.variable.name == name }
  }

  func repository(ofImage name: String) -> String { registry + "/" + name }

  /// Names near enough to be meant.
  func suggestion(for name: String) -> String? {
    let known =
      parameters.map(\.variable.name) + Self.builtin + images.map { "images.\($0.name.value)" }
    return Suggestion.nearest(to: name, in: known)
  }

  /// How other images refer to the image at `index`: by its first tag, or by a name that is never
  /// pushed.
  func reference(
    toImage index: Int, into diagnostics: inout Diagnostics
  ) -> Word? {
    let image = images[index]
    let prefix = repository(ofImage: image.name.value) + ":"
    guard let tag = image.tags.first else { return Word(literal: prefix + LocalTag.name) }
    if let literal = tag.literal { return Word(literal: prefix + literal) }
    let scope = Scope(
      table: self, image: image.name.value, stage: nil, moment: .run, allowsImages: false)
    var ignored = Diagnostics()
    return scope.word(of: tag, into: &ignored).map { Word(literal: prefix) + $0 }
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
  let stage: String?
  let moment: Moment
  var allowsImages = true

  /// The text with all names replaced; nil once it has reported one that is not known.
  func word(of text: InterpolatedText, into diagnostics: inout Diagnostics) -> Word? {
    if let literal = text.literal { return Word(literal: literal) }
    var fragments: [Word.Fragment] = []
    var isWhole = true
    for fragment in text.fragments {
      switch fragment {
      case .literal(let piece): fragments.append(.literal(piece))
      case .variable(let name):
        if let word = word(named: name, into: &diagnostics) {
          fragments += word.fragments
        } else {
          isWhole = false
        }
      }
    }
    return isWhole ? Word(fragments) : nil
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
    case let text where text.utf8.starts(with: "images.".utf8):
      return reference(to: String(text.dropFirst(7)), at: name, into: &diagnostics)
    case let text:
      if let parameter = table.parameter(named: text) {
        return parameterWord(parameter, at: name, into: &diagnostics)
      }
      diagnostics.error(
        .unknownVariable, "unknown name '\(text)'", at: name.range,
        help: table.suggestion(for: text).map { "did you mean '${\($0)}'?" }
          ?? "declare it under 'parameters', or write $${ for the characters themselves")
      return nil
    }
  }

  private func parameterWord(
    _ parameter: Plan.Parameter, at name: Located<String>, into diagnostics: inout Diagnostics
  ) -> Word? {
    if moment == .run { return Word([.variable(parameter.variable)]) }
    diagnostics.error(
      .notYetKnown, "parameter '\(name.value)' is known only when the pipeline runs",
      at: name.range, help: "paths, targets and caches have to be known when the spec is compiled")
    return nil
  }

  private func reference(
    to other: String, at name: Located<String>, into diagnostics: inout Diagnostics
  ) -> Word? {
    guard moment == .run, allowsImages else {
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
    return table.reference(toImage: index, into: &diagnostics)
  }
}
