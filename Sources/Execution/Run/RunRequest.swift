public import PipelinePlan
import PipelineSpec

/// Why a run cannot begin: all that is wrong with what it was given.
public struct RefusedRun: Error, Sendable {
  /// One line each.
  public let messages: [String]
  /// Whether what was given is at fault, not the world.
  public let isUsage: Bool

  /// A run that `messages` tell the faults of.
  public init(messages: [String], isUsage: Bool = true) {
    self.messages = messages
    self.isUsage = isUsage
  }
}

/// A plan and all that one run of it is given: nothing in it is missing or illegal.
public struct RunRequest: Sendable {
  /// What is run.
  public let plan: Plan
  /// Those steps of it that this run does.
  public let steps: [Step]
  /// The lane that decided this; nil where none matched.
  public let lane: Plan.Lane?
  /// What started it.
  let origin: RunOrigin
  let environment: Environment
  let workingDirectory: String?
  let jobs: Int
  /// Whether what does not need a failed step goes on behind it.
  let isKeepingGoing: Bool
  /// How long the run may take in all; nil for as long as its steps may.
  let timeout: Duration?
  /// What nobody may see.
  let patterns: Redactor.Patterns
  private let values: [Variable: String]

  /// One run of `plan`.
  ///
  /// - Parameters:
  ///   - plan: What is run.
  ///   - lane: Index into `Plan.lanes`; nil where none matches.
  ///   - isPushing: Whether the run may push what its lane may.
  ///   - given: Values of parameters, by name.
  ///   - origin: What started the run.
  ///   - facts: What git and the clock tell of it; asked only for what it needs.
  ///   - environment: Pipegen's own.
  ///   - workingDirectory: The spec's folder, to which all paths are relative; nil for pipegen's.
  ///   - jobs: How many steps may run at once.
  ///   - isKeepingGoing: Whether what does not need a failed step goes on behind it.
  ///   - timeout: How long it may take in all; nil for as long as its steps may.
  /// - Throws: A fact that is not known; else every unknown parameter, missing value or secret, and
  ///   illegal tag.
  public init(
    _ plan: Plan, lane: Int?, isPushing: Bool = true, given: [String: String] = [:],
    origin: RunOrigin, facts: Facts = Facts(), environment: Environment,
    workingDirectory: String? = nil, jobs: Int, isKeepingGoing: Bool = false,
    timeout: Duration? = nil
  ) throws(RefusedRun) {
    let patterns = Redactor.Patterns(Self.secrets(of: plan, environment))
    var (values, faults) = try ParameterValues.resolve(
      plan, lane: lane.map { plan.lanes[$0] }, given: given, facts: facts, environment: environment)
    if faults.isEmpty {
      try ContentDigest(workingDirectory: workingDirectory, digest: facts.digest).add(
        plan.keys, to: &values)
    }
    let all =
      faults + TagCheck.faults(of: plan.tagRules, values)
      + SecretCheck.faults(of: plan, environment)
    guard all.isEmpty else { throw RefusedRun(messages: all.map(patterns.masked)) }
    self.plan = plan
    let isPushing = isPushing && !(origin.isFork && lane.map { plan.lanes[$0].isPushing } ?? false)
    self.steps = plan.steps(in: lane, isPushing: isPushing).filter { $0.isPresent(with: values) }
    self.lane = lane.map { plan.lanes[$0] }
    self.origin = origin
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.jobs = max(1, jobs)
    self.isKeepingGoing = isKeepingGoing
    self.timeout = timeout
    self.patterns = patterns
    self.values = values
  }

  /// Hosts that the run will push to, in the order of its steps.
  public var pushHosts: [String] {
    steps.reduce(into: []) { hosts, step in
      for host in step.operation.writes.map(host) where !hosts.contains(host) {
        hosts.append(host)
      }
    }
  }

  /// The exact words of a step's command, once it is known what was `found` by keys.
  public func words(of step: Step, found: [Variable: String] = [:]) -> [String] {
    plan.command(of: step).words(found.isEmpty ? values : values.merging(found) { $1 })
  }

  /// The exact words that ask whether an image is here.
  func wordsOfPresence(of reference: Word) -> [String]? {
    plan.engine.presence(of: reference)?.words(values)
  }

