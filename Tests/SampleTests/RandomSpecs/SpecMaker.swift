import PipelineSpec

/// Makes valid specs by chance: what has to differ is numbered, what has to exist is declared first.
struct SpecMaker {
  /// Of every Dockerfile, in its order.
  static let stages = ["deps", "build", "Lint", "test.unit", "s-5"]
  /// Beginning of the names of Dockerfiles that copy of an image; their own names follow, and `a`, `b`.
  static let parent = "parent"
  /// An image that is no cache and none of the spec.
  static let foreign = "r.example/golang:"
  /// Folders that are there, some of them as awkward as paths may be.
  static let folders = [
    ".", "app", "a b", "it's", "-dash", "$x", "größe", "x;y&z", "*", "~", "#x", "%s", "a/\"b\"",
  ]
  static let keys = ["api", "web", "base", "tools/x", "a.b", "svc-1", "job"]

  var chance: Chance
  let hasDockerfiles: Bool
  /// Whether builds may ask registries for their bases: not for what only this machine has.
  let mayPull: Bool
  /// Whether all images are known by their content, as what one is built of has to be.
  let isKeyed: Bool
  private var count = 0

  var registries: [String] = []
  /// What builds: only BuildKit by name can do all that there is.
  var engine = "docker"
  var secrets: [String] = []
  var lanes: [String] = []
  var parameters = MadeParameters()
  var templates: [String] = []
  var images: [MadeImage] = []
  var groups: [String] = []

  init(chance: Chance, hasDockerfiles: Bool) {
    self.chance = chance
    self.hasDockerfiles = hasDockerfiles
    mayPull = self.chance.isTrue(50)
    isKeyed = self.chance.isTrue(20)
  }

  /// A number that nothing else has.
  mutating func unique() -> Int {
    count += 1
    return count
  }

  mutating func maybe(_ percent: Int, _ make: (inout SpecMaker) -> SpecTree) -> SpecTree? {
    chance.isTrue(percent) ? make(&self) : nil
  }

  mutating func make() -> (root: SpecTree, included: SpecTree?) {
    let registry = makeRegistries()
    let builder = makeEngine()
    let secrets = maybe(30) { $0.makeSecrets() }
    let parameters = makeParameters()
    let lanes = maybe(50) { $0.makeLanes() }
    let defaults = maybe(40) { $0.makeDefaults() }
    let templates = maybe(40) { $0.makeTemplates() }
    let names = chance.several(of: Self.keys).prefix(4)
    let own = SpecTree.map(names.map { ($0, makeImage($0)) })
    let included = maybe(15) { maker in
      let image = maker.makeImage("team")
      return .of(
        ("pipegen", .plain("1")), ("defaults", maker.maybe(50) { $0.makeImageDefaults() }),
        ("images", .map([("team", image)])))
    }
    let groups = maybe(40) { $0.makeGroups() }
    let root = SpecTree.of(
      ("pipegen", .plain("1")), registry, ("parameters", parameters), ("engine", builder),
      ("secrets", secrets), ("cache", maybe(30) { $0.makeCache() }), ("lanes", lanes),
      ("defaults", defaults),
      ("templates", templates), ("images", own), ("groups", groups),
      ("checks", maybe(50) { $0.makeChecks() }),
      ("include", included.map { _ in .texts(["teams/*.yml"]) }), ("outputs", makeOutputs()))
    return (root, included)
  }

  private mutating func makeEngine() -> SpecTree? {
    maybe(40) { maker in
      maker.engine = maker.chance.one(of: ["docker", "docker", "buildx", "buildah", "podman"])
      return maker.engine == "buildx" && maker.chance.isTrue(50)
        ? .of(("buildx", .of(("builder", .text("big.one"))))) : .plain(maker.engine)
    }
  }

  private mutating func makeSecrets() -> SpecTree {
    secrets = chance.several(of: ["npm", "token"])
    return .map(secrets.map { ($0, .of(("env", .text("SECRET_OF_\($0.uppercased())")))) })
  }

  private mutating func makeRegistries() -> (String, SpecTree?) {
    let hosts = ["localhost:5000", "r.example", "127.0.0.1:8080/deep/er"]
    registries = Array(["main", "mirror", "third"].prefix(chance.number(1...3)))
    if registries.count == 1, chance.isTrue(50) {
      registries = []
      return ("registry", .text(chance.one(of: hosts)))
    }
    let entries = zip(registries, hosts).map { name, host in
      let login = maybe(40) { maker in
        .of(
          ("username", .text(maker.chance.one(of: ["ci", "u'$x`", "a;b"]))),
          ("passwordEnv", .text("PASSWORD_OF_\(name.uppercased())")))
      }
      let body =
        login == nil ? SpecTree.text(host) : .of(("address", .text(host)), ("login", login))
      return (key: name, value: body)
    }
    return ("registries", .map(entries))
  }

  private mutating func makeCache() -> SpecTree {
    .of(
      ("mode", maybe(30) { .plain($0.chance.one(of: $0.cacheModes)) }),
      (
        "registry",
        registries.isEmpty ? nil : maybe(40) { .plain($0.chance.one(of: $0.registries)) }
      ),
      ("repository", maybe(50) { .text($0.chance.one(of: ["cache", "cache/${image}"])) }))
  }

  private var cacheModes: [String] {
    ["stageImages", "none"] + (engine == "buildx" ? ["registry"] : [])
  }

  private mutating func makeLanes() -> SpecTree {
    lanes = ["main", "branch", "release", "rest"].filter { _ in chance.isTrue(70) }
    if lanes.isEmpty { lanes = ["main"] }
    let pushes = lanes.map { _ in chance.some(of: ["images", "cache"]) }
    let writers = lanes.indices.filter { !pushes[$0].isEmpty }.map { lanes[$0] }
    return .map(
      lanes.indices.map { index in
        let events = chance.several(of: ["push", "tag", "pullRequest", "schedule", "manual"])
        let hasEvents = lanes[index] != "rest" && chance.isTrue(80)
        let isTag = !hasEvents || events.contains("tag")
        let others = writers.filter { $0 != lanes[index] }
        let body = SpecTree.of(
          ("events", hasEvents ? .list(events.map(SpecTree.plain)) : nil),
          ("branches", maybe(40) { .texts([$0.chance.one(of: ["main", "topic/*", "*", "m*n"])]) }),
          (
            "gitTags",
            isTag ? maybe(30) { .texts([$0.chance.one(of: ["v*", "v*.2", "x"])]) } : nil
          ),
          ("push", .list(pushes[index].map(SpecTree.plain))), ("reads", .texts(others)),
          ("set", maybe(30) { $0.makeLaneValues() }),
          (
            "registries",
            registries.isEmpty ? nil : maybe(20) { .texts($0.chance.several(of: $0.registries)) }
          ))
        return (lanes[index], body)
      })
  }

  private mutating func makeGroups() -> SpecTree {
    let first = chance.several(of: images.map(\.name))
    groups = ["some"]
    var entries: [(key: String, value: SpecTree)] = [("some", .texts(first))]
    if chance.isTrue(40) {
      groups.append("more")
      entries.append(("more", .texts(["some"] + chance.some(of: images.map(\.name)))))
    }
    return .map(entries)
  }

  /// Path of one of the folders that are there.
  mutating func folder() -> SpecTree { .text(escaped(chance.one(of: Self.folders))) }

  /// As text in which `${…}` is looked for.
  func escaped(_ text: String) -> String {
    String(decoding: text.utf8.flatMap { $0 == 0x24 ? [$0, $0] : [$0] }, as: UTF8.self)
  }
}
