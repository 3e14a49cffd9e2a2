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
  let references: ImageReferences
  let caches: [ResolvedCache]
  /// Images whose references it uses: positions in the spec.
  let needs: [Located<Int>]
  let tagRules: [Plan.TagRule]
}

/// What an image is called.
struct ImageReferences {
  /// HOST/PATH.
  let repository: String
  let tags: [ResolvedTag]
  /// How other images refer to it: by its first tag, or by a name that is never pushed; nil where
  /// its tags are faulty.
  let reference: Word?

  /// A tag, alone and with the repository.
  struct ResolvedTag {
    let tag: Word
    let reference: Word
    let origin: SourceRange
  }
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
  /// What `image` is called: asked of all images before any of them is resolved.
  static func references(
    of image: Image, in names: NameTable, into diagnostics: inout Diagnostics
  ) -> ImageReferences {
    let scope = Scope(table: names, image: image.name.value, moment: .run)
    let repository = names.repository(ofImage: image.name.value)
    let prefix = repository + ":"
    var tags: [ImageReferences.ResolvedTag] = []
    tags.reserveCapacity(image.tags.count)
    for text in image.tags {
      guard let tag = tag(of: text, in: scope, into: &diagnostics) else { continue }
      tags.append(
        ImageReferences.ResolvedTag(
          tag: tag, reference: tag.following(prefix), origin: text.range))
    }
    let local = image.tags.isEmpty ? Word(literal: prefix + LocalTag.name) : nil
    return ImageReferences(
      repository: repository, tags: tags, reference: local ?? tags.first?.reference)
  }

  /// The image at `index`, of which `references` tells what all are called.
  static func resolve(
    _ image: Image, at index: Int, _ references: [ImageReferences], in names: NameTable,
    into diagnostics: inout Diagnostics
  ) -> ResolvedImage {
    let own = references[index]
    let name = image.name.value
    let fixed = Scope(table: names, image: name, moment: .compilation)
    let running = Scope(table: names, image: name, moment: .run, images: references)
    let context = image.context.flatMap { fixed.literal(of: $0, into: &diagnostics) } ?? "."
    let dockerfile = image.dockerfile.flatMap { fixed.literal(of: $0, into: &diagnostics) }
    let caches = caches(of: image, own, in: fixed, into: &diagnostics)
    OwnReferences.check(image, own, caches, into: &diagnostics)
    return ResolvedImage(
      index: index, name: image.name, repository: own.repository,
      context: LocalPath.operand(context),
      dockerfile: dockerfile.map { LocalPath.operand(LocalPath.join(context, $0)) },
      target: image.target.flatMap { fixed.literal(of: $0, into: &diagnostics) },
      args: pairs(image.args, in: running, into: &diagnostics),
      labels: pairs(image.labels, in: running, into: &diagnostics),
      references: own, caches: caches, needs: needs(of: image, in: names),
      tagRules: rules(for: own, caches))
  }

  private static func caches(
    of image: Image, _ own: ImageReferences, in scope: Scope, into diagnostics: inout Diagnostics
  ) -> [ResolvedCache] {
    let prefix = own.repository + ":"
    var scope = scope
    var caches: [ResolvedCache] = []
    for stage in image.stages {
      guard let cache = stage.cache else { continue }
      scope.stage = stage.name.value
      guard let tag = tag(of: cache.tag, in: scope, into: &diagnostics)?.literal else { continue }
      caches.append(
        ResolvedCache(
          stage: stage.name.value, tag: tag, reference: Word(literal: prefix + tag),
          origin: cache.tag.range))
    }
    return caches
  }

  /// A tag, checked as far as it is known; one without names was checked where it was read.
  private static func tag(
    of text: InterpolatedText, in scope: Scope, into diagnostics: inout Diagnostics
  ) -> Word? {
    guard let word = scope.word(of: text, into: &diagnostics) else { return nil }
    if text.literal == nil, let fault = fault(in: word) {
      diagnostics.invalid(word.description, as: .tag, fault, at: text.range)
      return nil
    }
    if word.literal == LocalTag.name {
      diagnostics.error(
        .reservedName, "tag '\(LocalTag.name)' is what pipegen calls images that are not pushed",
        at: text.range, help: "choose another tag")
    }
    return word
  }

