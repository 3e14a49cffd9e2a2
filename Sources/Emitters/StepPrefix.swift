import PipelinePlan

/// What stands before a step's command: a function that says what may fail, how often it is tried, and
/// how long each try may take.
struct StepPrefix: Equatable {
  /// What a command has besides.
  private enum Kind {
    case command
    /// What it prints is for programs.
    case query
    /// It is given secrets.
    case secretBuild
    /// No prefix: others spell the step.
    case none
  }

  /// By which the step is tried.
  private let function: ShellLibrary.Function
  private let tries: Int
  /// The bound of one try, where the shell has to keep it.
  private let timeout: Duration?
  private let kind: Kind

  init(of step: Step, at place: Lowering.Place) {
    function =
      switch step.policy.tolerance {
      case .coldCache: step.tracksContent ? .pullCache : .tryCache
      case .bestEffort: step.tracksContent ? .pushCache : .bestEffort
      case .required: step.policy.tries > 1 ? .retry : .run
      }
    tries = step.policy.tries
    timeout = Self.timeout(of: step, at: place)
    kind =
      switch step.operation {
      case .probe: .query
      case .build(let build): build.secrets.isEmpty ? .command : .secretBuild
      case .pull, .tag, .copy, .push, .save, .check: .command
      case .require, .login, .find, .name, .unname, .extract: .none
      }
  }

  /// The agent itself ends a step that is tried once; in a job a check is bounded for its group.
  private static func timeout(of step: Step, at place: Lowering.Place) -> Duration? {
    switch place {
    case .pipeline where step.policy.tries == 1: return nil
    case .job: if case .check = step.operation { return step.policy.timeout }
    case .pipeline, .script: break
    }
    return step.shellTimeout
  }

  /// Whether it is the same for all steps like this.
  var isReady: Bool {
    switch kind {
    case .command, .query: true
    case .secretBuild, .none: false
    }
  }

  /// What the prefix calls.
  var functions: Set<ShellLibrary.Function> {
    let bounded: Set<ShellLibrary.Function> = timeout == nil ? [] : [.bounded]
    return switch kind {
    case .none: bounded
    case .command: bounded.union([function])
    case .query: bounded.union([function, .quietly])
    case .secretBuild: bounded.union([function, .withSecrets])
    }
  }

  /// What stands before a command that is to end in some time.
  var bound: [Word] {
    timeout.map { ["bounded", Word(literal: String($0.components.seconds))] } ?? []
  }

  /// The whole prefix of `step`.
  func call(for step: Step) -> ShellCall {
    let apart = Self.wordsApart(for: step.operation) + bound
    let tries = [Word(literal: String(tries))] + apart
    switch function {
    case .tryCache: return ShellCall("try_cache", tries)
    case .bestEffort: return ShellCall("best_effort", tries)
    case .pullCache: return ShellCall("pull_cache", tries)
    case .pushCache: return ShellCall("push_cache", tries)
    case .retry: return ShellCall("retry", tries)
    case .run, .require, .quietly, .extract, .say, .fail, .registryFault, .attempt, .canLogIn,
      .passwordIsSet, .logIn, .nameImage, .putBack, .cleanUp, .takeSecret, .withSecrets,
      .requireAgent, .requireTag, .enterRoot, .requireFolders, .addInput, .hashFiles, .isAsTold,
      .hashReads, .contentKey, .keyInputs, .isHere, .isThere, .keep, .keepFound,
      .bounded, .quoted, .giveUp, .jobs, .summary:
      return ShellCall("run", apart)
    }
  }

  /// What stands before a command that is not started as it is.
  private static func wordsApart(for operation: Plan.Operation) -> [Word] {
    switch operation {
    case .probe: ["quietly"]
    case .build(let build) where !build.secrets.isEmpty:
      ["with_secrets"] + build.secrets.map { Word(literal: $0.variable) } + ["--"]
    case .require, .login, .pull, .find, .build, .tag, .copy, .name, .unname, .push, .save,
      .extract, .check:
      []
    }
  }
}

/// The prefixes of a plan's steps, some as ready text: many steps are tried in few ways.
struct StepPrefixes {
  let place: Lowering.Place
  private var known: [(prefix: StepPrefix, words: ShellPrinter.ReadyWords?)] = []
  /// The prefix of each step, by its position.
  private var ofSteps: [Int] = []

  /// Those of `steps`, whose commands stand at `place`.
  init(of steps: [Step], at place: Lowering.Place) {
    self.place = place
    ofSteps.reserveCapacity(steps.count)
    for step in steps {
      let prefix = StepPrefix(of: step, at: place)
      ofSteps.append(position(of: prefix) ?? known.count)
      guard ofSteps.last == known.count else { continue }
      let words = prefix.isReady ? ShellPrinter.words(of: prefix.call(for: step)) : nil
      known.append((prefix, words))
    }
  }

  private func position(of prefix: StepPrefix) -> Int? {
    for index in known.indices where known[index].prefix == prefix { return index }
    return nil
  }

  /// What the prefix of the step at `index` is.
  subscript(index: Int) -> StepPrefix { known[ofSteps[index]].prefix }

  /// How many there are that differ.
  var count: Int { known.count }

  /// Which of these the step at `index` has.
  func position(forStep index: Int) -> Int { ofSteps[index] }

  /// What stands before the command of the step at `index`; nil where others spell it.
  func words(forStep index: Int) -> ShellPrinter.ReadyWords? { known[ofSteps[index]].words }
}
