import PipelineSpec

/// A reference that tells its content. A class, as most images have none and none takes no room.
final class ResolvedKey {
  /// What it is made of; `uniteKeys` may replace it.
  var content: Plan.ContentKey
  /// HOST/PATH.
  let repository: Text
  /// The tag before the digits.
  let tag: Text
  /// Position of the registry in the spec.
  let registry: Int
  let origin: SourceRange

  init(
    content: Plan.ContentKey, repository: Text, tag: Text, registry: Int, origin: SourceRange
  ) {
    self.content = content
    self.repository = repository
    self.tag = tag
    self.registry = registry
    self.origin = origin
  }

  /// What stands behind `:`.
  var tagWord: Word { Self.word(tag, content.variable) }

  /// The whole reference.
  var reference: Word { tagWord.following(repository + ":") }

  /// The same where it was found, else nothing.
  var source: Word { Self.word(tag, content.variable.found).following(repository + ":") }

  /// What other steps ask of it.
  var found: Step.Condition { Step.Condition(key: content.variable, isFound: true) }
  var missed: Step.Condition { Step.Condition(key: content.variable, isFound: false) }

  static func word(_ tag: Text, _ variable: Variable) -> Word {
    Word([.literal(tag + "-"), .variable(variable)])
  }
}

/// Tells of what the keys of one image are made.
struct KeyResolver {
  /// Its position among the legs.
  let index: Int
  let context: String
  /// Relative to the context.
  let dockerfile: String
  /// Lines for arguments and contexts.
  let inputs: [Word]
  /// Whether all of it may be read by whoever reads the image.
  let isOpen: Bool
  let platforms: [String]
  /// For names in paths.
  let scope: Scope
  let reader: KeyReader

  /// The name of an image's own key, from its position among the legs.
  static func name(of leg: Int) -> String { String(leg + 1) }

  /// The key of the image, or of the stage at `position` for `platform`, of which `target` is built.
  ///
  /// `image` is the cache image that has the lines of the key.
  func key(
    _ key: ContentKey, stage position: Int? = nil, platform: String? = nil, target: Text?,
    image: Word? = nil, tag: Text, origin: SourceRange, repository: Text, registry: Int,
    into diagnostics: inout Diagnostics
  ) -> ResolvedKey {
    let longest = tag.string + "-" + String(repeating: "0", count: Plan.ContentKey.length)
    if let fault = Grammar.tag.fault(in: longest) {
      diagnostics.invalid(longest, as: .tag, fault, at: origin)
    }
    let files = files(of: key, into: &diagnostics)
    let reads =
      key.isAutomatic
      ? reader.reads(of: target?.string, for: platform, of: key, into: &diagnostics) : nil
    var suffix = position.map { ".\($0 + 1)" } ?? ""
    if let platform, let index = platforms.firstIndex(of: platform) { suffix += ".\(index + 1)" }
    let platforms = platform.map { [$0] } ?? platforms
    let rest = (target.map { ["target \($0)"] } ?? []) + platforms.map { "platform " + $0 }
    let name = Self.name(of: index) + suffix
    let isShort = files.reduce(0) { $0 + 67 + $1.utf8.count } < Plan.ContentKey.Record.limit
    let content = Plan.ContentKey(
      variable: Plan.ContentKey.variable(called: name, isOptional: key.isAutomatic),
      context: context, files: files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
      reads: reads, lines: inputs + rest.map { Word(literal: $0) },
      record: (isOpen && isShort ? image : nil).map { image in
        Plan.ContentKey.Record(
          variable: Plan.ContentKey.variable(ofLinesOf: name, isOptional: key.isAutomatic),
          image: image)
      })
    return ResolvedKey(
      content: content, repository: repository, tag: tag, registry: registry, origin: key.range)
  }

  private func files(of key: ContentKey, into diagnostics: inout Diagnostics) -> [String] {
    var files = [dockerfile]
    var places: [SourceRange?] = [nil]
    for file in key.files {
      guard let path = scope.literal(of: file.value, into: &diagnostics)?.string else { continue }
      if let fault = ContextPath.fault(in: path) {
        diagnostics.invalidFile(path, fault, at: file.range)
      } else if let other = files.firstIndex(of: path) {
        diagnostics.error(
          .clash,
          other == 0
            ? "'\(path)' is the Dockerfile, which is part of every key"
            : "the key names '\(path)' twice",
          at: file.range, help: "remove it",
          notes: (places[other].map { [$0] } ?? []).map {
            Diagnostic.Note(message: "the other one is here", range: $0)
          })
      } else {
        files.append(path)
        places.append(file.range)
      }
    }
    return files
  }
}

extension [ResolvedImage] {
  /// Lets stages that several images ask for have one key.
  func uniteKeys() {
    var known: [Word: Plan.ContentKey] = [:]
    for image in self {
      for cache in image.stageCaches {
        guard let key = cache.key else { continue }
        if let other = known[cache.reference], other.isSame(as: key.content) {
          key.content = other
        } else {
          known[cache.reference] = key.content
        }
      }
    }
  }
}

extension Plan.ContentKey {
  fileprivate func isSame(as other: Self) -> Bool {
    context == other.context && files == other.files && reads == other.reads
      && lines == other.lines
  }
}
