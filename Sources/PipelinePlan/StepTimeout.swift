import PipelineSpec

extension Step {
  /// The bound that shell gives each try of it; nil for no single command of a while, and for a build
  /// or check of which the spec says nothing.
  public var shellTimeout: Duration? {
    switch operation {
    case .login, .pull, .find, .probe, .copy, .push, .save: policy.timeout
    case .build where phase != .build: policy.timeout
    case .build, .check: policy.timeout == Timeouts.build ? nil : policy.timeout
    case .require, .tag, .name, .unname, .extract: nil
    }
  }

  /// How long it may take with all of its tries and the pauses between them.
  public var longest: Duration {
    guard policy.tries > 1 else { return policy.timeout }
    // Duration multiplies 128 bits, which is slower than a few sums.
    return (0..<policy.tries).reduce(.seconds(Backoff.bound)) { sum, _ in sum + policy.timeout }
  }
}
