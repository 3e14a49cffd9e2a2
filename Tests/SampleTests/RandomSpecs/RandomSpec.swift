import PipelineSpec
import TestSupport

/// A spec made by chance, valid by construction, and the run in which it is tried.
struct RandomSpec: Sendable {
  let seed: UInt64
  var tree: SpecTree
  /// Whether its Dockerfiles are there to be read.
  let hasDockerfiles: Bool
  /// Its images of another team, in `teams/images.yml`; nil for none.
  let included: SpecTree?
  let situation: Situation
  /// Whether the script gets its values as arguments.
  let arePositional: Bool
  /// Whether no cache image is there yet.
  let isCold: Bool

  /// The spec that `seed` stands for.
  init(seed: UInt64) {
    self.seed = seed
    var chance = Chance(seed: seed)
    hasDockerfiles = chance.isTrue(70)
    situation = chance.one(of: Situation.allCases.filter(\.isAzure))
    arePositional = chance.isTrue(50)
    isCold = chance.isTrue(30)
    var maker = SpecMaker(chance: chance, hasDockerfiles: hasDockerfiles)
    (tree, included) = maker.make()
  }

  /// The same for an engine that can do more: any builder of buildx, or else docker.
  var withoutEngine: RandomSpec {
    guard case .map(let entries) = tree else { return self }
    var spec = self
    spec.tree = .map(
      entries.compactMap { key, value in
        guard key == "engine" else { return (key, value) }
        if case .map = value { return (key, .plain("buildx")) }
        return nil
      })
    return spec
  }

  /// As a user would write it.
  var text: String { tree.yaml() }

  var files: some SpecFiles {
    RandomFiles(hasDockerfiles: hasDockerfiles, included: included?.yaml())
  }

  /// Everything that was decided by chance, for the message of a failed test.
  var description: String {
    let part = included.map { "--- teams/images.yml\n\($0.yaml())" } ?? ""
    return """
      seed \(seed), \(situation), \(hasDockerfiles ? "with" : "without") Dockerfiles, \
      \(arePositional ? "values as arguments" : "values by the environment"), \
      \(isCold ? "cold" : "warm") caches
      \(text)\(part)
      """
  }
}

/// One Dockerfile wherever one is asked for.
private struct RandomFiles: SpecFiles {
  let hasDockerfiles: Bool
  let included: String?

  func content(of path: String) -> SpecFileContent {
    if path == "teams/images.yml" { return included.map { .bytes(Array($0.utf8)) } ?? .missing }
    guard hasDockerfiles else { return .missing }
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let parents = name.hasPrefix(SpecMaker.parent) ? ["\(name)a", "\(name)b"] : []
    return .bytes(Array(Self.dockerfile(copyingFrom: parents).utf8))
  }

  func digest(of path: String) -> String? { nil }

  func name(of path: String) -> String { path }

  func paths(matching pattern: String) -> [String] { included == nil ? [] : ["teams/images.yml"] }

  /// Each stage from the one before; names of stages have no case.
  private static func dockerfile(copyingFrom parents: [String]) -> String {
    let names = SpecMaker.stages.map { $0.lowercased() }
    let lines = zip(["scratch"] + names, names).map { "FROM \($0) AS \($1)\n" }
    let copies = parents.map { "COPY --from=\($0) / /\($0)\n" }
    let (first, others) = (lines[0], lines.dropFirst())
    return ([first] + copies + others).joined() + "FROM \(names[names.count - 1])\n"
  }
}

/// Decisions by a seeded chance.
struct Chance: Sendable {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func isTrue(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &generator) < percent
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  mutating func one<Element>(of elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &generator)]
  }

  /// Some of `elements`, in their order.
  mutating func some<Element>(of elements: [Element], _ percent: Int = 50) -> [Element] {
    elements.filter { _ in isTrue(percent) }
  }

  /// At least one of `elements`, in their order.
  mutating func several<Element>(of elements: [Element]) -> [Element] {
    let chosen = some(of: elements)
    return chosen.isEmpty ? [one(of: elements)] : chosen
  }

  /// Text that printers get wrong.
  mutating func hostileText() -> String { HostileText.random(using: &generator) }

  /// The same where one line of printable text is wanted.
  mutating func hostileLine() -> String {
    String(
      String.UnicodeScalarView(
        hostileText().unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
  }
}
