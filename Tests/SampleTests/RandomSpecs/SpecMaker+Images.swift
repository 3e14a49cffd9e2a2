import PipelineSpec

/// What other parts of a spec have to know of an image.
struct MadeImage {
  let name: String
  let axes: [String]
  /// The value of each axis in a leg that is surely there.
  let leg: String?
  /// Whether it can be used on the machine that builds it.
  let isLocal: Bool
  /// Whether `${images.…}` may name it from an image without a matrix.
  var isPlain: Bool { axes.isEmpty && isLocal }
}

extension SpecMaker {
  mutating func makeDefaults() -> SpecTree {
    guard case .map(var entries) = makeImageDefaults() else { return .map([]) }
    if chance.isTrue(40) {
      entries.append(
        (
          "timeouts",
          .of(
            ("pull", maybe(50) { _ in .text("5m") }), ("push", maybe(50) { _ in .text("1h30m") }),
            ("login", maybe(50) { _ in .text("90s") }))
        ))
    }
    return .map(entries)
  }

  /// Keys that every image may have.
  mutating func makeImageDefaults() -> SpecTree {
    .of(
      ("args", maybe(50) { $0.makeArguments(others: false) }),
      ("labels", maybe(50) { $0.makeLabels(others: false) }),
      ("target", maybe(20) { .text($0.chance.one(of: Self.stages)) }),
      ("pull", maybe(20) { .boolean($0.mayPull && $0.chance.isTrue(50)) }),
      ("noCache", maybe(10) { .boolean($0.chance.isTrue(50)) }),
      ("network", maybe(20) { .text($0.chance.one(of: ["none", "host", "a.b:c-d_e"])) }),
      (
        "tries",
        maybe(30) { maker in
          .of(
            ("pull", maker.maybe(60) { .plain(String($0.chance.number(1...20))) }),
            ("push", maker.maybe(60) { .plain(String($0.chance.number(1...20))) }))
        }
      ),
      ("timeout", maybe(30) { .text($0.chance.one(of: ["90s", "1m", "2h", "1h30m"])) }),
      (
        "allow",
        maybe(20) { .texts($0.chance.several(of: DiagnosticID.allowable.map(\.rawValue))) }
      ))
  }

  mutating func makeTemplates() -> SpecTree {
    templates = Array(["small", "large"].prefix(chance.number(1...2)))
    return .map(
      templates.indices.map { index in
        guard case .map(var entries) = makeImageDefaults() else { return ("", .map([])) }
        if index > 0, chance.isTrue(40) { entries.append(("extends", .text(templates[0]))) }
        if chance.isTrue(30) {
          entries.append(("stages", .map([(Self.stages[2], .of(("gate", .boolean(true))))])))
        }
        return (templates[index], .map(entries))
      })
  }

  mutating func makeImage(_ name: String) -> SpecTree {
    let axes = Array(["go", "os_name"].prefix(chance.isTrue(30) ? chance.number(1...2) : 0))
    let suffix = axes.map { "--${matrix.\($0)}" }.joined()
    let matrix = axes.isEmpty ? nil : makeMatrix(axes)
    let isBare = chance.isTrue(20)
    let tags = isBare ? [] : (0..<chance.number(1...3)).map { _ in makeTag(axes, suffix) }
    guard case .map(let common) = makeImageDefaults() else { return .map([]) }
    let parent = hasDockerfiles && !mayPull && chance.isTrue(40) ? "\(Self.parent)\(unique())" : nil
    let own = SpecTree.of(
      ("extends", templates.isEmpty ? nil : maybe(60) { $0.makeExtends() }),
      ("repository", maybe(30) { .text("\($0.chance.one(of: ["x", "a/b_c"]))/\($0.unique())") }),
      (
        "registries",
        registries.isEmpty ? nil : maybe(40) { .texts($0.chance.several(of: $0.registries)) }
      ),
      ("matrix", matrix?.tree),
      ("context", maybe(60) { $0.folder() }),
      (
        "dockerfile",
        parent.map(SpecTree.text)
          ?? maybe(30) { .text($0.chance.one(of: ["docker/File", "it's $$(x)", "-f"])) }
      ), ("from", parent.map { makeFrom($0) }),
      ("tags", .list(tags)),
      ("cache", maybe(20) { .text("own\($0.unique())\(suffix)") }),
      ("stages", maybe(60) { $0.makeStages(suffix) }))
    guard case .map(let entries) = own, case .map(let more) = makeRest(axes) else { return own }
    let image = SpecTree.map(entries + more + common)
    let isLocal = !more.contains { $0.key == "platforms" }
    images.append(MadeImage(name: name, axes: axes, leg: matrix?.leg, isLocal: isLocal))
    return image
  }

  /// What is less often asked of an image.
  private mutating func makeRest(_ axes: [String]) -> SpecTree {
    let platforms =
      engine == "buildx"
      ? maybe(30) { _ in .texts(["linux/amd64", "linux/arm64"]) } : nil
    return .of(
      ("platforms", platforms),
      ("secrets", secrets.isEmpty ? nil : maybe(50) { .texts($0.chance.several(of: $0.secrets)) }),
      ("ssh", maybe(10) { .texts($0.chance.several(of: ["default", "id.2"])) }),
      ("key", isKeyed ? makeKey() : nil),
      (
        "archive",
        platforms == nil && axes.isEmpty ? maybe(15) { .text("out/\($0.unique()).tar") } : nil
      ))
  }

