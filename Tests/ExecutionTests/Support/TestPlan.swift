import PipelineSpec

@testable import PipelinePlan

/// Plans for tests, made as the planner makes them.
enum TestPlan {
  static let host = "registry.example"
  static let cache = "registry.example/go-slalom:builder"

  static let place = SourceRange(
    file: .root, start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 2))

  static let login = Plan.Login(host: host, username: "ci", passwordVariable: "REGISTRY_PASSWORD")

  static let version = Plan.Parameter(
    variable: Variable(name: "version"), environmentName: "VERSION", default: "latest", help: nil,
    origin: place)

  /// The five steps of the technique, behind a login where asked for.
  static func goSlalom(
    login hasLogin: Bool = false, parameters: [Plan.Parameter] = [version], tries: Int = 3
  ) -> Plan {
    var builder = PlanBuilder()
    let image = Word([
      .literal("\(host)/go-slalom:"), .variable(Variable(name: "version")),
    ])
    var needs: [Step.ID] = []
    if hasLogin {
      needs = [builder.add(.login(login), phase: .build, policy: .login, origin: place)]
    }
    let pull = builder.add(
      .pull(Word(literal: cache)), phase: .build,
      policy: Step.Policy(tolerance: .coldCache, tries: tries, timeout: .seconds(60)),
      needs: needs, image: 0, origin: place)
    let stage = builder.add(
      .build(build(target: "builder", tag: Word(literal: cache), isCache: true)), phase: .build,
      policy: .build, needs: [pull], image: 0, origin: place)
    let final = builder.add(
      .build(build(target: nil, tag: image, isCache: false)), phase: .build, policy: .build,
      needs: [stage], image: 0, origin: place)
    let lanes = Lane.standard
    _ = builder.add(
      .push(image), phase: .pushImages, policy: .pushImage,
      lanes: LaneSet(of: lanes, where: \.pushesImages), needs: [final], image: 0, origin: place)
    _ = builder.add(
      .push(Word(literal: cache)), phase: .pushCaches, policy: .pushCache,
      lanes: LaneSet(of: lanes, where: \.pushesCaches), needs: [final], image: 0, origin: place)
    return plan(builder.steps, parameters: parameters)
  }

  /// Pulls of cache images that need nothing and nobody.
  static func pulls(_ count: Int) -> Plan {
    var builder = PlanBuilder()
    for index in 0..<count {
      _ = builder.add(
        .pull(Word(literal: "\(host)/image-\(index):cache")), phase: .build,
        policy: .pullCache, image: 0, origin: place)
    }
    return plan(builder.steps, parameters: [])
  }

  private static func plan(_ steps: [Step], parameters: [Plan.Parameter]) -> Plan {
    Plan(
      parameters: parameters,
      registries: [Plan.Registry(name: "default", host: host, address: host)],
      images: [
        Plan.PlannedImage(
          name: "go-slalom", repository: "\(host)/go-slalom", context: ".", hasCaches: true,
          needs: [])
      ],
      steps: steps, lanes: Lane.standard,
      tagRules: parameters.isEmpty
        ? []
        : [
          Plan.TagRule(
            tag: Word([.variable(Variable(name: "version"))]), repository: "\(host)/go-slalom",
            taken: ["builder"], origin: place)
        ])
  }

  private static func build(target: String?, tag: Word, isCache: Bool) -> Plan.Build {
    Plan.Build(
      context: ".", dockerfile: nil, target: target, arguments: [], labels: [],
      cacheFrom: [Word(literal: cache)], tags: [tag], isCache: isCache)
  }
}
