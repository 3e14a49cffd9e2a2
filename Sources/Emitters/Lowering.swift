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
    _ step: Step, _ command: Command, by engine: Engine, behind prefix: StepPrefix,
    at place: Place, to statements: inout [ShellStatement]
  ) {
    switch step.operation {
    case .require(let requirement):
      let text = Word(literal: "\(requirement.message): \(requirement.help)")
      statements.append(.simple(.run(ShellRun(command, behind: ShellCall("require", text)))))
    case .login(let login): statements += self.login(login, command, prefix.bound)
    case .extract(let extraction):
      let words = extraction.words(by: engine.program)
      statements.append(.simple(.call(ShellCall("run extract", words))))
    case .find(let reference):
      guard let key = step.operation.key else { preconditionFailure("an image without a key") }
      let tries = [Word(literal: String(step.policy.tries))]
      switch place {
      case .pipeline:
        statements += ShellKeys.findAndKeep(
          reference, key, by: engine, tries, prefix.bound, command)
      case .script, .job:
        statements += ShellKeys.find(reference, key, by: engine, tries, prefix.bound, command)
      }
      if place == .job { statements += ShellKeys.keep(key.found) }
    case .name(let naming):
      statements.append(.simple(.call(ShellCall("run name_image", naming.words))))
    case .unname(let naming):
      statements.append(.simple(.call(ShellCall("release", naming.wordsBack))))
    case .pull, .probe, .build, .tag, .copy, .push, .save, .check:
      let run = ShellStatement.simple(.run(ShellRun(command, behind: prefix.call(for: step))))
      statements.append(only(with: step.optionalVariables, run))
    }
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
    var names: [String] = []
    for index in plan.lanes.indices where lanes.contains(LaneSet(index)) != isWithout {
      names.append(plan.lanes[index].name)
    }
    return names
  }

  /// `statement`, done only where all of `variables` are set.
  static func only(with variables: [Variable], _ statement: ShellStatement) -> ShellStatement {
    if variables.isEmpty { return statement }
    return .condition(ShellIf(.areSet(variables.map(ShellName.init))) { statement })
  }

  /// The functions that those of `steps` call for which `isWanted`.
  static func functions(
    for steps: [Step], by engine: Engine, behind prefixes: StepPrefixes,
    where isWanted: (Step) -> Bool = { _ in true }
  ) -> Set<ShellLibrary.Function> {
    var functions: Set<ShellLibrary.Function> = []
    var isKnown = Array(repeating: false, count: prefixes.count)
    for index in steps.indices where isWanted(steps[index]) {
      let prefix = prefixes.position(forStep: index)
      if !isKnown[prefix] {
        isKnown[prefix] = true
        functions.formUnion(prefixes[index].functions)
      }
      switch steps[index].operation {
      case .login: functions.formUnion([.passwordIsSet, .logIn])
      case .extract: functions.formUnion([.run, .extract])
      case .require: functions.insert(.require)
      case .find: functions.formUnion(ShellKeys.functions(for: engine, at: prefixes.place))
      case .name: functions.formUnion([.run, .nameImage])
      case .unname: functions.insert(.putBack)
      case .pull, .probe, .build, .tag, .copy, .push, .save, .check: break
      }
    }
    return functions
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
      .literal(Text("parameter '\(variable.name)' is '")), .variable(variable),
      .literal(Text("', not \(rule.description)")),
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
    var seen = SeenRules()
    return rules.flatMap { rule in
      guard !seen.contains(rule), known.insert(Check(tag: rule.tag, taken: rule.taken)).inserted
      else { return [] as [ShellStatement] }
      seen.add(rule)
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
    let taken: KeptList<Word>
  }
}
