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
  let tag: String
  /// The whole reference.
  let reference: Word
  let origin: SourceRange
}

/// Replaces an image's names and checks what they give.
enum ImageResolver {
  static func resolve(
    _ image: Image, at index: Int, in names: NameTable, into diagnostics: inout Diagnostics
  ) -> ResolvedImage {
    let name = image.name.value
    let fixed = Scope(table: names, image: name, stage: nil, moment: .compilation)
    let running = Scope(table: names, image: name, stage: nil, moment: .run)
    let repository = names.repository(ofImage: name)
    let context = image.context.flatMap { fixed.literal(of: $0, into: &diagnostics) } ?? "."
    let dockerfile = image.dockerfile.flatMap { fixed.literal(of: $0, into: &diagnostics) }
    let caches = caches(of: image, repository: repository, in: names, into: &diagnostics)
    var tags: [Located<Word>] = []
    var rules: [Plan.TagRule] = []
    for text in image.tags {
      guard let tag = tag(of: text, in: running, into: &diagnostics) else { continue }
      tags.append(Located(tag.following(repository + ":"), at: text.range))
      guard tag.literal == nil else { continue }
      rules.append(
        Plan.TagRule(
          tag: tag, repository: repository, taken: caches.map(\.tag), origin: text.range))
    }
    OwnReferences.check(
      image, repository: repository, tags: tags, caches: caches, into: &diagnostics)
    return ResolvedImage(
      index: index, name: image.name, repository: repository,
      context: LocalPath.operand(context),
      dockerfile: dockerfile.map { LocalPath.operand(LocalPath.join(context, $0)) },
      target: image.target.flatMap { fixed.literal(of: $0, into: &diagnostics) },
      args: pairs(image.args, in: running, into: &diagnostics),
      labels: pairs(image.labels, in: running, into: &diagnostics),
      tags: tags, caches: caches, needs: needs(of: image, in: names), tagRules: rules)
  }

  private static func caches(
    of image: Image, repository: String, in names: NameTable, into diagnostics: inout Diagnostics
  ) -> [ResolvedCache] {
    image.stages.compactMap { stage in
      guard let cache = stage.cache else { return nil }
      let scope = Scope(
        table: names, image: image.name.value, stage: stage.name.value, moment: .compilation)
      guard let tag = tag(of: cache.tag, in: scope, into: &diagnostics)?.literal else { return nil }
      return ResolvedCache(
        stage: stage.name.value, tag: tag, reference: Word(literal: repository + ":" + tag),
        origin: cache.tag.range)
    }
  }

  /// A tag, checked as far as it is known; one without names was checked where it was read.
  private static func tag(
    of text: InterpolatedText, in scope: Scope, into diagnostics: inout Diagnostics
  ) -> Word? {
    if let literal = text.literal { return Word(literal: literal) }
    guard let word = scope.word(of: text, into: &diagnostics) else { return nil }
    let fault: Grammar.Fault?
    if let literal = word.literal {
      fault = Grammar.tag.fault(in: literal)
    } else {
      fault =
        word.fragments.lazy.compactMap { fragment in
          if case .literal(let piece) = fragment {
            Grammar.tag.faultOfCharacters(in: piece)
          } else {
            nil
          }
        }.first
    }
    guard let fault else { return word }
    diagnostics.invalid(word.description, as: .tag, fault, at: text.range)
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
    for entry in [image.args, image.labels].joined() {
      for name in entry.value.variables where name.value.utf8.starts(with: "images.".utf8) {
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
    _ image: Image, repository: String, tags: [Located<Word>], caches: [ResolvedCache],
    into diagnostics: inout Diagnostics
  ) {
    for (index, tag) in tags.enumerated() {
      let first = tags[..<index].first { $0.value == tag.value }
      check(tag, first: first?.range, repository: repository, into: &diagnostics)
    }
    for (index, cache) in caches.enumerated() {
      let tag = tags.first { $0.value == cache.reference }?.range
      let first = tag ?? caches[..<index].first { $0.reference == cache.reference }?.origin
      check(
        Located(cache.reference, at: cache.origin), first: first, repository: repository,
        into: &diagnostics)
    }
    checkStages(image, into: &diagnostics)
  }

  private static func check(
    _ reference: Located<Word>, first: SourceRange?, repository: String,
    into diagnostics: inout Diagnostics
  ) {
    if let first {
      diagnostics.error(
        .clash, "'\(reference.value.description)' is written twice", at: reference.range,
        help: "give each writer a tag of its own",
        notes: [Diagnostic.Note(message: "the other writer is here", range: first)])
    } else if reference.value.literal == repository + ":" + LocalTag.name {
      diagnostics.error(
        .reservedName, "tag '\(LocalTag.name)' is what pipegen calls images that are not pushed",
        at: reference.range, help: "choose another tag")
    }
  }

  private static func checkStages(_ image: Image, into diagnostics: inout Diagnostics) {
    let stages = image.stages
    for index in stages.indices.dropFirst() {
      let name = stages[index].name
      guard let other = stages[..<index].first(where: { $0.name.value.isSameStage(as: name.value) })
      else { continue }
      diagnostics.error(
        .clash, "stage '\(name.value)' is the same as '\(other.name.value)'",
        at: name.range, help: "docker ignores the case of a stage's name",
        notes: [Diagnostic.Note(message: "the other one is here", range: other.name.range)])
    }
  }
}

extension String {
  /// Whether docker takes both for one stage: it ignores the case of ASCII letters.
  fileprivate func isSameStage(as other: String) -> Bool {
    utf8.count == other.utf8.count
      && zip(utf8, other.utf8).allSatisfy { $0 == $1 || $0 ^ $1 == 0x20 && $0 | 0x20 >= 0x61 }
  }
}

extension Word {
  /// `prefix`, then this word.
  fileprivate func following(_ prefix: String) -> Word {
    if let literal { return Word(literal: prefix + literal) }
    return Word(literal: prefix) + self
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