  private static func fault(in tag: Word) -> Grammar.Fault? {
    if let literal = tag.literal { return Grammar.tag.fault(in: literal) }
    if let fault = Grammar.tag.faultOfCharacters(in: tag.head) { return fault }
    for case .literal(let piece) in tag.tail {
      if let fault = Grammar.tag.faultOfCharacters(in: piece) { return fault }
    }
    return nil
  }

  /// What is known of tags only when the plan runs.
  private static func rules(
    for own: ImageReferences, _ caches: [ResolvedCache]
  ) -> [Plan.TagRule] {
    let open = own.tags.filter { $0.tag.literal == nil }
    guard !open.isEmpty else { return [] }
    let taken = caches.map(\.tag)
    return open.map { tag in
      Plan.TagRule(tag: tag.tag, repository: own.repository, taken: taken, origin: tag.origin)
    }
  }

  private static func pairs(
    _ entries: [Keyed<String, InterpolatedText>], in scope: Scope,
    into diagnostics: inout Diagnostics
  ) -> [Plan.Build.Pair] {
    var pairs: [Plan.Build.Pair] = []
    pairs.reserveCapacity(entries.count)
    for entry in entries {
      guard let value = scope.word(of: entry.value, into: &diagnostics) else { continue }
      pairs.append(Plan.Build.Pair(name: entry.key.value, value: value))
    }
    return pairs
  }

  private static func needs(of image: Image, in names: NameTable) -> [Located<Int>] {
    var needs: [Located<Int>] = []
    for entry in image.args { add(entry.value, to: &needs, in: names) }
    for entry in image.labels { add(entry.value, to: &needs, in: names) }
    return needs
  }

  private static func add(
    _ text: InterpolatedText, to needs: inout [Located<Int>], in names: NameTable
  ) {
    guard text.literal == nil else { return }
    for case .variable(let name) in text.fragments {
      guard let other = name.value.imageName, let index = names.index(ofImage: other),
        !needs.contains(where: { $0.value == index })
      else { continue }
      needs.append(Located(index, at: name.range))
    }
  }
}

/// The tags and caches of one image, which share its repository.
private enum OwnReferences {
  static func check(
    _ image: Image, _ own: ImageReferences, _ caches: [ResolvedCache],
    into diagnostics: inout Diagnostics
  ) {
    var tags: [Located<Word>] = []
    tags.reserveCapacity(own.tags.count + caches.count)
    for tag in own.tags { tags.append(Located(tag.tag, at: tag.origin)) }
    for cache in caches { tags.append(Located(Word(literal: cache.tag), at: cache.origin)) }
    for index in tags.indices.dropFirst() {
      guard let first = tags[..<index].first(where: { $0.value == tags[index].value }) else {
        continue
      }
      let reference = own.repository + ":" + tags[index].value.description
      diagnostics.error(
        .clash, "'\(reference)' is written twice", at: tags[index].range,
        help: "give each writer a tag of its own",
        notes: [Diagnostic.Note(message: "the other writer is here", range: first.range)])
    }
    checkStages(image, into: &diagnostics)
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

/// Paths as docker has to be given them.
private enum LocalPath {
  /// `path` below the folder `base`.
  static func join(_ base: String, _ path: String) -> String {
    if base == "." { return path }
    return base.utf8.last == 0x2F ? base + path : base + "/" + path
  }

  /// As an operand: never an option, and never what docker would fetch as a URL.
  static func operand(_ path: String) -> String {
    let isRemote = path.hasPrefix("github.com/") || path.hasPrefix("git@")
    return path.utf8.first == 0x2D || isRemote ? "./" + path : path
  }
}
