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
    let checks = pipeline.checks.flatMap { check in
      let lanes = LaneNames.set(of: check.lanes, in: lanes, into: &diagnostics)
      if check.image == nil { checkLoneness(of: check, into: &diagnostics) }
      guard let image = check.image else {
        return [resolved(check, of: nil, lanes, into: &diagnostics)]
      }
      return legs(of: image, into: &diagnostics).map {
        resolved(check, of: $0, lanes, into: &diagnostics)
      }
    }
    checkExtractions(of: checks, into: &diagnostics)
    return checks
  }

  /// Of two that write one file, each could judge what the other has extracted.
  private func checkExtractions(
    of checks: [ResolvedCheck], into diagnostics: inout Diagnostics
  ) {
    struct Writer {
      let extraction: Plan.Extraction
      let lanes: LaneSet
      let place: SourceRange
    }
    var writers: [String: [Writer]] = [:]
    for check in checks {
      for (extraction, place) in zip(check.extractions, check.places) {
        let name = extraction.path.utf8.split(separator: UInt8(ascii: "/")).last
        let file = LocalPath.join(extraction.folder, name.map { String(Substring($0)) } ?? "")
        let writer = Writer(extraction: extraction, lanes: check.lanes, place: place)
        let other = writers[file]?.first {
          $0.extraction != extraction && !$0.lanes.isDisjoint(with: check.lanes)
        }
        guard let other else {
          writers[file, default: []].append(writer)
          continue
        }
        diagnostics.error(
          .clash, "'\(file)' is written twice", at: place,
          help: "give each a folder of its own: ${image} and ${matrix.AXIS} have a meaning in it",
          notes: place == other.place
            ? [] : [Diagnostic.Note(message: "the other writer is here", range: other.place)])
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
  private func legs(of name: Located<Text>, into diagnostics: inout Diagnostics) -> [Int] {
    let text = name.value.string
    let group = groups.first { $0.name == text }.map { Set($0.images) }
    let legs = names.legs.indices.filter { index in
      let image = names.legs[index].image.name.value
      return group.map { $0.contains(image.string) } ?? (image == name.value)
    }
    if legs.isEmpty {
      let known = pipeline.images.map(\.name.value.string) + groups.map(\.name)
      diagnostics.error(
        .unknownName, "unknown image '\(text)'", at: name.range,
        help: Suggestion.help(for: text, in: known, kind: "images and groups"))
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
    var extractions: [Plan.Extraction] = []
    var places: [SourceRange] = []
    for entry in check.extract {
      guard let image, let folder = folder(of: entry.value, leg, into: &diagnostics) else {
        continue
      }
      extractions.append(
        Plan.Extraction(image: image, path: entry.key.value.string, folder: folder))
      places.append(entry.key.range)
    }
    return ResolvedCheck(
      name: check.name, imagePlace: check.image?.range, leg: leg, stage: check.stage?.value,
      image: image,
      extractions: extractions, places: places,
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
        name: Text(parameter.variable.environmentName), value: Word([.variable(parameter.variable)])
      )
    }
    if let image { all.append(Plan.Build.Pair(name: "PIPEGEN_IMAGE", value: image)) }
    return all
  }

  /// Where a file of the image at `leg` goes.
  private func folder(
    of text: InterpolatedText, _ leg: Int?, into diagnostics: inout Diagnostics
  ) -> String? {
    guard let leg else { return path(text, into: &diagnostics) }
    let scope = Scope(
      table: names, leg: names.legs[leg], repository: references[leg].repository,
      moment: .compilation)
    return scope.literal(of: text, into: &diagnostics).map { LocalPath.operand($0.string) }
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
  let stage: Text?
  /// What it is about.
  let image: Word?
  let extractions: [Plan.Extraction]
  /// Where the spec names each of them.
  let places: [SourceRange]
  let check: Plan.Check
  let lanes: LaneSet
  let timeout: Duration
}