  /// Files that are below every context.
  private mutating func makeKey() -> SpecTree { .texts(chance.several(of: Self.keyFiles)) }

  /// Names in the Dockerfile `parent`, no two alike in a spec: with most engines a name is one thing.
  private mutating func makeFrom(_ parent: String) -> SpecTree {
    .map(chance.several(of: ["a", "b"]).map { ("\(parent)\($0)", makeSource()) })
  }

  private mutating func makeSource() -> SpecTree {
    let plain = images.filter(\.isPlain).map(\.name)
    let legs = images.filter { $0.leg != nil && $0.isLocal }
    return switch chance.number(0...3) {
    case 0 where !plain.isEmpty: .text(chance.one(of: plain))
    case 1 where !legs.isEmpty: makeLeg(of: chance.one(of: legs))
    case 2 where engine == "buildx" && !isKeyed:
      .text("./\(escaped(chance.one(of: Self.folders.filter { $0 != "." })))")
    case _: .text("docker-image://\(Self.foreign)1.\(unique())")
    }
  }

  private func makeLeg(of image: MadeImage) -> SpecTree {
    let values = image.axes.map { (key: $0, value: SpecTree.text(image.leg ?? "")) }
    return .of(("image", .text(image.name)), ("matrix", .map(values)))
  }

  private mutating func makeExtends() -> SpecTree {
    let names = chance.several(of: templates)
    return names.count == 1 && chance.isTrue(50) ? .text(names[0]) : .texts(names)
  }

  private static let axisValues = ["1.23", "1.24", "slim", "0", "true", "a_b", "x.y-z"]

  /// The matrix, and the value of every axis in a leg that is surely there; nil for none.
  private mutating func makeMatrix(_ axes: [String]) -> (tree: SpecTree, leg: String?) {
    var entries: [(key: String, value: SpecTree)] = axes.map { axis in
      (axis, .texts(Array(chance.several(of: Self.axisValues).prefix(2))))
    }
    let added = chance.isTrue(30) ? "extra" : nil
    let isNarrowed = chance.isTrue(30)
    if isNarrowed {
      entries.append(("exclude", .list([.map([(axes[0], .text("slim"))])])))
    }
    guard let leg = added ?? (isNarrowed ? "left" : nil) else { return (.map(entries), nil) }
    entries.append(("include", .list([.map(axes.map { ($0, .text(leg)) })])))
    return (.map(entries), leg)
  }

  private mutating func makeTag(_ axes: [String], _ suffix: String) -> SpecTree {
    let names = parameters.ofTags + ["git.branch", "lane", "date.compact", "git.shortCommit"]
    let start = chance.isTrue(60) ? "${\(chance.one(of: names))}-" : ""
    let text = SpecTree.text("\(start)t\(unique())\(suffix)")
    guard chance.isTrue(30) else { return text }
    return .of(
      ("tag", text),
      ("lanes", lanes.isEmpty ? nil : maybe(70) { .texts($0.chance.several(of: $0.lanes)) }),
      (
        "matrix",
        axes.isEmpty
          ? nil : maybe(40) { .map([(axes[0], .text($0.chance.one(of: Self.axisValues)))]) }
      ))
  }

  private mutating func makeStages(_ suffix: String) -> SpecTree {
    var entries: [(key: String, value: SpecTree)] = chance.some(of: Self.stages, 40).map { name in
      (name, makeStage(suffix))
    }
    if hasDockerfiles, chance.isTrue(20) {
      entries.append(("*", .of(("cache", .text("every\(unique())-${stage}\(suffix)")))))
    }
    return .map(entries)
  }

  static let keyFiles = ["go.mod", "lock/it's $(x)", "maß"]

  private mutating func makeStage(_ suffix: String) -> SpecTree {
    let tag = SpecTree.text("c\(unique())\(suffix)")
    let cache = maybe(70) { maker in
      guard maker.chance.isTrue(40) else { return tag }
      let others = (0..<maker.chance.number(0...2)).map { _ in "f\(maker.unique())" }
      return .of(
        ("tag", tag), ("fallback", .texts(others)),
        ("key", maker.isKeyed ? maker.maybe(50) { $0.makeKey() } : nil))
    }
    return .of(("cache", cache), ("gate", maybe(30) { .boolean($0.chance.isTrue(70)) }))
  }

  // MARK: Texts

  private static let facts = [
    "git.commit", "git.shortCommit", "git.branch", "git.tag", "time", "date", "date.compact",
    "lane", "image", "repository",
  ]

  /// Any text, with names in it; `others` where it may name other images.
  mutating func makeText(others: Bool) -> SpecTree {
    var text = escaped(chance.hostileText())
    while chance.isTrue(50) {
      let plain = others ? images.filter(\.isPlain).map { "images.\($0.name)" } : []
      let names = Self.facts + parameters.all + parameters.all + plain + plain
      text += "${\(chance.one(of: names))}"
      text += escaped(chance.one(of: ["", "-", chance.hostileText()]))
    }
    return .text(text)
  }

  mutating func makeArguments(others: Bool) -> SpecTree {
    .map(
      chance.some(of: ["BASE", "x", "_A1", "GO_VERSION"]).map { ($0, makeText(others: others)) })
  }

  mutating func makeLabels(others: Bool) -> SpecTree {
    .map(
      chance.some(of: ["org.example.title", "a/b", "x"]).map { ($0, makeText(others: others)) })
  }
}
