import PipelineSpec

/// Replaces an image's names and checks what they give.
struct ImageResolver {
  let names: NameTable
  /// What all legs are called.
  let references: [ImageReferences]
  /// The same for keys.
  let keyed: [ImageReferences]
  let resolver: ReferenceResolver
  let order: StageOrder
  let secrets: SecretTable

  /// The image of the leg at `index`.
  func resolve(_ index: Int, into diagnostics: inout Diagnostics) -> ResolvedImage {
    let leg = names.legs[index]
    let own = references[index]
    let fixed = Scope(table: names, leg: leg, repository: own.repository, moment: .compilation)
    let running = Scope(
      table: names, leg: leg, repository: own.repository, moment: .run, images: references)
    let image = leg.image
    let context = image.context.flatMap { fixed.literal(of: $0, into: &diagnostics) } ?? "."
    let dockerfile = image.dockerfile.flatMap { fixed.literal(of: $0, into: &diagnostics) }
    let target = image.target.flatMap { fixed.literal(of: $0, into: &diagnostics) }
    let args = Self.pairs(image.args, in: running, into: &diagnostics)
    let path = LocalPath.join(context, dockerfile ?? "Dockerfile")
    let stages = order.stages(
      of: leg, target: target, arguments: args, dockerfile: path, into: &diagnostics)
    let contexts = contexts(of: leg, in: running, fixed, into: &diagnostics)
    let keys = KeyResolver(
      index: index, context: LocalPath.operand(context), dockerfile: dockerfile ?? "Dockerfile",
      inputs: inputsOfKeys(leg, args, contexts, own), isOpen: hasOpenInputs(leg),
      platforms: image.platforms.map(\.value.text), scope: fixed,
      reader: KeyReader(
        files: order.files, dockerfile: path, context: context, args: args,
        platforms: image.platforms.map(\.value.text),
        hasFolders: contexts.contains(where: \.isFolder)))
    checkAutomatic(leg, contexts, into: &diagnostics)
    if image.key != nil { checkBases(of: leg, contexts, into: &diagnostics) }
    return ResolvedImage(
      index: index, image: image, title: leg.title, context: LocalPath.operand(context),
      dockerfile: dockerfile == nil ? nil : LocalPath.operand(path),
      target: target, platforms: image.platforms.map(\.value.text), contexts: contexts, args: args,
      labels: Self.pairs(image.labels, in: running, into: &diagnostics),
      references: own,
      stages: resolver.resolve(stages, of: leg, own, keys: keys, into: &diagnostics),
      cache: resolver.cache(of: leg, own, into: &diagnostics),
      archive: image.archive.flatMap { text in
        fixed.literal(of: text, into: &diagnostics).map {
          Located(LocalPath.operand($0), at: text.range)
        }
      }, secrets: secrets.resolve(image, into: &diagnostics),
      key: resolver.key(of: leg, own, target: target, keys: keys, into: &diagnostics),
      needs: needs(of: leg, contexts))
  }

  static func pairs(
    _ entries: [Keyed<String, InterpolatedText>], in scope: Scope,
    into diagnostics: inout Diagnostics
  ) -> Plan.Build.Pairs {
    var pairs: [Plan.Build.Pair] = []
    pairs.reserveCapacity(entries.count)
    for entry in entries {
      guard let value = scope.word(of: entry.value, into: &diagnostics) else { continue }
      pairs.append(Plan.Build.Pair(name: entry.key.value, value: value))
    }
    return Plan.Build.Pairs(pairs)
  }

  private func needs(of leg: Leg, _ contexts: [ResolvedContext]) -> [Located<Int>] {
    var needs: [Located<Int>] = []
    for pairs in [leg.image.args, leg.image.labels] {
      for index in pairs.indices where !pairs[index].value.isLiteral {
        add(pairs[index].value, of: leg, to: &needs)
      }
    }
    for context in contexts {
      guard let other = context.leg, !needs.contains(where: { $0.value == other }) else { continue }
      needs.append(Located(other, at: context.origin))
    }
    return needs
  }

  private func add(_ text: InterpolatedText, of leg: Leg, to needs: inout [Located<Int>]) {
    for case .variable(let name) in text.fragments {
      var reported = Diagnostics()  // Once is enough.
      guard let other = name.value.imageName,
        let index = names.leg(of: other, at: name.range, joining: leg, into: &reported),
        !needs.contains(where: { $0.value == index })
      else { continue }
      needs.append(Located(index, at: name.range))
    }
  }
}
