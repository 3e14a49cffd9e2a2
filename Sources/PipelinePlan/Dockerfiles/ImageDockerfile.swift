import PipelineSpec

/// The Dockerfile of an image, as its builds read it.
struct ImageDockerfile {
  let image: ResolvedImage
  let dockerfile: Dockerfile
  /// The stage that is the image.
  let target: Int
  /// Stages that are needed for the image, its gates and its checks, sorted.
  let needed: [Int]

  /// `checked` are stages that checks are about.
  init(_ image: ResolvedImage, _ dockerfile: Dockerfile, checked: [String]) {
    self.image = image
    self.dockerfile = dockerfile
    let target = image.target.flatMap { dockerfile.stage(named: $0.string)?.index }
    self.target = target ?? dockerfile.stages.count - 1
    let asked = image.stages.filter(\.isGate).map(\.name.string) + checked
    let others = asked.compactMap { dockerfile.stage(named: $0)?.index }
    needed = Set((others + [self.target]).flatMap(dockerfile.needed)).sorted()
  }

  /// The line of the first RUN that the image needs and has no layer of; nil where it has layers of
  /// others.
  var firstRunElsewhere: Int? {
    let own = dockerfile.line(of: target)
    func runs(_ stage: Int) -> Dockerfile.Instruction? {
      dockerfile.stages[stage].allInstructions.first { $0.keyword == .run }
    }
    guard own.allSatisfy({ runs($0) == nil }) else { return nil }
    return dockerfile.needed(for: target).lazy.compactMap(runs).first?.lines.lowerBound
  }

  /// The last stage that `stage` depends on, and that is worth a cache.
  func betterStage(than stage: Int) -> String? {
    let good = Set(dockerfile.cacheCandidates)
    return dockerfile.needed(for: stage).last { good.contains($0) && $0 != stage }
      .flatMap { index in
        let name = dockerfile.stages[index].name
        return name.flatMap { dockerfile.stage(named: $0)?.index == index ? $0 : nil }
      }
  }

  var path: String { image.dockerfilePath }

  /// Where the spec speaks of the Dockerfile as a whole.
  var place: SourceRange { image.dockerfilePlace }
}

extension ResolvedImage {
  /// Relative to the spec.
  var dockerfilePath: String { dockerfileText.string }

  /// The same as a text of the plan.
  var dockerfileText: Text { dockerfile ?? LocalPath.join(context, "Dockerfile") }

  /// Where the spec speaks of the Dockerfile as a whole.
  var dockerfilePlace: SourceRange { image.dockerfile?.range ?? image.name.range }

  /// What `bytes` say with the arguments that are known now.
  func reading(of bytes: [UInt8]) -> Dockerfile.Reading {
    var options = Dockerfile.Options(arguments: args.known, target: target?.string)
    if let platform = platforms.first { options.platform = platform }
    return Dockerfile.reading(bytes, options: options)
  }
}

extension Plan.Build.Pairs {
  /// Those whose values are known now.
  var known: [String: String] {
    all.reduce(into: [:]) { known, pair in
      if let value = pair.value.literal { known[pair.name.string] = value }
    }
  }

  /// Whether a run gives no value.
  var areKnown: Bool { all.allSatisfy(\.value.isLiteral) }
}

extension Diagnostics {
  /// Records a doubt that the image may say to be meant.
  mutating func doubt(
    _ id: DiagnosticID, _ message: String, of image: Image, at range: SourceRange,
    help: String
  ) {
    guard !image.allowed.contains(id) else { return }
    warning(id, message, at: range, help: help)
  }
}
