import ArgumentParser
import Execution
import PipelinePlan
import PipelineSpec

/// Does what a spec means, on this machine.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Pulls, builds and pushes what a spec says, on this machine.")

  @OptionGroup var spec: SpecOptions

  @Option(help: ArgumentHelp("A parameter's value; may be repeated.", valueName: "name=value"))
  var set: [Setting] = []

  @Option(help: "Run as this lane, whatever started it.")
  var lane: String?

  @Flag(help: "Push nothing, whatever the lane may.")
  var noPush = false

  @Option(help: ArgumentHelp("How many steps may run at once; by default as many as processors."))
  var jobs: Int?

  @Flag(help: "Print the commands, do nothing.")
  var dryRun = false

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 1024")
    }
  }

  func run() throws {
    let compilation = try Frontend.compile(spec)
    let plan = try chosenPlan(of: compilation.plan)
    let request = try request(for: plan, of: compilation)
    guard !dryRun else {
      // As where no image is known by its content.
      let steps = request.steps.filter { !$0.conditions.contains(where: \.isFound) }
      let lines = steps.map { ShellText.of(request.words(of: $0)) + "\n" }
      return try StandardOutput.write(lines.joined())
    }
    let interruption = Interruption()
    guard Signals.raise(interruption) else {
      StandardError.fault("cannot make a pipe for signals")
      throw ExitCode.stepFailed
    }
    let progress = PlainProgress(request) { bytes in
      try? Files.write(bytes, to: 2, named: "standard error")
    }
    let result = Blocking.result {
      await PlanRunner(request, observer: progress).run(until: interruption)
    }
    StandardError.write(ResultText.text(of: result, of: request))
    if let signal = Signals.received { Signals.end(by: signal) }
    guard result.isSuccess else { throw ExitCode.stepFailed }
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

  private func request(for plan: Plan, of compilation: Compilation) throws -> RunRequest {
    let environment = Environment.inherited()
    let folder = compilation.spec.folder == "." ? nil : compilation.spec.folder
    let facts = Facts(
      environment: environment, workingDirectory: folder, seconds: Clock.seconds,
      digest: ContentDigest.of)
    let origin = origin(of: plan, environment, facts)
    do throws(RefusedRun) {
      return try RunRequest(
        plan, lane: try chosenLane(of: plan, origin), isPushing: !noPush,
        given: Dictionary(set.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
        origin: origin, facts: facts, environment: environment, workingDirectory: folder,
        jobs: jobs ?? Processors.count)
    } catch {
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
    let names = plan.lanes.map(\.name).joined(separator: ", ")
    throw RefusedRun(messages: ["no lane '\(lane)'; known: \(names)"])
  }
}

/// `name=value`.
struct Setting: ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    guard let sign = argument.utf8.firstIndex(of: 0x3D), sign != argument.startIndex else {
      return nil
    }
    name = String(argument[..<sign])
    value = String(argument.utf8[argument.utf8.index(after: sign)...]) ?? ""
  }
}
