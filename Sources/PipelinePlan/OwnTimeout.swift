import PipelineSpec

extension Step {
  /// Its bound, where that is another than where the spec says nothing; nil where a step is no single
  /// command of a while.
  public var ownTimeout: Duration? {
    guard let usualTimeout, policy.timeout != usualTimeout else { return nil }
    return policy.timeout
  }

  private var usualTimeout: Duration? {
    let usual = Timeouts.standard
    switch operation {
    case .login: return usual.login
    case .pull, .find, .probe, .copy: return phase == .build ? usual.pull : nil
    case .build: return phase == .build ? Timeouts.build : usual.push
    case .push, .save: return usual.push
    case .check: return Timeouts.build
    case .require, .tag, .name, .unname, .extract: return nil
    }
  }
}
