/// Names of parameters by what they may be used for.
struct MadeParameters {
  /// Those whose values make legal tags.
  var ofTags: [String] = []
  var all: [String] = []
  /// Values that the pipeline gives.
  var given: [(key: String, value: SpecTree)] = []
}

extension SpecMaker {
  private static let tagValues = ["dev", "1.10", "v-1_2", "_x", "0"]

  mutating func makeParameters() -> SpecTree? {
    let tags = chance.some(of: ["version", "imageTag"], 70)
    let texts = chance.some(of: ["flags", "x_1", "note"], 60)
    parameters.ofTags = tags
    parameters.all = tags + texts
    if parameters.all.isEmpty { return nil }
    return .map(tags.map { ($0, makeTagParameter($0)) } + texts.map { ($0, makeTextParameter($0)) })
  }

  private mutating func makeTagParameter(_ name: String) -> SpecTree {
    let isGiven = chance.isTrue(50)
    if isGiven {
      let value = chance.isTrue(90) ? chance.one(of: Self.tagValues) : "no tag"
      parameters.given.append((name, .text(chance.isTrue(30) ? "$(Build.BuildId)" : value)))
    }
    let value = SpecTree.text(chance.one(of: Self.tagValues))
    if !isGiven, chance.isTrue(40) { return value }
    let rule = chance.number(0...5)
    return .of(
      ("default", isGiven && chance.isTrue(50) ? nil : value),
      ("values", rule == 0 ? .texts(Self.tagValues + ["77", "no tag", "b`c$"]) : nil),
      ("pattern", rule == 1 ? .text("[!-]*") : nil),
      ("env", maybe(20) { _ in .text("OWN_\(name.uppercased())") }),
      ("help", maybe(50) { .text($0.chance.hostileText()) }))
  }

  private mutating func makeTextParameter(_ name: String) -> SpecTree {
    let isGiven = chance.isTrue(50)
    if isGiven { parameters.given.append((name, .text(givenText()))) }
    let isOptional = chance.isTrue(50)
    let standard = isOptional && chance.isTrue(50) ? nil : defaultText(isGiven: isGiven)
    return .of(
      ("default", standard), ("optional", isOptional ? .boolean(true) : nil),
      ("env", maybe(20) { _ in .text("OWN_\(name.uppercased())") }),
      ("help", maybe(30) { .text($0.chance.hostileText()) }))
  }

  /// A value with which Azure's own syntax does nothing but name variables.
  private mutating func givenText() -> String {
    let text = chance.hostileLine()
    let isLive = ["${{", "$[", "##"].contains { text.contains($0) }
    return isLive || text.isEmpty ? "$(Major).$(Minor) it's" : text
  }

  /// Never empty, which would count as none; no syntax of Azure's, which is refused here.
  private mutating func defaultText(isGiven: Bool) -> SpecTree {
    if chance.isTrue(20) { return .text("${git.commit} of ${lane}") }
    let text = chance.hostileText()
    let isLive = ["${{", "$(", "$[", "##"].contains { text.contains($0) }
    return .text(text.isEmpty || isLive && !isGiven ? "it's \"plain\" `x` $$HOME" : escaped(text))
  }

  mutating func makeLaneValues() -> SpecTree {
    .map(
      chance.some(of: parameters.ofTags).map {
        ($0, .text(chance.one(of: Self.tagValues + ["lane-${date.compact}"])))
      })
  }

  mutating func makeChecks() -> SpecTree {
    .map(chance.several(of: ["unit", "smoke", "lint-all"]).map { ($0, makeCheck()) })
  }

  private mutating func makeCheck() -> SpecTree {
    let words = (0..<chance.number(0...3)).map { _ in chance.hostileText() }
    let text = chance.hostileText()
    let run: SpecTree =
      chance.isTrue(40) ? .texts(["go test"] + words) : .text(text.isEmpty ? "true" : text)
    let isLocal = images.allSatisfy(\.isLocal)
    let names = images.filter(\.isLocal).map(\.name) + (isLocal ? groups : [])
    guard chance.isTrue(70), !names.isEmpty else {
      return chance.isTrue(30)
        ? .of(("run", run)) : .of(("run", run), ("workingDirectory", folder()))
    }
    let name = chance.one(of: names)
    return .of(
      ("run", run), ("image", .text(name)),
      ("stage", maybe(30) { .text($0.chance.one(of: Self.stages)) }),
      ("extract", chance.isTrue(30) ? makeExtract(from: name) : nil),
      ("workingDirectory", maybe(30) { $0.folder() }),
      ("lanes", lanes.isEmpty ? nil : maybe(40) { .texts($0.chance.several(of: $0.lanes)) }),
      ("timeout", maybe(30) { _ in .text("10m") }))
  }

  /// To folders that no other leg writes to.
  private mutating func makeExtract(from name: String) -> SpecTree? {
    let image = images.first { $0.name == name }
    if image == nil, !images.allSatisfy(\.axes.isEmpty) { return nil }
    let legs = (image?.axes ?? []).map { "-${matrix.\($0)}" }.joined()
    return .map(
      ["/out/it's $(x)", "/b"].map { path in
        let folder = escaped(chance.one(of: Self.folders))
        return (path, .text("\(folder)/\(unique())-${image}\(legs)"))
      })
  }

  mutating func makeOutputs() -> SpecTree {
    let narrowed = maybe(15) { maker in
      .texts([maker.chance.one(of: maker.images.map(\.name) + maker.groups + ["*"])])
    }
    let connection = maybe(20) { maker in
      maker.registries.isEmpty || maker.chance.isTrue(50)
        ? .text("its connection") : .map([(maker.registries[0], .text("other"))])
    }
    let arguments = maybe(50) { maker in
      .texts(maker.chance.some(of: maker.parameters.all.reversed()))
    }
    return .of(
      (
        "shell",
        .of(("path", .text("ci/build.sh")), ("images", narrowed), ("arguments", arguments))
      ),
      ("azure", makeAzure(narrowed, connection)))
  }

  /// A pipeline of one job or of several, or a template of either.
  private mutating func makeAzure(_ narrowed: SpecTree?, _ connection: SpecTree?) -> SpecTree {
    let template = chance.isTrue(30) ? chance.one(of: ["steps", "jobs", "stages"]) : nil
    let mayBeJobs = template != "steps" && chance.isTrue(40)
    return .of(
      ("path", .text("ci/azure.yml")), ("images", narrowed),
      ("layout", mayBeJobs ? .text("jobs") : nil), ("template", template.map { .text($0) }),
      ("trigger", template == nil ? maybe(30) { _ in .texts(["main", "releases/*"]) } : nil),
      ("pool", template == "steps" ? nil : maybe(20) { _ in .of(("name", .text("its \"own\""))) }),
      ("serviceConnection", connection), ("parameters", .map(parameters.given)),
      ("secrets", secrets.isEmpty ? nil : .map(secrets.map { ($0, .text("$(The-\($0))")) })),
      ("timeout", template == "steps" ? nil : maybe(20) { _ in .text("2h") }))
  }
}
