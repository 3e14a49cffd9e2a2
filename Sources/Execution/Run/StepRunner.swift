import PipelinePlan
import PipelineSpec

/// Runs single steps by their policy.
struct StepRunner: Sendable {
  let request: RunRequest
  let launcher: any Launcher
  let pacing: Pacing
  let observer: any RunObserver
  let interruption: Interruption
  /// Of every child.
  let environment: Environment
  let pulled: PulledImages

  /// The same, whatever interrupts the run.
  var withoutInterruption: StepRunner {
    StepRunner(
      request: request, launcher: launcher, pacing: pacing, observer: observer,
      interruption: Interruption(), environment: environment, pulled: pulled)
  }

  /// How a step ended.
  struct Verdict: Sendable {
    let step: Step
    let end: RunEvent.StepEnd
    var failure: StepFailure?
    var warning: String?
    /// The key by which it has found an image.
    var found: Variable?
    /// Whether there was no such cache.
    var isCold = false

    var outcome: Schedule.Outcome { end == .succeeded ? isCold ? .cold : .succeeded : .failed }
  }

  /// One try of a step that did not succeed.
  private struct Attempt {
    let number: Int
    /// What it said and nobody has seen.
    let held: HeldLines
    let exit: Exit
    let fault: RegistryFault
    /// Whether the registry limits how often it is asked.
    let isRateLimited: Bool
    let tails: StepOutput.Tails
  }

  /// Does a step, once it is known what earlier ones have `found` by keys.
  func run(_ step: Step, found: [Variable: String]) async -> Verdict {
    if let reason = skipReason(of: step, found) {
      observer.observe(.skipped(step.id, reason: reason))
      return Verdict(step: step, end: .succeeded)
    }
    if await isHere(step) {
      observer.observe(.skipped(step.id, reason: "\(reference(of: step)) is here already"))
      return Verdict(step: step, end: .succeeded, found: step.operation.key)
    }
    if await isAsPulled(step) {
      observer.observe(.skipped(step.id, reason: "\(reference(of: step)) is as it was pulled"))
      return Verdict(step: step, end: .succeeded)
    }
    let start = pacing.now()
    let words = request.words(of: step, found: found)
    observer.observe(.started(step.id, words: words))
    await tellWhyMissed(step)
    let verdict = await attempts(step, words)
    observer.observe(.finished(step.id, verdict.end, after: pacing.now() - start))
    return verdict
  }

  private func isQuiet(_ operation: Plan.Operation) -> Bool {
    if case .find = operation { return request.plan.engine.asksRegistries }
    return operation.isQuiet
  }

  /// Whether an image of known content need not be fetched.
  private func isHere(_ step: Step) async -> Bool {
    guard case .find(let reference) = step.operation,
      let words = request.wordsOfPresence(of: reference)
    else { return false }
    let command = ResolvedCommand(
      words: words, environment: environment,
      workingDirectory: request.workingDirectory, timeout: step.policy.timeout)
    // What is wrong with docker shows where the image is fetched.
    return (try? await launcher.launch(command, until: interruption) { _, _ in })?.isSuccess
      ?? false
  }

  private func skipReason(of step: Step, _ found: [Variable: String]) -> String? {
    for condition in step.conditions where (found[condition.key.found] != nil) != condition.isFound
    {
      return condition.isFound
        ? "there is no image of its content yet" : "there is an image of its content"
    }
    guard case .login(let login) = step.operation else { return nil }
    if request.origin.isFork { return "a pull request from a fork gets no login" }
    guard request.password(of: login) == nil else { return nil }
    return "\(login.passwordVariable) is not set: using docker's own login for \(login.host)"
  }

  private func attempts(_ step: Step, _ words: [String]) async -> Verdict {
    var waited = Duration.zero
    for number in 1... {
      let attempt: Attempt
      do throws(LaunchError) {
        guard let failed = try await self.attempt(step, words, number) else {
          await noteContent(of: step)
          return Verdict(step: step, end: .succeeded, found: step.operation.key)
        }
        attempt = failed
      } catch {
        return failed(step, words, error)
      }
      guard attempt.exit.cause != .interruption else {
        show(attempt.held, of: step)
        break
      }
      let pause = pacing.pause(after: number, isRateLimited: attempt.isRateLimited)
      waited += pause
      let judgement = Judgement(
        of: step.operation, policy: step.policy, attempt: number, fault: attempt.fault,
        access: access(of: step), isLast: waited > .seconds(Backoff.bound))
      if judgement != .cold { show(attempt.held, of: step) }
      switch judgement {
      case .retry: await self.pause(step, attempt, pause)
      case .cold: return cold(step)
      case .tolerated(let excuse): return tolerated(step, excuse, attempt)
      case .failed: return failed(step, words, attempt)
      }
      guard interruption.level == .none else { break }
    }
    return Verdict(step: step, end: .interrupted)
  }

