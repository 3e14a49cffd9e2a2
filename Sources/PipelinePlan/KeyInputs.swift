import PipelineSpec

/// What keys are made of beside files.
extension ImageResolver {
  /// Lines for the arguments of a build, then for the contexts that `from` gives it; an image that
  /// has a key stands by it there: its own name tells nothing of its content.
  func inputsOfKeys(
    _ leg: Leg, _ args: Plan.Build.Pairs, _ contexts: [ResolvedContext], _ own: ImageReferences
  ) -> [Word] {
    var args = args
    if leg.image.args.contains(where: { !$0.value.images.isEmpty }) {
      let scope = Scope(
        table: names, leg: leg, repository: own.repository, moment: .run, images: keyed)
      var reported = Diagnostics()
      args = Self.pairs(leg.image.args, in: scope, into: &reported)
    }
    let lines = args.all.sorted { $0.name.string < $1.name.string }.map {
      $0.word.following("ARG ")
    }
    let others = contexts.sorted { $0.context.name < $1.context.name }
    return lines
      + others.map { context in
        let source: Word =
          switch context.context.source {
          case .image(let reference): context.leg.flatMap { keyed[$0].reference } ?? reference
          case .folder(let path): Word(literal: path)
          }
        return source.following("from \(context.context.name)=")
      }
  }

  /// Whether no argument of a build is called like a secret, nor any value in it: who hands one in
  /// like this had better not find it in a label.
  func hasOpenInputs(_ leg: Leg) -> Bool {
    leg.image.args.allSatisfy { entry in
      !ArgumentName.isSecret(in: entry.key.value.string)
        && entry.value.variables.allSatisfy { !names.isCalledSecret($0.value) }
    }
  }

  /// An image that is found by its key is not built, so the key has to tell of all that it is built
  /// from.
  func checkBases(
    of leg: Leg, _ contexts: [ResolvedContext], into diagnostics: inout Diagnostics
  ) {
    guard let key = leg.image.key else { return }
    var reported = Diagnostics()
    for name in leg.image.args.flatMap({ $0.value.images }) {
      guard let index = names.leg(of: name.value, at: name.range, joining: leg, into: &reported)
      else { continue }
      check(names.legs[index].image, of: leg.image, key, at: name.range, into: &diagnostics)
    }
    for context in contexts {
      if let index = context.leg {
        check(names.legs[index].image, of: leg.image, key, at: context.origin, into: &diagnostics)
      } else if case .folder(let path) = context.context.source {
        diagnostics.error(
          .incompleteKey,
          "image '\(leg.image.name.value)' has a key, which tells nothing of the folder '\(path)'",
          at: context.origin, help: "put what it reads below its context, or give it no key",
          notes: [Diagnostic.Note(message: "the key is here", range: key.range)])
      }
    }
  }

  /// A key that may not be known tells nothing in the key of what stands on it.
  func checkAutomatic(
    _ leg: Leg, _ contexts: [ResolvedContext], into diagnostics: inout Diagnostics
  ) {
    let keys = (leg.image.key.map { [$0] } ?? []) + leg.image.stages.compactMap { $0.cache?.key }
    guard let key = keys.first else { return }
    var bases = contexts.compactMap { context in context.leg.map { ($0, context.origin) } }
    for name in leg.image.args.flatMap({ $0.value.images }) {
      var reported = Diagnostics()
      guard let index = names.leg(of: name.value, at: name.range, joining: leg, into: &reported)
      else { continue }
      bases.append((index, name.range))
    }
    for (index, place) in bases where names.legs[index].image.key?.isAutomatic ?? false {
      diagnostics.error(
        .unsupported,
        "'\(leg.image.name.value)' has a key, and stands on "
          + "'\(names.legs[index].image.name.value)', whose key is 'auto' and may not be known",
        at: place, help: "name the files of that key",
        notes: [Diagnostic.Note(message: "the key is here", range: key.range)])
    }
  }

  private func check(
    _ base: Image, of image: Image, _ key: ContentKey, at range: SourceRange,
    into diagnostics: inout Diagnostics
  ) {
    guard base.key == nil else { return }
    diagnostics.error(
      .incompleteKey,
      "image '\(image.name.value)' has a key, but '\(base.name.value)', of which it is built, has none",
      at: range,
      help: "give '\(base.name.value)' a 'key' as well: a change of it would not be seen",
      notes: [Diagnostic.Note(message: "the key is here", range: key.range)])
  }
}

extension InterpolatedText {
  /// Other images that it names.
  var images: [Located<Text>] {
    if isLiteral { return [] }
    return fragments.compactMap { fragment in
      guard case .variable(let name) = fragment else { return nil }
      return name.value.imageName.map { Located($0, at: name.range) }
    }
  }
}

extension Image {
  /// Whether it or one of its stages has a key.
  var hasKeys: Bool {
    key != nil || stages.contains { $0.cache?.key != nil }
  }
}
