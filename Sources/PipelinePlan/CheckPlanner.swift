import PipelineSpec

/// Turns a spec's checks into what steps do.
struct CheckPlanner {
  let pipeline: Pipeline
  let names: NameTable
  let references: [ImageReferences]
  let groups: [Plan.Group]
  let lanes: [Plan.Lane]
  let parameters: [Plan.Parameter]

  func plan(into diagnostics: inout Diagnostics) -> [ResolvedCheck] {
    pipeline.checks.flatMap { check in
      let lanes = LaneNames.set(of: check.lanes, in: lanes, into: &diagnostics)
      if check.image == nil { checkLoneness(of: check, into: &diagnostics) }
      guard let image = check.image else {
        return [resolved(check, of: nil, lanes, into: &diagnostics)]
      }
      return legs(of: image, into: &diagnostics).map {
        resolved(check, of: $0, lanes, into: &diagnostics)
      }
    }
  }

  private func checkLoneness(of check: Check, into diagnostics: inout Diagnostics) {
    guard let place = check.stage?.range ?? check.extract.first?.key.range else { return }
    diagnostics.error(
      .missingKey, "check '\(check.name.value)' names no image", at: place,
      help: "'stage' and 'extract' are about an image: add 'image: NAME'")
  }

  /// The legs of an image, or of all images of a group.
  private func legs(of name: Located<String>, into diagnostics: inout Diagnostics) -> [Int] {
    let images = groups.first { $0.name == name.value }?.images ?? [name.value]
    let legs = names.legs.indices.filter { images.contains(names.legs[$0].image.name.value) }
    if legs.isEmpty {
      let known = pipeline.images.map(\.name.value) + groups.map(\.name)
      diagnostics.error(
        .unknownName, "unknown image '\(name.value)'", at: name.range,
        help: Suggestion.help(for: name.value, in: known, kind: "images and groups"))
    }
    return legs
  }

  private func resolved(
    _ check: Check, of leg: Int?, _ lanes: LaneSet, into diagnostics: inout Diagnostics
  ) -> ResolvedCheck {
    let reference = leg.flatMap { references[$0].reference }
    let repository = leg.map { references[$0].repository }
    let stage = check.stage.flatMap { stage in
      repository.map { ($0, Word(literal: "\($0):\(LocalTag.name)-\(stage.value)")) }
    }
    let image = stage?.1 ?? reference
    return ResolvedCheck(
      name: check.name, imagePlace: check.image?.range, leg: leg, stage: check.stage?.value,
      image: image,
      extractions: image.map { image in
        check.extract.compactMap { entry in
          path(entry.value, into: &diagnostics).map {
            Plan.Extraction(image: image, path: entry.key.value, folder: $0)
          }
        }
      } ?? [],
      check: Plan.Check(
        name: check.name.value, words: words(of: check.run),
        environment: environment(image: image),
        workingDirectory: check.workingDirectory.flatMap { path($0, into: &diagnostics) }),
      lanes: lanes, timeout: check.timeout)
  }

  private func words(of script: Check.Script) -> [String] {
    switch script {
    case .text(let text): ["sh", "-c", text]
    case .words(let words): words
    }
  }

  private func environment(image: Word?) -> [Plan.Build.Pair] {
    var all = parameters.map { parameter in
      Plan.Build.Pair(
        name: parameter.variable.environmentName, value: Word([.variable(parameter.variable)]))
    }
    if let image { all.append(Plan.Build.Pair(name: "PIPEGEN_IMAGE", value: image)) }
    return all
  }

  /// A path of a check: it belongs to no image, so it has no names.
  private func path(
    _ text: InterpolatedText, into diagnostics: inout Diagnostics
  ) -> String? {
    for name in text.variables {
      diagnostics.error(
        .unknownVariable, "'${\(name.value)}' has no meaning in a check", at: name.range,
        help: "write the path; $${ stands for the characters themselves")
    }
    return text.literal.map(LocalPath.operand)
  }
}

/// A check whose every name is replaced.
struct ResolvedCheck {
  let name: Located<String>
  /// Where the spec names its image.
  let imagePlace: SourceRange?
  /// Position of the leg that it waits for.
  let leg: Int?
  let stage: String?
  /// What it is about.
  let image: Word?
  let extractions: [Plan.Extraction]
  let check: Plan.Check
  let lanes: LaneSet
  let timeout: Duration
}
