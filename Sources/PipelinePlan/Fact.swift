import PipelineSpec

/// A value that the run itself, git or the clock gives, as `${…}` names it.
public enum Fact: String, Sendable, CaseIterable {
  /// The name of the run's lane, `Plan.Lane.noName` where none matches.
  case lane
  /// The commit; on a pull request the one that it asks to merge.
  case commit = "git.commit"
  /// The first seven digits of the commit.
  case shortCommit = "git.shortCommit"
  /// The branch, of a pull request its own, as a part of a tag; none on a tag.
  case branch = "git.branch"
  /// The tag; none outside of one.
  case tag = "git.tag"
  /// What `git describe --tags --always` says of the commit.
  case describe = "git.describe"
  /// The one instant of the run in UTC, such as 2026-01-31T09:30:00Z.
  case time
  /// Its day, such as 2026-01-31.
  case date
  /// The same without hyphens.
  case compactDate = "date.compact"

  /// The hole that it fills.
  public var variable: Variable {
    switch self {
    case .branch, .tag: Variable(name: rawValue, isOptional: true)
    case .lane, .commit, .shortCommit, .describe, .time, .date, .compactDate:
      Variable(name: rawValue)
    }
  }

  /// Whether the clock gives it.
  public var isOfClock: Bool {
    switch self {
    case .time, .date, .compactDate: true
    case .lane, .commit, .shortCommit, .branch, .tag, .describe: false
    }
  }

  /// Those that steps, tags and keys name, each once, in the order in which they are found out.
  static func named(
    by steps: [Step], _ rules: [Plan.TagRule], _ keys: [Plan.ContentKey]
  ) -> [Fact] {
    var found: Set<Fact> = []
    for index in steps.indices { steps[index].operation.eachVariable { found.insert(factOf: $0) } }
    for rule in rules {
      rule.tag.eachVariable { found.insert(factOf: $0) }
      for word in rule.taken { word.eachVariable { found.insert(factOf: $0) } }
    }
    for key in keys { for line in key.lines { line.eachVariable { found.insert(factOf: $0) } } }
    return found.inOrder
  }
}

extension Set<Fact> {
  /// The fact that fills the hole, where one does.
  fileprivate mutating func insert(factOf variable: Variable) {
    if let fact = variable.fact { insert(fact) }
  }

  fileprivate var inOrder: [Fact] { isEmpty ? [] : Fact.allCases.filter(contains) }
}

extension Fact {
  /// The fact that `${name}` names; nil for any other name, as the first letter mostly tells.
  init?(named name: Text) {
    switch name.utf8.first {
    case UInt8(ascii: "d"), UInt8(ascii: "g"), UInt8(ascii: "l"), UInt8(ascii: "t"):
      self.init(rawValue: name.string)
    case _: return nil
    }
  }
}

extension Variable {
  /// The fact that fills it; nil for any other hole.
  fileprivate var fact: Fact? { Fact(named: text) }
}

extension Word {
  /// Facts that it names.
  public var facts: [Fact] { literal == nil ? Set(variables.compactMap(\.fact)).inOrder : [] }
}

extension Plan {
  /// Facts that a run may have to know: `facts`, and what defaults of parameters name.
  public var possibleFacts: [Fact] {
    var found = Set(facts)
    let defaults = parameters.compactMap(\.default) + lanes.flatMap { Array($0.defaults.values) }
    for word in defaults { word.eachVariable { found.insert(factOf: $0) } }
    return found.inOrder
  }
}

extension Plan.Parameter {
  /// Whether what it is where nobody gives a value is known only when the plan runs.
  public func isLate(in lanes: [Plan.Lane]) -> Bool {
    ([self.default] + lanes.map { $0.defaults[variable] }).contains {
      $0.map { $0.literal == nil } ?? false
    }
  }
}

extension Plan.Operation {
  /// Gives `body` the holes of its words.
  func eachVariable(_ body: (Variable) -> Void) {
    switch self {
    case .require, .login, .unname: break
    case .pull(let reference), .find(let reference), .probe(let reference), .push(let reference):
      reference.eachVariable(body)
    case .tag(let tagging):
      tagging.image.eachVariable(body)
      tagging.name.eachVariable(body)
    case .copy(let copying):
      copying.image.eachVariable(body)
      for name in copying.names { name.eachVariable(body) }
    case .build(let build): build.eachVariable(body)
    case .name(let naming): naming.image.eachVariable(body)
    case .save(let archive): archive.image.eachVariable(body)
    case .extract(let extraction): extraction.image.eachVariable(body)
    case .check(let check): for pair in check.environment { pair.value.eachVariable(body) }
    }
  }
}

extension Plan.Build {
  fileprivate func eachVariable(_ body: (Variable) -> Void) {
    for context in contexts {
      if case .image(let reference) = context.source { reference.eachVariable(body) }
    }
    // By index: no word is copied.
    for index in arguments.words.indices { arguments.words[index].eachVariable(body) }
    for index in labels.words.indices { labels.words[index].eachVariable(body) }
    for index in cacheFrom.indices { cacheFrom[index].eachVariable(body) }
    for index in tags.indices { tags[index].eachVariable(body) }
    if case .reference(let reference) = cacheTo { reference.eachVariable(body) }
  }
}
