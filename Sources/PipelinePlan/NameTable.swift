import PipelineSpec

/// What `${name}` may name. A class, as every scope of every image shares it.
final class NameTable: Sendable {
  /// Names that every image has.
  static let builtin = ["image", "repository", "stage", "platform.arch", "platform.slug"]

  private let parameters: [Plan.Parameter]
  private let secrets: [String]
  /// What a pipeline gives parameters.
  private let given: [Keyed<String, String>]
  /// Their holes, in the order in which they are looked up.
  private let parameterWords: [(name: Text, word: Word)]
  /// In the spec's order.
  let legs: [Leg]
  /// Those of each image, which follow each other.
  private let legIndices: [Text: Range<Int>]

  init(
    legs: [Leg], parameters: [Plan.Parameter], secrets: [String], given: [Keyed<String, String>]
  ) {
    self.parameters = parameters
    self.secrets = secrets
    self.given = given
    parameterWords = parameters.map { ($0.variable.text, Word([.variable($0.variable)])) }
      .sorted { $0.name.isBefore($1.name) }
    self.legs = legs
    var legIndices: [Text: Range<Int>] = [:]
    legIndices.reserveCapacity(legs.count)
    var first = 0
    for index in legs.indices {
      if legs[index].image !== legs[first].image { first = index }
      legIndices[legs[index].image.name.value] = first..<index + 1
    }
    self.legIndices = legIndices
  }

  /// The hole of the parameter called `name`.
  ///
  /// Found by halving: few names are compared sooner than one is hashed.
  func word(ofParameter name: Text) -> Word? {
    var (low, high) = (0, parameterWords.count)
    while low < high {
      let middle = (low + high) / 2
      if parameterWords[middle].name.isBefore(name) { low = middle + 1 } else { high = middle }
    }
    guard low < parameterWords.count, parameterWords[low].name == name else { return nil }
    return parameterWords[low].word
  }

  /// Whether the parameter called `name`, or what gives it its value, is called like a secret.
  func isCalledSecret(_ name: String) -> Bool {
    let environment = parameters.filter { $0.variable.name == name }.map(\.environmentName)
    let given = given.filter { $0.key.value == name }.map(\.value)
    return ([name] + environment + given).contains(where: ArgumentName.isSecret(in:))
  }

  /// The leg of the image called `name` that `leg` means: axes of equal name join by their value.
  ///
  /// Values that are `given` win. Nil once it has reported that there is no such image, or that more
  /// than one leg is meant.
  func leg(
    of name: Text, with given: MatrixValues = [], at range: SourceRange, joining leg: Leg,
    into diagnostics: inout Diagnostics
  ) -> Int? {
    guard let all = legIndices[name], let first = all.first else {
      diagnostics.error(
        .unknownVariable, "unknown image '\(name)'", at: range,
        help: suggestion(for: "images." + name.string, of: leg).map { "did you mean '${\($0)}'?" })
      return nil
    }
    if all.count == 1, legs[first].values.isEmpty, given.isEmpty { return first }
    guard check(given, against: legs[first], into: &diagnostics) else { return nil }
    func wanted(_ axis: String) -> String? {
      given.first { $0.key.value == axis }?.value.value ?? leg.value(of: axis)
    }
    let joined = all.filter { index in
      legs[index].values.allSatisfy { wanted($0.axis) ?? $0.value == $0.value }
    }
    if joined.count == 1 { return joined[0] }
    let open = legs[first].values.map(\.axis).filter { wanted($0) == nil }
    diagnostics.error(
      .openAxis,
      joined.isEmpty
        ? "no leg of image '\(name)' has the values of \(leg.title)"
        : "image '\(name)' has \(joined.count) legs: its axis '\(open.joined(separator: "', '"))' is left open",
      at: range,
      help:
        "give \(leg.image.name.value) a matrix with the same axes and values, or say which leg in 'from': { image: \(name), matrix: { AXIS: VALUE } }"
    )
    return nil
  }

  private func check(
    _ given: MatrixValues, against leg: Leg, into diagnostics: inout Diagnostics
  ) -> Bool {
    let axes = leg.values.map(\.axis)
    let unknown = given.filter { !axes.contains($0.key.value) }
    for entry in unknown {
      diagnostics.error(
        .unknownName, "unknown axis '\(entry.key.value)'", at: entry.key.range,
        help: axes.isEmpty
          ? "image '\(leg.image.name.value)' has no matrix"
          : Suggestion.help(for: entry.key.value, in: axes, kind: "axes"))
    }
    return unknown.isEmpty
  }

  /// Whether an image is called `name`.
  func hasImage(_ name: Text) -> Bool { legIndices[name] != nil }

  /// Whether a secret of builds is called `name`.
  func hasSecret(_ name: String) -> Bool { secrets.contains(name) }

  /// Names near enough to be meant in `leg`.
  func suggestion(for name: String, of leg: Leg) -> String? {
    let known =
      parameters.map(\.variable.name) + Self.builtin + Fact.allCases.map(\.rawValue)
      + leg.values.map { "matrix.\($0.axis)" }
      + legIndices.keys.map(\.string).sorted().map { "images.\($0)" }
    return Suggestion.nearest(to: name, in: known)
  }
}

/// The tag of an image that is built but never pushed, in its own repository.
enum LocalTag {
  static let name = "pipegen-local"
  static let text = Text(name)
}

/// The names that one text may use.
struct Scope {
  /// When the text has to be known.
  enum Moment {
    case compilation
    /// When it is compiled, but for the branch of a run.
    case cache
    case run
  }

