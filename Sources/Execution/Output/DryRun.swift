import PipelinePlan

/// What a run would do, as text for a shell.
public enum DryRun {
  /// A line for the folder and for each variable of the environment, then each command, as where no
  /// image is known by its content. For a program, the first that fails ends it, as it ends a run; what
  /// a run forgives is forgiven, whatever it was.
  ///
  /// - Parameters:
  ///   - request: The run.
  ///   - isShown: Whether a terminal shows it: nothing in it is invisible then, and not every shell
  ///     takes it; else it is for all of them, byte for byte.
  /// - Returns: Whole lines.
  public static func text(of request: RunRequest, isShown: Bool) -> String {
    func line(_ words: [String]) -> String {
      let words = words.map(request.masked)
      return isShown ? ShellText.of(words) : ShellText.exact(words)
    }
    var lines = isShown ? [] : ["set -e"]
    if let folder = request.workingDirectory { lines.append(line(["cd", "--", folder])) }
    for variable in request.plan.environment {
      lines.append(line(["export", "\(variable.name)=\(variable.value)"]))
    }
    for step in request.steps where !step.conditions.contains(where: \.isFound) {
      guard case .login(let login) = step.operation else {
        let isForgiven = step.policy.tolerance != .required && !isShown
        lines.append(line(request.words(of: step)) + (isForgiven ? " || :" : ""))
        continue
      }
      guard request.makes(login) else { continue }
      // The name of a variable, which the spec's grammar keeps to letters, digits and `_`.
      lines.append(
        "printf %s \"$\(login.passwordVariable)\" | " + line(request.words(of: step)))
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
