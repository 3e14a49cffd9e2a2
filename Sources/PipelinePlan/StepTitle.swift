import PipelineSpec

extension Step {
  /// What the step does, in a few words, such as "Build stage builder of go-slalom"; holes without
  /// a value as in the spec.
  public func title(in plan: Plan, values: [Variable: String] = [:]) -> String {
    titleWord(in: plan).text(with: values)
  }

  /// The same with its holes.
  package func titleWord(in plan: Plan) -> Word {
    switch operation {
    case .require(.buildKit): "Look for BuildKit"
    case .require(.buildx): "Look for buildx"
    case .login(let login): Word(literal: "Log in to " + login.host)
    case .pull(let reference) where policy.tolerance == .required:
      reference.following(Verb.pull)
    case .pull(let reference): title(Verb.pullCache, reference, in: plan)
    case .find(let reference): title("Find image ", reference, in: plan)
    case .tag(let tagging):
      title(phase == .pushCaches ? "Tag cache image " : "Tag image ", tagging.name, in: plan)
    case .copy(let copying):
      Word(
        joining: [copying.names.first.map { title("Push image ", $0, in: plan) } ?? "Push image "]
          + copying.names.dropFirst().map { $0.following(", ") })
    case .probe(let reference): title("Look for cache image ", reference, in: plan)
    case .build(let build): title(of: build, in: plan)
    case .name(let naming): naming.image.following("Let FROM \(naming.name) mean ")
    case .unname(let naming): Word(literal: "Put back the name \(naming.name)")
    case .push(let reference): title(pushing, reference, in: plan)
    case .save(let archive): Word(literal: "Save \(subject(in: plan)) as \(archive.file)")
    case .extract(let extraction):
      Word(literal: "Copy \(extraction.path) out of " + subject(in: plan))
    case .check(let check):
      Word(literal: "Check " + check.name + (image == nil ? "" : " of " + subject(in: plan)))
    }
  }

  private var pushing: Text { phase == .pushCaches ? Verb.pushCache : Verb.push }

  private func subject(in plan: Plan) -> String { image.map { plan.images[$0].name } ?? "an image" }

  private func title(of build: Plan.Build, in plan: Plan) -> Word {
    if build.result == .pushed {
      let first = build.tags.first.map { title(pushing, $0, in: plan) } ?? Word(pushing)
      return Word(joining: [first] + build.tags.dropFirst().map { title(", ", $0, in: plan) })
    }
    let isCache = phase == .pushCaches
    let name = (image.map { plan.images[$0].nameText } ?? build.context) + build.suffix
    let verb =
      switch build.purpose {
      case .image: isCache ? Verb.exportImage : Verb.buildImage
      case .stage: isCache ? Verb.exportStage : Verb.buildStage
      case .gate: isCache ? Verb.exportGate : Verb.buildGate
      }
    if build.purpose == .image { return Word(verb + name) }
    return Word(Text(joining: [verb, build.target ?? "", Verb.of, name]))
  }

  /// What is done with a reference, which loses its registry.
  private func title(_ verb: Text, _ reference: Word, in plan: Plan) -> Word {
    guard let image, let rest = reference.dropping(plan.images[image].repository) else {
      return reference.following(verb)
    }
    let head = Text(joining: [verb, plan.images[image].nameText, rest.head, ""])
    return Word(head: head, tail: rest.tail)
  }
}

/// What titles are made of: each is looked at once, for what it may be quoted by.
private enum Verb {
  static let pull: Text = "Pull image "
  static let pullCache: Text = "Pull cache image "
  static let push: Text = "Push image "
  static let pushCache: Text = "Push cache image "
  static let buildImage: Text = "Build image "
  static let buildStage: Text = "Build stage "
  static let buildGate: Text = "Build gate "
  static let exportImage: Text = "Push cache of image "
  static let exportStage: Text = "Push cache of stage "
  static let exportGate: Text = "Push cache of gate "
  static let of: Text = " of "
}

extension Plan.Build {
  /// What tells it from that for another platform.
  fileprivate var suffix: Text { platforms.count == 1 ? Text(" for " + platforms[0]) : "" }
}
