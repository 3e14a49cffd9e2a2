import PipelineSpec

/// What a name in a Dockerfile stands for, every name of the spec replaced.
struct ResolvedContext {
  let context: Plan.Build.Context
  /// Position of the leg that it is; nil for an image of a registry and for a folder.
  let leg: Int?
  /// Where the spec says it.
  let origin: SourceRange

  var isFolder: Bool { if case .folder = context.source { true } else { false } }
}

extension ImageResolver {
  /// What `leg` says in `from`.
  func contexts(
    of leg: Leg, in running: Scope, _ fixed: Scope, into diagnostics: inout Diagnostics
  ) -> [ResolvedContext] {
    let all = leg.image.from
    for (index, entry) in all.enumerated() {
      guard let other = all[..<index].first(where: { $0.name.value == entry.name.value }) else {
        continue
      }
      diagnostics.error(
        .clash, "'\(entry.name.value)' stands twice in 'from'", at: entry.name.range,
        help: "docker takes NAME, NAME:latest and docker.io/library/NAME for one",
        notes: [Diagnostic.Note(message: "the other one is here", range: other.name.range)])
    }
    return all.compactMap { entry in
      guard let source = source(of: entry, leg, in: running, fixed, into: &diagnostics) else {
        return nil
      }
      return ResolvedContext(
        context: Plan.Build.Context(name: entry.name.value, source: source.source),
        leg: source.leg, origin: entry.source.range)
    }
  }

  private func source(
    of entry: BuildContext, _ leg: Leg, in running: Scope, _ fixed: Scope,
    into diagnostics: inout Diagnostics
  ) -> (source: Plan.Build.Context.Source, leg: Int?)? {
    switch entry.source.value {
    case .image(let name, let matrix):
      guard names.hasImage(name.value) else {
        diagnostics.error(
          .unknownName, "unknown image '\(name.value)'", at: name.range,
          help: help(for: name.value.string))
        return nil
      }
      guard
        let other = names.leg(
          of: name.value, with: matrix, at: name.range, joining: leg, into: &diagnostics),
        let reference = references[other].reference
      else { return nil }
      return (.image(reference), other)
    case .reference(let text):
      guard let word = running.word(of: text, into: &diagnostics) else { return nil }
      if let variable = word.optionalVariables.first {
        diagnostics.error(
          .notYetKnown, "parameter '\(variable.name)' is optional, and what FROM names is not",
          at: text.range, help: "give the parameter a default")
        return nil
      }
      return (.image(word), nil)
    case .folder(let text):
      return fixed.literal(of: text, into: &diagnostics).map { (.folder($0.string), nil) }
    }
  }

  private func help(for name: String) -> String {
    var known: [Image] = []
    for leg in names.legs where leg.image !== known.last {
      known.append(leg.image)
    }
    let near = Suggestion.nearest(to: name, in: known.map(\.name.value.string))
      .map { "did you mean '\($0)'?" }
    return near ?? "write docker-image://\(name) for an image of a registry, ./\(name) for a folder"
  }
}
