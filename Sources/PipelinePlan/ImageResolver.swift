import PipelineSpec

/// An image whose every name is replaced.
struct ResolvedImage {
  /// Position in the spec.
  let index: Int
  let name: Located<String>
  let repository: String
  let context: String
  let dockerfile: String?
  let target: String?
  let args: [Plan.Build.Pair]
  let labels: [Plan.Build.Pair]
  /// Whole references.
  let tags: [Located<Word>]
  let caches: [ResolvedCache]
  /// Images whose references it uses: positions in the spec.
  let needs: [Located<Int>]
  let tagRules: [Plan.TagRule]
}

/// A stage with its cache image.
struct ResolvedCache {
  let stage: String
  /// The whole reference.
  let reference: Word
  let origin: SourceRange
}

/// Replaces an image's names and checks what they give.
enum ImageResolver {
  static func resolve(
    _ image: Image, in names: NameTable, into diagnostics: inout Diagnostics
  ) -> ResolvedImage {
    let fixed = Scope(table: names, image: image, stage: nil, moment: .compilation)
    let running = Scope(table: names, image: image, stage: nil, moment: .run)
    let repository = names.repository(of: image)
    let context = image.context.flatMap { fixed.literal(of: $0, into: &diagnostics) } ?? "."
    let caches = caches(of: image, repository: repository, in: names, into: &diagnostics)
    let tags = image.tags.compactMap { tag in
      tagWord(of: tag, grammar: .tag, in: running, into: &diagnostics).map {
        Located($0, at: tag.range)
      }
    }
    OwnReferences.check(image, tags: tags, caches: caches, into: &diagnostics)
    let dockerfile = image.dockerfile.flatMap { fixed.literal(of: $0, into: &diagnostics) }
    return ResolvedImage(
      index: names.index(ofImage: image.name.value) ?? 0, name: image.name, repository: repository,
      context: LocalPath.operand(context),
      dockerfile: dockerfile.map { LocalPath.operand(LocalPath.join(context, $0)) },
      target: image.target.flatMap { fixed.literal(of: $0, into: &diagnostics) },
      args: pairs(image.args, in: running, into: &diagnostics),
      labels: pairs(image.labels, in: running, into: &diagnostics),
      tags: tags.map { tag in tag.map { Word(literal: repository + ":") + $0 } },
      caches: caches.map { cache in
        ResolvedCache(
          stage: cache.stage, reference: Word(literal: "\(repository):\(cache.tag)"),
          origin: cache.origin)
      },
      needs: needs(of: image, in: names),
      tagRules: tags.filter { $0.value.literal == nil }.map { tag in
        Plan.TagRule(
          tag: tag.value, repository: repository, taken: caches.map(\.tag), origin: tag.range)
      })
  }

  private static func caches(
    of image: Image, repository: String, in names: NameTable, into diagnostics: inout Diagnostics
  ) -> [(stage: String, tag: String, origin: SourceRange)] {
    image.stages.compactMap { stage in
      guard let cache = stage.cache else { return nil }
      let scope = Scope(
        table: names, image: image, stage: stage.name.value, moment: .compilation)
      guard let tag = tagWord(of: cache.tag, grammar: .tag, in: scope, into: &diagnostics)?.literal
      else { return nil }
      return (stage.name.value, tag, cache.tag.range)
    }
  }

  /// The text, checked as far as it is known.
  private static func tagWord(
    of text: InterpolatedText, grammar: Grammar, in scope: Scope,
    into diagnostics: inout Diagnostics
  ) -> Word? {
    guard let word = scope.word(of: text, into: &diagnostics) else { return nil }
    guard text.literal == nil else { return word }
    let fault: Grammar.Fault?
    if let literal = word.literal {
      fault = grammar.fault(in: literal)
    } else {
      fault =
        word.fragments.lazy.compactMap { fragment in
          if case .literal(let piece) = fragment {
            grammar.faultOfCharacters(in: piece)
          } else {
            nil
          }
        }.first
    }
    guard let fault else { return word }
    diagnostics.invalid(word.description, as: grammar, fault, at: text.range)
    return nil
  }

  private static func pairs(
    _ entries: [Keyed<String, InterpolatedText>], in scope: Scope,
    into diagnostics: inout Diagnostics
  ) -> [Plan.Build.Pair] {
    entries.compactMap { entry in
      scope.word(of: entry.value, into: &diagnostics).map {
        Plan.Build.Pair(name: entry.key.value, value: $0)
      }
    }
  }

  private static func needs(of image: Image, in names: NameTable) -> [Located<Int>] {
    var needs: [Located<Int>] = []
    for entry in image.args + image.labels {
      for case .variable(let name) in entry.value.fragments
      where name.value.utf8.starts(with: "images.".utf8) {
        guard let index = names.index(ofImage: String(name.value.dropFirst(7))),
          !needs.contains(where: { $0.value == index })
        else { continue }
        needs.append(Located(index, at: name.range))
      }
    }
    return needs
  }
}

/// The tags and caches of one image, which share its repository.
private enum OwnReferences {
  static func check(
    _ image: Image, tags: [Located<Word>],
    caches: [(stage: String, tag: String, origin: SourceRange)],
    into diagnostics: inout Diagnostics
  ) {
    var taken: [(tag: Word, range: SourceRange)] = []
    let written =
      tags.map { ($0.value, $0.range) } + caches.map { (Word(literal: $0.tag), $0.origin) }
    for (tag, range) in written {
      if tag.literal == LocalTag.name {
        diagnostics.error(
          .reservedName, "tag '\(LocalTag.name)' is what pipegen calls images that are not pushed",
          at: range, help: "choose another tag")
      } else if let other = taken.first(where: { $0.tag == tag }) {
        diagnostics.error(
          .clash, "tag '\(tag.description)' of image '\(image.name.value)' is written twice",
          at: range, help: "give each a tag of its own",
          notes: [Diagnostic.Note(message: "the other writer is here", range: other.range)])
      }
      taken.append((tag, range))
    }
    checkStages(image, into: &diagnostics)
  }

  private static func checkStages(_ image: Image, into diagnostics: inout Diagnostics) {
    for (index, stage) in image.stages.enumerated() {
      let name = stage.name.value.lowercased()
      guard let other = image.stages[..<index].first(where: { $0.name.value.lowercased() == name })
      else { continue }
      diagnostics.error(
        .clash, "stage '\(stage.name.value)' is the same as '\(other.name.value)'",
        at: stage.name.range, help: "docker ignores the case of a stage's name",
        notes: [Diagnostic.Note(message: "the other one is here", range: other.name.range)])
    }
  }
}

/// Paths as docker has to be given them.
private enum LocalPath {
  /// `path` below the folder `base`.
  static func join(_ base: String, _ path: String) -> String {
    if base == "." { return path }
    return base.utf8.last == 0x2F ? base + path : "\(base)/\(path)"
  }

  /// As an operand: never an option, and never what docker would fetch as a URL.
  static func operand(_ path: String) -> String {
    let isRemote = path.utf8.starts(with: "github.com/".utf8) || path.utf8.starts(with: "git@".utf8)
    return path.utf8.first == 0x2D || isRemote ? "./" + path : path
  }
}
