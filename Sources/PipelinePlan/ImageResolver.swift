import PipelineSpec

/// Replaces an image's names and checks what they give.
struct ImageResolver {
  let names: NameTable
  /// What all legs are called.
  let references: [ImageReferences]
  /// The same for keys.
  let keyed: [ImageReferences]
  let resolver: ReferenceResolver
  let files: any SpecFiles
  let dockerfiles: DockerfileContents
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
    let folder = LocalPath.operand(context)
    let path = LocalPath.join(context, dockerfile ?? "Dockerfile")
    let operand = LocalPath.operand(path)
    let content = dockerfiles.content(of: operand)
    let order = StageOrder(path: path, content: content).stages(
      of: leg, target: target, arguments: args, into: &diagnostics)
    let contexts = contexts(of: leg, in: running, fixed, into: &diagnostics)
    let platforms = image.platforms.map(\.value.text)
    var keys: KeyResolver?
    if image.hasKeys {
      keys = KeyResolver(
        index: index, context: folder.string, dockerfile: (dockerfile ?? "Dockerfile").string,
        inputs: inputsOfKeys(leg, args, contexts, own), isOpen: hasOpenInputs(leg),
        platforms: platforms, scope: fixed,
        reader: KeyReader(
          files: files, dockerfile: path.string, content: content, context: context.string,
          args: args,
          platforms: platforms, hasFolders: contexts.contains(where: \.isFolder)))
      checkAutomatic(leg, contexts, into: &diagnostics)
      checkBases(of: leg, contexts, into: &diagnostics)
    }
    let labels = Self.pairs(image.labels, in: running, into: &diagnostics)
    let (stages, caches) = resolver.resolve(order, of: leg, own, keys: keys, into: &diagnostics)
    return ResolvedImage(
      index: index, image: image, title: leg.title, context: folder,
      dockerfile: dockerfile == nil ? nil : operand, content: content,
      target: target, platforms: platforms, contexts: contexts, args: args,
      labels: labels, references: own, stages: stages, stageCaches: caches,
      cache: resolver.cache(of: leg, own, into: &diagnostics),
      archive: image.archive.flatMap { text in
        fixed.literal(of: text, into: &diagnostics).map {
          Located(LocalPath.operand($0).string, at: text.range)
        }
      }, secrets: secrets.resolve(image, into: &diagnostics),
      key: resolver.key(of: leg, own, target: target, keys: keys, into: &diagnostics),
      needs: needs(of: leg, contexts))
  }

  static func pairs(
    _ entries: [Keyed<Text, InterpolatedText>], in scope: Scope,
    into diagnostics: inout Diagnostics
  ) -> Plan.Build.Pairs {
    Plan.Build.Pairs(
      KeptList(upTo: entries.count) { index in
        scope.word(of: entries[index].value, into: &diagnostics).map { value in
          Word(head: Text(entries[index].key.value, setTo: value.head), tail: value.tail)
        }
      })
  }

  private func needs(of leg: Leg, _ contexts: [ResolvedContext]) -> [Located<Int>] {
    var needs: [Located<Int>] = []
    add(leg.image.args, of: leg, to: &needs)
    add(leg.image.labels, of: leg, to: &needs)
    for context in contexts {
      guard let other = context.leg, !needs.contains(where: { $0.value == other }) else { continue }
      needs.append(Located(other, at: context.origin))
    }
    return needs
  }

  private func add(
    _ entries: [Keyed<Text, InterpolatedText>], of leg: Leg, to needs: inout [Located<Int>]
  ) {
    var reported = Diagnostics()  // Once is enough.
    for index in entries.indices where !entries[index].value.isLiteral {
      for case .variable(let name) in entries[index].value.fragments {
        guard let other = name.value.imageName,
          let leg = names.leg(of: other, at: name.range, joining: leg, into: &reported),
          !needs.contains(where: { $0.value == leg })
        else { continue }
        needs.append(Located(leg, at: name.range))
      }
    }
  }
}
