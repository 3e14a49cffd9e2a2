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
    variable: Variable(name: "version"), environmentName: "VERSION", default: "latest", rule: nil,
    help: nil,
    origin: place)

  /// The five steps of the technique, behind a login where asked for.
  static func goSlalom(
    login hasLogin: Bool = false, parameters: [Plan.Parameter] = [version], tries: Int = 3
  ) -> Plan {
    var builder = PlanBuilder()
    let image = Word([
      .literal(Text("\(host)/go-slalom:")), .variable(Variable(name: "version")),
    ])
    var needs: KeptList<Step.ID> = []
    if hasLogin {
      needs = [
        builder.add(
          .login(login), phase: .build, policy: .login(within: .seconds(60)), origin: place)
      ]
    }
    let pull = builder.add(
      .pull(Word(literal: cache)), phase: .build,
      policy: Step.Policy(tolerance: .coldCache, tries: tries, timeout: .seconds(60)),
      needs: needs, image: 0, origin: place)
    let stage = builder.add(
      .build(build(target: "builder", tag: Word(literal: cache), isCache: true)), phase: .build,
      policy: .build(within: .seconds(3600)), needs: [pull], image: 0, origin: place)
    let final = builder.add(
      .build(build(target: nil, tag: image, isCache: false)), phase: .build,
      policy: .build(within: .seconds(3600)),
      needs: [stage], image: 0, origin: place)
    let lanes = LanePlanner.standard([0])
    _ = builder.add(
      .push(image), phase: .pushImages, policy: .pushImage(tries: 3, within: .seconds(60)),
      lanes: LaneSet(of: lanes, where: \.pushesImages), needs: [final], image: 0, origin: place)
    _ = builder.add(
      .push(Word(literal: cache)), phase: .pushCaches,
      policy: .pushCache(tries: 3, within: .seconds(60)),
      lanes: LaneSet(of: lanes, where: \.pushesCaches), needs: [final], image: 0, origin: place)
    return plan(builder.steps, parameters: parameters)
  }

  /// Pulls of cache images that need nothing and nobody.
  static func pulls(_ count: Int) -> Plan {
    var builder = PlanBuilder()
    for index in 0..<count {
      _ = builder.add(
        .pull(Word(literal: "\(host)/image-\(index):cache")), phase: .build,
        policy: .pullCache(tries: 3, within: .seconds(60)), image: 0, origin: place)
    }
    return plan(builder.steps, parameters: [])
  }

  private static func plan(_ steps: [Step], parameters: [Plan.Parameter]) -> Plan {
    Plan(
      engine: .docker, parameters: parameters,
      registries: [Plan.Registry(name: "default", host: host, address: host, isUsed: true)],
      images: [
        Plan.PlannedImage(
          key: "go-slalom", name: "go-slalom", repository: Text("\(host)/go-slalom"),
          reference: nil,
          context: ".", caching: .stages,
          needs: [])
      ],
      groups: [], secrets: [], steps: steps, lanes: LanePlanner.standard([0]),
      tagRules: parameters.isEmpty
        ? []
        : [
          Plan.TagRule(
            tag: Word([.variable(Variable(name: "version"))]),
            repository: Text("\(host)/go-slalom"),
            taken: ["builder"], origin: place)
        ], keys: [])
  }

  private static func build(target: Text?, tag: Word, isCache: Bool) -> Plan.Build {
    Plan.Build(
      context: ".", dockerfile: nil, target: target,
      purpose: isCache ? .stage : .image, platforms: [], contexts: [], arguments: [], labels: [],
      cacheFrom: [Word(literal: cache)], cacheTo: isCache ? .inline : nil, tags: [tag],
      result: .stored, pullsBases: false, ignoresCache: false, network: nil, secrets: [], ssh: [])
  }
}