  /// The exact words that ask for the content of an image.
  func wordsOfIdentity(of reference: Word) -> [String]? {
    plan.engine.identity(of: reference)?.words(values)
  }

  /// The key whose lines a build keeps in its image; nil for any other step.
  func recordedKey(of step: Step) -> Plan.ContentKey? {
    guard case .build(let build) = step.operation, !build.labels.isEmpty else { return nil }
    let kept = Set(
      build.labels.all.filter { $0.name == Plan.ContentKey.Record.name }.flatMap(\.value.variables))
    if kept.isEmpty { return nil }
    return plan.keys.first { key in key.record.map { kept.contains($0.variable) } ?? false }
  }

  /// The lines of a key; nil where they are not known, or too many.
  func lines(of record: Plan.ContentKey.Record) -> String? { values[record.variable] }

  /// What lines of `key` that name an image by a key of its own have before its digits.
  func bases(of key: Plan.ContentKey) -> [String] {
    key.lines.compactMap { line in
      guard case .variable(let last)? = line.fragments.last,
        plan.keys.contains(where: { $0.variable == last })
      else { return nil }
      return text(of: Word(line.fragments.dropLast()))
    }
  }

  /// The exact words that print the lines of the cache image that was built last.
  func wordsOfLines(of record: Plan.ContentKey.Record) -> [String]? {
    plan.engine.label(Plan.ContentKey.Record.name.string, of: record.image)?.words(values)
  }

  /// The digits of a key.
  func digits(of key: Variable) -> String { values[key] ?? "" }

  /// The contexts of keys that are not known.
  var contextsWithoutKey: [String] {
    plan.keys.filter { values[$0.variable] == nil }.map(\.context)
  }

  /// What a step of it does, in a few words.
  public func title(of step: Step) -> String {
    masked(step.title(in: plan, values: values))
  }

  /// `text` without secrets.
  public func masked(_ text: String) -> String { patterns.masked(text) }

  /// The text of `word`; every hole has a value, or is optional.
  func text(of word: Word) -> String { word.text(with: values) }

  /// The text of a word of the plan, without secrets.
  public func shown(_ word: Word) -> String { masked(text(of: word)) }

  /// The registry that holds `reference`.
  func host(of reference: Word) -> String {
    String(text(of: reference).prefix { $0 != "/" })
  }

  /// The plan's logins.
  var logins: [Plan.Login] { Self.logins(of: plan) }

  private static func logins(of plan: Plan) -> [Plan.Login] {
    plan.steps.compactMap { step in
      if case .login(let login) = step.operation { login } else { nil }
    }
  }

  /// All that the spec calls secret, whether this run needs it or not.
  private static func secrets(of plan: Plan, _ environment: Environment) -> [Secret] {
    let variables = logins(of: plan).map(\.passwordVariable) + plan.secrets.map(\.variable)
    return variables.compactMap { Secret(environment.bytes(of: $0)) }
  }

  /// The secrets of builds.
  var secrets: [(variable: String, secret: Secret)] {
    plan.neededSecrets.compactMap { known in
      Secret(environment.bytes(of: known.variable)).map { (known.variable, $0) }
    }
  }

  /// What a login would be given; nil where it has no password.
  func password(of login: Plan.Login) -> Secret? {
    Secret(environment.bytes(of: login.passwordVariable))
  }

  /// The logins that this run makes: those with a password, and none for a fork's code.
  var effectiveLogins: [Plan.Login] {
    logins.filter(makes)
  }

  /// Whether this run makes a login of the plan.
  func makes(_ login: Plan.Login) -> Bool { !origin.isFork && password(of: login) != nil }

  /// What this run may be known as to a registry.
  func access(to host: String) -> Access {
    if origin.isFork { return .impossible }
    guard let login = logins.first(where: { $0.host == host }) else { return .own }
    return password(of: login) == nil ? .impossible : .loggedIn
  }
}

/// As whom a run reads and writes a registry.
enum Access: Hashable, CaseIterable {
  /// It logged in itself.
  case loggedIn
  /// It could not: it builds a fork's code, or has no password.
  case impossible
  /// The spec leaves it to docker's own login.
  case own
}
