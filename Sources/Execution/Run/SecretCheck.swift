import PipelinePlan

/// What a plan takes from the environment and never shows.
enum SecretCheck {
  /// A line for each secret without a value, and one where no SSH agent is named.
  static func faults(of plan: Plan, _ environment: Environment) -> [String] {
    let missing = plan.neededSecrets.filter { environment.text(of: $0.variable) == nil }.map {
      "secret '\($0.name)' has no value: set \($0.variable)"
    }
    guard plan.needsAgent, environment.text(of: "SSH_AUTH_SOCK") == nil else { return missing }
    return missing + ["no SSH agent: set SSH_AUTH_SOCK, as ssh-agent does"]
  }
}
