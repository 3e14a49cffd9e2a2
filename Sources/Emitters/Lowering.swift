import PipelinePlan
import PipelineSpec

/// Spells steps as shell: shared by every back end that prints shell.
///
/// A step's policy becomes a function in front of docker's words, so that what may fail, and how
/// often it is tried, is read where it happens.
enum Lowering {
  /// Where a step's commands stand, and so how they hand on what they find out.
  enum Place {
    /// In a script, one after the other.
    case script
    /// In a job of a script, beside others.
    case job
    /// In a script of their own, a step of a pipeline.
    case pipeline
  }

  /// Adds the step, on one line or a few, whose command is `command`; its conditions are others'
  /// concern.
  static func add(
    _ step: Step, _ command: Command, by engine: Engine, at place: Place = .script,
    to statements: inout [ShellStatement]
  ) {
    switch step.operation {
    case .require(let requirement):
      let text = Word(literal: "\(requirement.message): \(requirement.help)")
      statements.append(.simple(.run(ShellRun(command, behind: ShellCall("require", text)))))
    case .login(let login): statements += self.login(login, command, bound(of: step, place))
    case .extract(let extraction):
      let words = extraction.words(by: engine.program)
      statements.append(.simple(.call(ShellCall("run extract", words))))
    case .find(let reference):
      guard let key = step.operation.key else { preconditionFailure("an image without a key") }
      let tries = [Word(literal: String(step.policy.tries))]
      let bound = bound(of: step, place)
      switch place {
      case .pipeline:
        statements += ShellKeys.findAndKeep(reference, key, by: engine, tries, bound, command)
      case .script, .job:
        statements += ShellKeys.find(reference, key, by: engine, tries, bound, command)
      }
      if place == .job { statements += ShellKeys.keep(key.found) }
    case .name(let naming):
      statements.append(.simple(.call(ShellCall("run name_image", naming.words))))
    case .unname(let naming):
      statements.append(.simple(.call(ShellCall("release", naming.wordsBack))))
    case .pull, .probe, .build, .tag, .copy, .push, .save, .check:
      let run = ShellStatement.simple(.run(ShellRun(command, behind: prefix(of: step, at: place))))
      statements.append(only(with: step.optionalVariables, run))
    }
  }

  /// Prints the step that is done whatever has been found, as `add` has it, without a statement that
  /// is made and thrown away: large plans are made of such.
  static func print(
    _ step: Step, _ command: Command, by engine: Engine, at place: Place,
    with printer: inout ShellPrinter, indent: Int
  ) {
    switch step.operation {
    case .pull, .probe, .build, .tag, .copy, .push, .save, .check:
      if step.optionalVariables.isEmpty {
        let run = ShellRun(command, behind: prefix(of: step, at: place))
        return printer.print(.run(run), indent: indent)
      }
    case .require, .login, .find, .name, .unname, .extract: break
    }
    var statements: [ShellStatement] = []
    add(step, command, by: engine, at: place, to: &statements)
    printer.print(statements, indent: indent)
  }

  /// `statements`, done only in `lanes` of `plan`; `lane` is what holds the lane's name there.
  static func only(
    in lanes: LaneSet, of plan: Plan, _ statements: [ShellStatement],
    lane: ShellCase.Subject = .value("lane")
  ) -> [ShellStatement] {
    guard lanes != .all else { return statements }
    let names = names(decidingOn: lanes, of: plan)
    if lanes.contains(.noLane) {
      guard !names.isEmpty else { return statements }
      return [
        .choice(
          ShellCase(
            lane,
            [
              ShellCase.Arm(names.map(ShellCase.Pattern.text)) {},
              ShellCase.Arm([.syntax("*")]) { statements },
            ]))
      ]
    }
    guard !names.isEmpty else { return [.comment(ShellComment("No lane does this."))] }
    let arm = ShellCase.Arm(names.map(ShellCase.Pattern.text)) { statements }
    return [.choice(ShellCase(lane, [arm]))]
  }

  /// The lanes of `plan` that are in `lanes`, or, where a run without a lane is, those that are not.
  static func names(decidingOn lanes: LaneSet, of plan: Plan) -> [String] {
    let isWithout = lanes.contains(.noLane)
    return plan.lanes.indices.filter { lanes.contains(LaneSet($0)) != isWithout }.map {
      plan.lanes[$0].name
    }
  }

  /// `statement`, done only where all of `variables` are set.
  static func only(with variables: [Variable], _ statement: ShellStatement) -> ShellStatement {
    if variables.isEmpty { return statement }
    return .condition(ShellIf(.areSet(variables.map(ShellName.init))) { statement })
  }