  let table: NameTable
  let leg: Leg
  /// HOST/PATH of the image's own repository; nil while that itself is asked for.
  let repository: Text?
  var stage: Text?
  /// That of a stage's cache, where the image has several.
  var platform: Platform?
  let moment: Moment
  /// What `${images.…}` stands for, by position in the spec; nil where it may not be used.
  var images: [ImageReferences]?

  /// The text with all names replaced; nil once it has reported one that is not known.
  func word(of text: InterpolatedText, into diagnostics: inout Diagnostics) -> Word? {
    if let literal = text.text { return Word(literal) }
    let fragments = text.fragments
    if fragments.count == 1, case .variable(let name) = fragments[0] {
      return word(named: name, into: &diagnostics)
    }
    var all = WordBuilder()
    var isWhole = true
    for fragment in fragments {
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
    return isWhole ? all.finish() : nil
  }

  /// The text, which has to be known when the spec is compiled.
  func literal(of text: InterpolatedText, into diagnostics: inout Diagnostics) -> Text? {
    if let literal = text.text { return literal }
    guard let word = word(of: text, into: &diagnostics), word.isLiteral else { return nil }
    return word.head
  }

  private func word(named name: Located<Text>, into diagnostics: inout Diagnostics) -> Word? {
    switch name.value {
    case "image": return Word(leg.image.name.value)
    case "repository":
      if let repository { return Word(repository) }
      diagnostics.error(
        .unknownVariable, "'repository' cannot be part of itself", at: name.range,
        help: "${image} is the image's name")
      return nil
    case "stage":
      if let stage { return Word(stage) }
      diagnostics.error(
        .unknownVariable, "'stage' has a meaning only in a stage's own cache", at: name.range)
      return nil
    case "platform.arch": return word(of: \.architecture, at: name, into: &diagnostics)
    case "platform.slug": return word(of: \.slug, at: name, into: &diagnostics)
    case let text:
      if let other = text.imageName { return reference(to: other, at: name, into: &diagnostics) }
      if let axis = text.dropping(prefix: "matrix.") {
        return value(of: axis.string, at: name, into: &diagnostics)
      }
      if let fact = Fact(named: text) { return known(fact, at: name, into: &diagnostics) }
      if let word = table.word(ofParameter: text) {
        return known(word, at: name, into: &diagnostics)
      }
      if table.hasSecret(text.string) {
        diagnostics.error(
          .secretFlow, "'\(text)' is a secret: a text that names it would show it", at: name.range,
          help: "write 'secrets: [\(text)]' in the image, and RUN --mount=type=secret,id=\(text)")
        return nil
      }
      diagnostics.error(
        .unknownVariable, "unknown name '\(text)'", at: name.range,
        help: table.suggestion(for: text.string, of: leg).map { "did you mean '${\($0)}'?" }
          ?? "declare it under 'parameters', or write $${ for the characters themselves")
      return nil
    }
  }

  private func word(
    of part: KeyPath<Platform, String>, at name: Located<Text>,
    into diagnostics: inout Diagnostics
  ) -> Word? {
    let platforms = leg.image.platforms
    if let platform = platform ?? (platforms.count == 1 ? platforms[0].value : nil) {
      return Word(literal: platform[keyPath: part])
    }
    let image = leg.image.name.value
    if platforms.isEmpty {
      diagnostics.error(
        .unknownVariable, "image '\(image)' has no platforms", at: name.range,
        help: "give it some: 'platforms: [linux/amd64, linux/arm64]'")
    } else {
      diagnostics.error(
        .unknownVariable,
        "'${\(name.value)}' has no one meaning: '\(image)' is built for all its platforms at once",
        at: name.range, help: "it may stand in the cache of a stage, of which each platform has one"
      )
    }
    return nil
  }

  /// The hole of a parameter, where holes may be.
  private func known(
    _ parameter: Word, at name: Located<Text>, into diagnostics: inout Diagnostics
  ) -> Word? {
    if moment == .run { return parameter }
    diagnostics.error(
      .notYetKnown, "parameter '\(name.value)' is known only when the pipeline runs",
      at: name.range, help: "paths, targets and caches have to be known when the spec is compiled")
    return nil
  }

  /// The hole of a fact, where it may be.
  private func known(
    _ fact: Fact, at name: Located<Text>, into diagnostics: inout Diagnostics
  ) -> Word? {
    if moment == .run || moment == .cache && fact == .branch {
      return Word([.variable(fact.variable)])
    }
    diagnostics.error(
      .notYetKnown, "'${\(name.value)}' is known only when the pipeline runs", at: name.range,
      help: moment == .cache
        ? "of git and the clock, only ${git.branch} may stand in a stage's cache"
        : "paths, targets and caches have to be known when the spec is compiled")
    return nil
  }

  private func reference(
    to other: Text, at name: Located<Text>, into diagnostics: inout Diagnostics
  ) -> Word? {
    guard let images else {
      diagnostics.error(
        .notYetKnown, "'${\(name.value)}' may not stand here", at: name.range,
        help: "another image's reference may stand in args and labels")
      return nil
    }
    return table.leg(of: other, at: name.range, joining: leg, into: &diagnostics)
      .flatMap { images[$0].reference }
  }

  private func value(
    of axis: String, at name: Located<Text>, into diagnostics: inout Diagnostics
  ) -> Word? {
    if let value = leg.value(of: axis) { return Word(literal: value) }
    let axes = leg.values.map(\.axis)
    diagnostics.error(
      .unknownVariable, "image '\(leg.image.name.value)' has no axis '\(axis)'", at: name.range,
      help: axes.isEmpty
        ? "give it one: 'matrix: { \(axis): [a, b] }'"
        : Suggestion.help(for: axis, in: axes, kind: "axes"))
    return nil
  }
}

extension Text {
  /// The image that the name `images.…` means; nil for any other name.
  var imageName: Text? { dropping(prefix: "images.") }
}
