import ArgumentParser
import Emitters
import Execution
import Glibc
import PipelinePlan
import PipelineSpec

/// Does what a spec means, on this machine.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Pulls, builds and pushes what a spec says, on this machine.")

  @OptionGroup var spec: SpecOptions

  @Option(help: ArgumentHelp("A parameter's value; may be repeated.", valueName: "name=value"))
  var set: [String] = []

  @Option(help: "Run as this lane, whatever started it.")
  var lane: String?

  @Flag(help: "Push nothing, whatever the lane may.")
  var noPush = false

  @Option(help: ArgumentHelp("How many steps may run at once; by default as many as processors."))
  var jobs: Int?

  @Flag(help: "After a failure, go on with all that does not need what failed.")
  var keepGoing = false

  @Option(
    help: ArgumentHelp(
      "How long the run may take in all, such as 90s, 30m or 1h30m.", valueName: "duration"))
  var timeout: String?

  @Option(help: "How it is told of: auto, tty, plain or json.")
  var progress = ProgressStyle.auto

  @Option(help: ArgumentHelp("Write what was done to this file, as JSON.", valueName: "file"))
  var metadataFile: String?

  @Option(help: ArgumentHelp("Write a page about the run to this file.", valueName: "file"))
  var report: String?

  @Flag(help: "Print the commands for a shell, do nothing.")
  var dryRun = false

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 1024")
    }
    if let wrong = set.first(where: { Setting($0) == nil }) {
      throw ValidationError("--set takes NAME=VALUE, not '\(DisplayText.escaped(wrong))'")
    }
    if let timeout, DurationText.duration(timeout) == nil {
      throw ValidationError(
        "--timeout takes a duration, not '\(DisplayText.escaped(timeout))': \(DurationText.help)")
    }
    let printed = [
      ("--metadata-file -", metadataFile == "-"), ("--report -", report == "-"),
      ("--progress json", progress == .json),
    ].filter(\.1).map(\.0)
    if printed.count > 1 {
      throw ValidationError(
        "standard output takes one of these: \(printed.joined(separator: ", "))")
    }
  }

  func run() throws {
    let bound = timeout.flatMap(DurationText.duration)
    if let bound { Deadline.set(in: bound) }
    let compilation = try Frontend.compile(spec)
    let plan = try chosenPlan(of: compilation.plan)
    let interruption = Interruption()
    guard Signals.raise(interruption) else {
      StandardError.fault("cannot make a pipe for signals")
      throw ExitCode.stepFailed
    }
    let request = try request(for: plan, of: compilation, within: bound, until: interruption)
    guard !dryRun else {
      let text = DryRun.text(of: request, isShown: Terminal.isOne(STDOUT_FILENO))
      return try StandardOutput.write(AgentCommands.defused(text))
    }
    do throws(SystemFault) {
      try RunFile.require(files, besides: compilation)
    } catch {
      StandardError.fault(error.message)
      throw ExitCode.cannotWrite
    }
    let told = RunProgress(progress, of: request, Environment.inherited())
    let record = RunRecord(request)
    // What a run prints is not kept for nothing.
    let observer = RunObservers((files.isEmpty ? [] : [record]) + [told.observer])
    let begin = ContinuousClock.now
    let result = Blocking.result {
      await told.during { await PlanRunner(request, observer: observer).run(until: interruption) }
    }
    let outcome = RunOutcome(result: result, request: request) {
      $0.origin.map(compilation.sources.place(of:))
    }
    told.end(outcome)
    told.say(ResultText.text(of: result, of: request, place: outcome.place))
    told.say(total: ResultText.total(of: result, after: ContinuousClock.now - begin))
    // What somebody reads comes last: it ends where nobody does.
    let areWritten = (files.filter { !$0.isPrinted } + files.filter(\.isPrinted)).map { file in
      switch file.kind {
      case .metadata: file.write(RunMetadata.json(of: record, outcome).text)
      case .report:
        file.write(
          RunReport(of: record, result, graph: PlanPicture(of: plan.holding(request.steps)).svg)
            .html)
      }
    }
    if let signal = Signals.received { Signals.end(by: signal) }
    guard result.isSuccess else { throw ExitCode.stepFailed }
    guard areWritten.allSatisfy(\.self), told.areEventsWritten else { throw ExitCode.cannotWrite }
  }

  private var files: [RunFile] {
    [
      metadataFile.map { RunFile(kind: .metadata, path: $0) },
      report.map { RunFile(kind: .report, path: $0) },
    ].compactMap(\.self)
  }

  /// The plan for the images and groups that are named; the whole where none is.
  private func chosenPlan(of plan: Plan) throws -> Plan {
    guard !spec.images.isEmpty else { return plan }
    var chosen: Set<Int> = []
    for name in spec.images {
      let images = plan.images(named: name)
      guard !images.isEmpty else {
        let known = plan.groups.map(\.name) + plan.images.map(\.key)
        StandardError.fault(
          "no image or group '\(DisplayText.escaped(name))'",
          help: Suggestion.help(for: name, in: known, kind: "images and groups"))
        throw ExitCode.usage
      }
      chosen.formUnion(images)
    }
    return plan.narrowed(to: chosen)
  }

  private func request(
    for plan: Plan, of compilation: Compilation, within bound: Duration?,
    until interruption: Interruption
  ) throws -> RunRequest {
    defer { if let signal = Signals.received { Signals.end(by: signal) } }
    let environment = Environment.inherited()
    let folder = compilation.spec.folder == "." ? nil : compilation.spec.folder
    let facts = Facts(
      environment: environment, workingDirectory: folder, seconds: Clock.seconds,
      until: interruption, digest: ContentDigest.of)
    let origin = origin(of: plan, environment, facts)
    do throws(RefusedRun) {
      return try RunRequest(
        plan, lane: try chosenLane(of: plan, origin), isPushing: !noPush,
        given: Dictionary(
          set.compactMap(Setting.init).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
        origin: origin, facts: facts, environment: environment, workingDirectory: folder,
        jobs: jobs ?? Processors.count, isKeepingGoing: keepGoing,
        timeout: bound)
    } catch {
      // What git could not tell then says nothing.
      guard Signals.received == nil else { throw ExitCode.stepFailed }
      for message in error.messages { StandardError.fault(message) }
      throw error.isUsage ? ExitCode.usage : ExitCode.stepFailed
    }
  }

  /// What started the run; outside of a CI the branch is git's, where a lane asks for one.
  private func origin(of plan: Plan, _ environment: Environment, _ facts: Facts) -> RunOrigin {
    let origin = RunOrigin(environment: environment.values)
    guard origin.event == .local, lane == nil, plan.lanes.contains(where: \.isNarrowed) else {
      return origin
    }
    return RunOrigin(event: .local, ref: facts.checkedOutBranch(), isFork: false)
  }

  private func chosenLane(of plan: Plan, _ origin: RunOrigin) throws(RefusedRun) -> Int? {
    guard let lane else { return plan.lane(of: origin) }
    if let index = plan.lanes.firstIndex(where: { $0.name == lane }) { return index }
    let names = plan.lanes.map(\.name)
    let help = Suggestion.help(for: lane, in: names, kind: "lanes")
    throw RefusedRun(messages: ["no lane '\(lane)': \(help)"])
  }
}

/// `name=value`.
private struct Setting {
  let name: String
  let value: String

  init?(_ argument: String) {
    guard let sign = argument.utf8.firstIndex(of: 0x3D), sign != argument.startIndex else {
      return nil
    }
    name = String(argument[..<sign])
    value = String(argument.utf8[argument.utf8.index(after: sign)...]) ?? ""
  }
}
