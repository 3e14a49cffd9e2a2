import PipelineSpec

/// Local names for images, where the engine has no other way to say what a FROM means.
extension StepPlanner {
  /// What has been given a name, and what fetched images of registries.
  struct Namings {
    var fetched: [Word: Step.ID] = [:]
    var names: [String: Step.ID] = [:]
    /// In the order in which they were given.
    var given: [(naming: Plan.Naming, step: Step.ID, origin: SourceRange)] = []
  }

  /// Gives images the names by which the Dockerfile of `image` knows them; the steps that did.
  mutating func addNames(
    for image: ResolvedImage, at index: Int, behind logins: KeptList<Step.ID>
  ) -> [Step.ID] {
    image.contexts.compactMap { context in
      if let known = namings.names[context.context.name] { return known }
      guard case .image(let reference) = context.context.source else { return nil }
      let needs =
        context.leg.map { builds[$0] }
        ?? [fetch(reference, of: image, at: index, behind: logins, context.origin)]
      let naming = Plan.Naming(image: reference, name: context.context.name)
      let step = builder.add(
        .name(naming), phase: .build, policy: .build(within: timeouts.login), needs: needs,
        image: index, origin: context.origin)
      namings.names[naming.name] = step
      namings.given.append((naming, step, context.origin))
      return step
    }
  }

  /// Takes all names away again.
  mutating func putNamesBack() {
    for (naming, step, origin) in namings.given {
      _ = builder.add(
        .unname(naming), phase: .cleanUp, policy: .pushCache(tries: 1, within: timeouts.login),
        needs: [step], image: builder.steps[step.index].image, origin: origin)
    }
  }

  private mutating func fetch(
    _ reference: Word, of image: ResolvedImage, at index: Int, behind logins: KeptList<Step.ID>,
    _ origin: SourceRange
  ) -> Step.ID {
    if let known = namings.fetched[reference] { return known }
    let step = builder.add(
      .pull(reference), phase: .build,
      policy: .pushImage(tries: image.image.tries.pull, within: timeouts.pull), needs: logins,
      image: index, origin: origin)
    namings.fetched[reference] = step
    return step
  }
}

extension Plan.Naming {
  /// Given: the image, the name, and the name that keeps what has that name already.
  package static let script: StaticString = """
    docker tag "$2" "$3" 2>/dev/null || :
    docker tag "$1" "$2"
    """

  /// Given: the name, and the name that keeps what had it.
  package static let scriptBack: StaticString = """
    if docker tag "$2" "$1" 2>/dev/null; then
      docker rmi "$2" >/dev/null
    else
      docker rmi "$1" >/dev/null
    fi
    """

  /// What the script is given.
  package var words: [Word] { [image, Word(literal: name), Word(literal: kept)] }

  /// What the script that takes the name away is given.
  package var wordsBack: [Word] { [Word(literal: name), Word(literal: kept)] }

  func command(_ words: [Word], _ script: StaticString) -> Command {
    Command(
      .sh,
      [.option(.script, Word(literal: script.description)), .word("name")]
        + words.map(Command.Argument.word))
  }
}
