import PipelinePlan

/// Runs a plan: its steps through the schedule, some at a time, each by its policy.
///
/// After the first failure nothing new starts; what runs may end. An interruption, or the
/// cancellation of the task, also ends what runs.
public struct PlanRunner: Sendable {
  private let request: RunRequest
  private let launcher: any Launcher
  private let pacing: Pacing
  private let observer: any RunObserver

  /// - Parameters:
  ///   - request: What is run.
  ///   - launcher: Runs the commands.
  ///   - pacing: Clock and chance.
  ///   - observer: Is told what happens.
  public init(
    _ request: RunRequest, launcher: any Launcher = ChildLauncher(), pacing: Pacing = .system,
    observer: any RunObserver
  ) {
    self.request = request
    self.launcher = launcher
    self.pacing = pacing
    self.observer = MaskingObserver(observer, hiding: request.patterns)
  }

  /// Runs the plan once. Nothing of it outlives the call: no child, no login, no file.
  public func run(until interruption: Interruption = Interruption()) async -> RunResult {
    await withTaskCancellationHandler {
      await runInTime(interruption)
    } onCancel: {
      interruption.raise(to: .stop)
    }
  }

  /// The end of its time is an interruption as any other.
  private func runInTime(_ interruption: Interruption) async -> RunResult {
    guard let timeout = request.timeout else { return await prepareAndRun(interruption) }
    let sleep = pacing.sleep
    let clock = Task {
      try await sleep(timeout)
      guard interruption.level == .none else { return false }
      interruption.raise(to: .stop)
      return true
    }
    var result = await prepareAndRun(interruption)
    clock.cancel()
    if !result.isSuccess, (try? await clock.value) == true {
      result.fault = Diagnosis(
        message: "the run took longer than \(EventText.whole(timeout))",
        help: "give it longer with --timeout, or look at what took so long with --report")
    }
    return result
  }

  private func prepareAndRun(_ interruption: Interruption) async -> RunResult {
    observer.observe(.began(lane: request.lane?.name, pushHosts: request.pushHosts))
    for context in request.contextsWithoutKey {
      observer.observe(
        .note(nil, "a build in '\(context)' reads what no key can tell: built without a key"))
    }
    // A password is for `docker login` alone, and goes there by standard input; a secret is for the
    // builds that name it.
    let hidden = request.logins.map(\.passwordVariable) + request.plan.secrets.map(\.variable)
    let environment = request.plan.environment.reduce(
      request.environment.removing(hidden)
    ) { $0.setting($1.name, to: $1.value) }
    let warnings = warnOfShortSecrets()
    var result: RunResult
    do throws(ErrorCode) {
      if request.effectiveLogins.isEmpty {
        result = await run(in: environment, interruption)
      } else {
        let configuration = try DockerConfiguration.make(
          for: request.plan.engine, request.environment)
        defer { configuration.remove() }
        result = await run(in: configuration.entering(environment), interruption)
      }
    } catch {
      result = refusal(error)
    }
    result.warnings = warnings + result.warnings
    return result
  }

  private func warnOfShortSecrets() -> [String] {
    let passwords = request.effectiveLogins.compactMap { login in
      request.password(of: login).map { (variable: login.passwordVariable, secret: $0) }
    }
    let warnings = (passwords + request.secrets)
      .filter { $0.secret.bytes.count < Redactor.Patterns.minimum }
      .map { "\($0.variable) is too short to be masked in what docker writes" }
    for warning in warnings { observer.observe(.warning(nil, warning)) }
    return warnings
  }

  private func refusal(_ error: ErrorCode) -> RunResult {
    var result = RunResult()
    let folder = DockerConfiguration.temporaryFolder(of: request.environment)
    result.fault = Diagnosis(
      message: "logins need a folder in '\(folder)': \(FileSystem.text(of: error.number))",
      help: "make room there, or set TMPDIR to a folder that can be written")
    result.notDone = request.steps
    return result
  }

  private func run(in environment: Environment, _ interruption: Interruption) async -> RunResult {
    let runner = StepRunner(
      request: request, launcher: launcher, pacing: pacing, observer: observer,
      interruption: interruption, environment: environment, pulled: PulledImages())
    var schedule = Schedule(
      request.steps.filter { $0.phase != .cleanUp }, images: request.plan.images,
      by: request.plan.engine, isKeepingGoing: request.isKeepingGoing)
    var begun: Set<Step.ID> = []
    var result = RunResult()
    await withTaskGroup(of: StepRunner.Verdict.self) { group in
      var running = 0
      var found: [Variable: String] = [:]
      repeat {
        while running < request.jobs, interruption.level == .none, let step = schedule.takeReady() {
          running += 1
          begun.insert(step.id)
          group.addTask { [found] in await runner.run(step, found: found) }
        }
        guard let verdict = await group.next() else { break }
        running -= 1
        if let key = verdict.found { found[key.found] = request.digits(of: key) }
        schedule.finish(verdict.step.id, verdict.outcome)
        result.record(verdict)
      } while true
    }
    result.notDone = schedule.remaining
    result.causes = schedule.causes
    await cleanUp(behind: begun, by: runner, since: interruption.risen, into: &result)
    return result
  }

  /// From an interruption to the end of what it undoes: Azure ends a run 7.5 s behind its signal.
  private static let patience = Duration.seconds(6)

  /// Undoes what was begun: an interruption, since `risen`, only bounds it.
  private func cleanUp(
    behind begun: Set<Step.ID>, by runner: StepRunner, since risen: ContinuousClock.Instant?,
    into result: inout RunResult
  ) async {
    let steps = request.steps.filter { $0.phase == .cleanUp && begun.isSuperset(of: $0.needs) }
    guard !steps.isEmpty else { return }
    let last = runner.withoutInterruption
    let bound = risen.map { risen in
      Task {
        try await Task.sleep(until: max(risen + Self.patience, .now + .seconds(1)))
        last.interruption.raise(to: .kill)
      }
    }
    defer { bound?.cancel() }
    let undoing = Task {
      var verdicts: [StepRunner.Verdict] = []
      for step in steps { verdicts.append(await last.run(step, found: [:])) }
      return verdicts
    }
    for verdict in await undoing.value { result.record(verdict) }
  }
}

extension RunResult {
  fileprivate mutating func record(_ verdict: StepRunner.Verdict) {
    switch verdict.end {
    case .succeeded: succeeded.append(verdict.step.id)
    case .failed: break
    case .interrupted: interrupted.append(verdict.step)
    }
    if let failure = verdict.failure { failures.append(failure) }
    if let warning = verdict.warning { warnings.append(warning) }
  }
}
