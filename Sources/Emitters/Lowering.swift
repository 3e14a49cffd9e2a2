import PipelinePlan

/// Spells steps as shell: shared by every back end that prints shell.
///
/// A step's policy becomes a function in front of docker's words, so that what may fail, and how
/// often it is tried, is read where it happens.
enum Lowering {
  /// The step, on one line or a few.
  static func statements(for step: Step) -> [ShellStatement] {
    let command = step.operation.command
    switch step.operation {
    case .login(let login): return self.login(login, command)
    case .pull, .build, .push:
      return [.simple(.run(ShellRun(command, behind: prefix(for: step.policy))))]
    }
  }

  /// The functions that `step` calls.
  static func functions(for step: Step) -> Set<ShellLibrary.Function> {
    switch step.operation {
    case .login: [.passwordIsSet, .logIn]
    case .pull, .build, .push: [function(for: step.policy)]
    }
  }

  private static func prefix(for policy: Step.Policy) -> ShellCall {
    let tries = Word(literal: String(policy.tries))
    switch function(for: policy) {
    case .tryCache: return ShellCall("try_cache", tries)
    case .bestEffort: return ShellCall("best_effort", tries)
    case .retry: return ShellCall("retry", tries)
    case .run, .say, .fail, .registryFault, .attempt, .canLogIn, .passwordIsSet, .logIn,
      .requireTag,
      .enterRoot, .requireFolders:
      return ShellCall("run")
    }
  }

  private static func function(for policy: Step.Policy) -> ShellLibrary.Function {
    switch policy.tolerance {
    case .coldCache: .tryCache
    case .bestEffort: .bestEffort
    case .required: policy.tries > 1 ? .retry : .run
    }
  }

  @ShellBuilder private static func login(
    _ login: Plan.Login, _ command: Command
  ) -> [ShellStatement] {
    let variable = Word(literal: login.passwordVariable)
    let condition = ShellIf.Condition.call(
      ShellCall("password_is_set", variable, Word(literal: login.host)))
    ShellIf(condition) {
      ShellRun(command, behind: ShellCall("log_in", variable))
      ShellCall("unset", variable)
    }
  }

  /// Refuses tags that are known only now and are not legal, or are taken by a cache.
  static func checks(for rules: [Plan.TagRule]) -> [ShellStatement] {
    rules.map { rule in
      .simple(
        .call(ShellCall("require_tag", [rule.tag] + rule.taken.map { Word(literal: $0) })))
    }
  }
}
