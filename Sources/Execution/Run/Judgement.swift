public import PipelinePlan

/// What a failed attempt means: the plan's policy, applied. Pure.
enum Judgement: Hashable {
  /// Another attempt may cure it.
  case retry
  /// There is no such cache image yet: not a failure.
  case cold
  /// Not a failure, but worth a look.
  case tolerated(Excuse)
  /// The step has failed.
  case failed

  /// Why a failure is forgiven.
  enum Excuse: Hashable {
    /// A cache cannot be read, as this run cannot log in.
    case noLogin
    /// The registry does not say whether there is no such image or no permission.
    case hidden
    /// The step is not needed for the result.
    case bestEffort
  }

  /// What the failure of attempt number `attempt`, from 1, means; `isLast` where another would come
  /// too late.
  init(
    of operation: Plan.Operation, policy: Step.Policy, attempt: Int, fault: RegistryFault,
    access: Access, isLast: Bool = false
  ) {
    if fault == .transient, attempt < policy.tries, !isLast, operation.isRepeatable {
      self = .retry
      return
    }
    switch policy.tolerance {
    case .required: self = .failed
    case .bestEffort: self = .tolerated(.bestEffort)
    case .coldCache: self = Judgement(ofCache: fault, access)
    }
  }

  private init(ofCache fault: RegistryFault, _ access: Access) {
    switch (fault, access) {
    case (.missing, _): self = .cold
    case (.hidden, .loggedIn): self = .tolerated(.hidden)
    case (.hidden, .impossible), (.denied, .impossible): self = .tolerated(.noLogin)
    case (.hidden, .own), (.denied, .loggedIn), (.denied, .own), (.transient, _), (.unknown, _):
      self = .failed
    }
  }
}

extension Plan.Operation {
  /// Whether doing it again does no harm and may help: never a build, whose `RUN` has failed.
  var isRepeatable: Bool {
    switch self {
    case .pull, .find, .probe, .copy, .push: true
    // What is pushed was built before: it is only sent.
    case .build: !writes.isEmpty
    case .require, .login, .tag, .name, .unname, .save, .extract, .check: false
    }
  }

  /// Whether it fetches, or looks for, what a build takes layers from.
  public var isRead: Bool {
    switch self {
    case .pull, .find, .probe: true
    case .require, .login, .build, .tag, .copy, .name, .unname, .push, .save, .extract, .check:
      false
    }
  }

  /// Whether a builder tells of its layers.
  var isBuild: Bool {
    if case .build = self { true } else { false }
  }

  /// The reference whose registry answers for it; nil where none is asked.
  var asked: Word? {
    switch self {
    case .pull(let reference), .find(let reference), .probe(let reference): reference
    case .copy, .push, .build: writes.first
    case .require, .login, .tag, .name, .unname, .save, .extract, .check: nil
    }
  }

  /// Whether what it prints is for programs.
  var isQuiet: Bool {
    switch self {
    case .require, .probe: true
    case .login, .pull, .find, .build, .tag, .copy, .name, .unname, .push, .save, .extract, .check:
      false
    }
  }
}