  /// The functions that those of `steps` call for which `isWanted`.
  static func functions(
    for steps: [Step], by engine: Engine, at place: Place = .script,
    where isWanted: (Step) -> Bool = { _ in true }
  ) -> Set<ShellLibrary.Function> {
    var functions: Set<ShellLibrary.Function> = []
    var isBounded = false
    var known: [Trying] = []
    for step in steps where isWanted(step) {
      isBounded = isBounded || timeout(of: step, place) != nil
      switch step.operation {
      case .login: functions.formUnion([.passwordIsSet, .logIn])
      case .extract: functions.formUnion([.run, .extract])
      case .require: functions.insert(.require)
      case .find: functions.formUnion(ShellKeys.functions(for: engine, at: place))
      case .name: functions.formUnion([.run, .nameImage])
      case .unname: functions.insert(.putBack)
      case .probe: functions.formUnion([.quietly, function(for: step)])
      case .pull, .build, .tag, .copy, .push, .save, .check:
        let trying = Trying(policy: step.policy, tracksContent: step.tracksContent)
        if !known.contains(trying) {
          known.append(trying)
          functions.insert(function(for: step))
        }
        if case .build(let build) = step.operation, !build.secrets.isEmpty {
          functions.insert(.withSecrets)
        }
      }
    }
    if isBounded { functions.insert(.bounded) }
    return functions
  }

  /// What decides by which function a step is tried.
  private struct Trying: Equatable {
    let policy: Step.Policy
    let tracksContent: Bool
  }

  /// What stands before a command that is to end in some time.
  private static func bound(of step: Step, _ place: Place) -> [Word] {
    guard let timeout = timeout(of: step, place) else { return [] }
    return ["bounded", Word(literal: String(timeout.components.seconds))]
  }

  /// The agent itself ends a step that is tried once; in a job a check is bounded for its group.
  private static func timeout(of step: Step, _ place: Place) -> Duration? {
    switch place {
    case .pipeline where step.policy.tries == 1: return nil
    case .job: if case .check = step.operation { return step.policy.timeout }
    case .pipeline, .script: break
    }
    return step.shellTimeout
  }

  private static func prefix(of step: Step, at place: Place) -> ShellCall {
    let apart = wordsApart(for: step.operation) + bound(of: step, place)
    let tries = words(forTries: step.policy.tries) + apart
    switch function(for: step) {
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
    // What it prints is for programs.
    case .probe: ["quietly"]
    case .build(let build) where !build.secrets.isEmpty:
      ["with_secrets"] + build.secrets.map { Word(literal: $0.variable) } + ["--"]
    case .require, .login, .pull, .find, .build, .tag, .copy, .name, .unname, .push, .save,
      .extract,
      .check:
      []
    }
  }

  private static func words(forTries tries: Int) -> [Word] {
    usualTries.indices.contains(tries) ? usualTries[tries] : [Word(literal: String(tries))]
  }

  /// Made once, as most steps have one of them.
  private static let usualTries = (0...9).map { [Word(literal: String($0))] }

  private static func function(for step: Step) -> ShellLibrary.Function {
    switch step.policy.tolerance {
    case .coldCache: step.tracksContent ? .pullCache : .tryCache
    case .bestEffort: step.tracksContent ? .pushCache : .bestEffort
    case .required: step.policy.tries > 1 ? .retry : .run
    }
  }

  @ShellBuilder private static func login(
    _ login: Plan.Login, _ command: Command, _ bound: [Word]
  ) -> [ShellStatement] {
    let variable = Word(literal: login.passwordVariable)
    let condition = ShellIf.Condition.call(
      ShellCall("password_is_set", variable, Word(literal: login.host)))
    ShellIf(condition) {
      ShellRun(command, behind: ShellCall("log_in", [variable] + bound))
    }
    ShellCall("unset", variable)
  }

  /// Refuses values that the rules of parameters do not allow.
  static func checks(for parameters: [Plan.Parameter]) -> [ShellStatement] {
    parameters.compactMap { parameter in
      parameter.rule.map { .choice(check($0, of: parameter)) }
    }
  }

  private static func check(_ rule: ValueRule, of parameter: Plan.Parameter) -> ShellCase {
    let variable = parameter.variable
    var allowed: [ShellCase.Pattern] =
      switch rule {
      case .oneOf(let texts): texts.map(ShellCase.Pattern.text)
      case .matching(let pattern): [.value(pattern)]
      }
    if variable.isOptional { allowed.append(.text("")) }
    let fault = Word([
      .literal("parameter '\(variable.name)' is '"), .variable(variable),
      .literal("', not \(rule.description)"),
    ])
    return ShellCase(
      .value(ShellName(variable)),
      [
        ShellCase.Arm(allowed) {},
        ShellCase.Arm([.syntax("*")]) { ShellCall("fail", "64", fault) },
      ])
  }

  /// Refuses tags that are known only now and are not legal, or are taken.
  ///
  /// Rules that differ in their repository alone are one check.
  static func checks(for rules: [Plan.TagRule]) -> [ShellStatement] {
    var known: Set<Check> = []
    return rules.flatMap { rule in
      guard known.insert(Check(tag: rule.tag, taken: rule.taken)).inserted else {
        return [] as [ShellStatement]
      }
      let certain = rule.taken.filter(\.isCertain)
      let others = rule.taken.filter { !$0.isCertain }
      return [check(rule.tag, against: certain)] + others.map { check(rule.tag, against: [$0]) }
    }
  }

  /// Where none of these tags is left out.
  private static func check(_ tag: Word, against taken: [Word]) -> ShellStatement {
    let words = [tag] + taken
    let variables = words.flatMap(\.optionalVariables).reduce(into: [Variable]()) { all, variable in
      if !all.contains(variable) { all.append(variable) }
    }
    return only(with: variables, .simple(.call(ShellCall("require_tag", words))))
  }

  private struct Check: Hashable {
    let tag: Word
    let taken: [Word]
  }
}
