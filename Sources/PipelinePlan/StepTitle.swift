extension Step {
  /// What the step does, in a few words, such as "Build stage builder of go-slalom".
  public func title(in plan: Plan) -> String {
    switch operation {
    case .login(let login): "Log in to \(login.host)"
    case .pull(let reference): "Pull cache image \(plan.short(reference, of: self))"
    case .build(let build): "Build \(subject(of: build, in: plan))"
    case .push(let reference):
      "Push \(phase == .pushCaches ? "cache image" : "image") \(plan.short(reference, of: self))"
    }
  }

  private func subject(of build: Plan.Build, in plan: Plan) -> String {
    let name = image.map { plan.images[$0].name } ?? build.context
    guard build.isCache, let stage = build.target else { return "image \(name)" }
    return "stage \(stage) of \(name)"
  }
}

extension Plan {
  /// A reference without its registry.
  fileprivate func short(_ reference: Word, of step: Step) -> String {
    let text = reference.description
    guard let image = step.image.map({ images[$0] }),
      text.utf8.starts(with: image.repository.utf8)
    else { return text }
    return image.name + text.dropFirst(image.repository.utf8.count)
  }
}
