extension Step {
  /// What the step does, in a few words, such as "Build stage builder of go-slalom"; holes without
  /// a value as in the spec.
  public func title(in plan: Plan, values: [Variable: String] = [:]) -> String {
    switch operation {
    case .require(.buildKit): return "Look for BuildKit"
    case .require(.buildx): return "Look for buildx"
    case .login(let login): return "Log in to " + login.host
    case .pull(let reference) where policy.tolerance == .required:
      return "Pull image " + reference.text(with: values)
    case .pull(let reference):
      return title("Pull cache image ", reference.text(with: values), in: plan)
    case .find(let reference):
      return title("Find image ", reference.text(with: values), in: plan)
    case .tag(let tagging):
      let verb = phase == .pushCaches ? "Tag cache image " : "Tag image "
      return title(verb, tagging.name.text(with: values), in: plan)
    case .copy(let copying):
      let rest = copying.names.dropFirst().map { ", " + $0.text(with: values) }.joined()
      return title("Push image ", copying.names.first?.text(with: values) ?? "", in: plan) + rest
    case .probe(let reference):
      return title("Look for cache image ", reference.text(with: values), in: plan)
    case .build(let build): return title(of: build, in: plan, values: values)
    case .name(let naming):
      return "Let FROM \(naming.name) mean " + naming.image.text(with: values)
    case .unname(let naming): return "Put back the name \(naming.name)"
    case .push(let reference):
      let verb = phase == .pushCaches ? "Push cache image " : "Push image "
      return title(verb, reference.text(with: values), in: plan)
    case .save(let archive): return "Save \(subject(in: plan)) as \(archive.file)"
    case .extract(let extraction): return "Copy \(extraction.path) out of " + subject(in: plan)
    case .check(let check):
      return image == nil ? "Check " + check.name : "Check \(check.name) of " + subject(in: plan)
    }
  }

  private func subject(in plan: Plan) -> String { image.map { plan.images[$0].name } ?? "an image" }

  private func title(
    of build: Plan.Build, in plan: Plan, values: [Variable: String]
  ) -> String {
    if build.result == .pushed {
      let verb = phase == .pushCaches ? "Push cache image " : "Push image "
      let rest = build.tags.dropFirst().map { title(", ", $0.text(with: values), in: plan) }
      return title(verb, build.tags.first?.text(with: values) ?? "", in: plan) + rest.joined()
    }
    let verb = phase == .pushCaches ? "Push cache of " : "Build "
    let name = (image.map { plan.images[$0].name } ?? build.context) + build.suffix
    switch build.purpose {
    case .image: return verb + "image " + name
    case .stage: return verb + "stage " + (build.target ?? "") + " of " + name
    case .gate: return verb + "gate " + (build.target ?? "") + " of " + name
    }
  }

  /// What is done with a reference, which loses its registry.
  private func title(_ verb: String, _ text: String, in plan: Plan) -> String {
    guard let image, text.hasPrefix(plan.images[image].repository) else { return verb + text }
    let tag = text.utf8.index(
      text.startIndex, offsetBy: plan.images[image].repository.utf8.count)
    var title = verb
    title.reserveCapacity(verb.utf8.count + text.utf8.count)
    title += plan.images[image].name
    title += text[tag...]
    return title
  }
}

extension Plan.Build {
  /// What tells it from that for another platform.
  fileprivate var suffix: String { platforms.count == 1 ? " for " + platforms[0] : "" }
}