  /// Nil where it succeeded.
  private func attempt(
    _ step: Step, _ words: [String], _ number: Int
  ) async throws(LaunchError) -> Attempt? {
    let held = HeldLines()
    let isHolding = step.policy.tolerance == .coldCache
    let isQuiet = isQuiet(step.operation)
    let builder = step.operation.isBuild ? LayerReader() : nil
    let output = StepOutput(hiding: request.patterns) { [observer] stream, lines in
      builder?.read(lines)
      if isQuiet && stream == .output { return }
      let shown = isHolding && stream == .error ? held.hold(lines) : lines
      if !shown.isEmpty { observer.observe(.output(step.id, stream, lines: shown)) }
    }
    let command = ResolvedCommand(
      words: words, environment: environment(of: step), workingDirectory: request.workingDirectory,
      input: input(of: step), timeout: step.policy.timeout)
    let exit = try await launcher.launch(command, until: interruption) { output.append($0, $1) }
    let tails = output.finish()
    if let layers = builder?.use(isDone: exit.isSuccess), !layers.isEmpty {
      observer.observe(.layers(step.id, layers))
    }
    guard !exit.isSuccess else {
      show(held, of: step)
      return nil
    }
    let cause = RegistryFault.cause(in: String(decoding: tails.error.bytes, as: UTF8.self))
    return Attempt(
      number: number, held: held, exit: exit,
      fault: exit.cause == .timeout ? .transient : cause?.fault ?? .unknown,
      isRateLimited: cause?.isRateLimit ?? false, tails: tails)
  }

  private func show(_ held: HeldLines, of step: Step) {
    let lines = held.take()
    if !lines.isEmpty { observer.observe(.output(step.id, .error, lines: lines)) }
  }

  /// With the secrets that its build may mount.
  private func environment(of step: Step) -> Environment {
    guard case .build(let build) = step.operation, !build.secrets.isEmpty else {
      return environment
    }
    return environment.taking(build.secrets.map(\.variable), from: request.environment)
  }

  private func input(of step: Step) -> Secret? {
    if case .login(let login) = step.operation { request.password(of: login) } else { nil }
  }

  private func access(of step: Step) -> Access {
    if case .login(let login) = step.operation { return request.access(to: login.host) }
    return step.operation.asked.map { request.access(to: request.host(of: $0)) } ?? .own
  }

  private func pause(_ step: Step, _ attempt: Attempt, _ duration: Duration) async {
    observer.observe(
      .retry(
        step.id, reason: attempt.tails.error.lines(1).last ?? attempt.exit.description,
        attempt: attempt.number, of: step.policy.tries, after: duration))
    await pacing.wait(duration, until: interruption)
  }
}

extension StepRunner {
  private func cold(_ step: Step) -> Verdict {
    observer.observe(.note(step.id, "cold cache: \(reference(of: step)) does not exist yet"))
    return Verdict(step: step, end: .succeeded, isCold: true)
  }

  private func tolerated(
    _ step: Step, _ excuse: Judgement.Excuse, _ attempt: Attempt
  ) -> Verdict {
    let reference = reference(of: step)
    let text =
      switch excuse {
      case .noLogin: "cannot read \(reference) without a login; building without it"
      case .hidden: "taken for a cold cache: \(reference) is not there, or not readable"
      case .bestEffort where step.phase == .cleanUp: "the name '\(reference)' is not put back"
      case .bestEffort: "\(reference) is not pushed; the next run starts with a colder cache"
      }
    observer.observe(.warning(step.id, text))
    let warning = request.masked("\(text) (\(attempt.exit.description))")
    return Verdict(step: step, end: .succeeded, warning: warning, isCold: excuse != .bestEffort)
  }

  private func failed(_ step: Step, _ words: [String], _ attempt: Attempt) -> Verdict {
    let diagnosis = Diagnoser(request).diagnosis(
      of: step, exit: attempt.exit, fault: attempt.fault,
      text: CaselessText(attempt.tails.error.bytes))
    let failure = StepFailure(
      step: step, words: words.map(request.masked), exit: attempt.exit,
      lastLines: attempt.tails.all.lines(20),
      diagnosis: diagnosis)
    return Verdict(step: step, end: .failed, failure: failure)
  }

  private func failed(_ step: Step, _ words: [String], _ error: LaunchError) -> Verdict {
    let failure = StepFailure(
      step: step, words: words.map(request.masked), exit: nil, lastLines: [],
      diagnosis: Diagnoser(request).diagnosis(of: error))
    return Verdict(step: step, end: .failed, failure: failure)
  }

  private func reference(of step: Step) -> String {
    switch step.operation {
    case .require(let requirement): requirement.message
    case .pull(let reference), .find(let reference), .probe(let reference), .push(let reference):
      request.text(of: reference)
    case .tag(let tagging): request.text(of: tagging.name)
    case .copy(let copying): copying.names.first.map(request.text) ?? ""
    case .login(let login): login.host
    case .name(let naming), .unname(let naming): naming.name
    case .build(let build):
      (step.operation.asked ?? build.tags.first).map(request.text) ?? build.context.string
    case .save(let archive): archive.file
    case .extract(let extraction): request.text(of: extraction.image)
    case .check(let check): check.name
    }
  }
}
