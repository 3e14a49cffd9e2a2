import PipelinePlan
package import PipelineSpec

/// A plan as a POSIX shell script, to be read and to be run anywhere docker is.
package enum ShellScript: Backend {
  package static let name = "shell"

  package static func isRequested(by outputs: Outputs) -> Bool { !outputs.shell.isEmpty }

  package static func emit(
    _ request: EmissionRequest, into diagnostics: inout Diagnostics
  ) -> [Artifact] {
    let outputs = request.outputs.shell.isEmpty ? [.standard] : request.outputs.shell
    return OutputFiles.of(outputs, request.plan).map {
      artifact(of: $0.plan, $0.output)
    }
  }

  private static func artifact(of plan: Plan, _ output: ShellOutput) -> Artifact {
    let script = Script(plan: plan, output: output)
    // Room that is not used is not there: growing would be a second copy.
    let capacity = 8192 + 400 * plan.steps.count
    var printer = ShellPrinter(buffer: TextBuffer(capacity: capacity))
    printer.print(script.opening, indent: 0)
    let sections = StepSections(plan: plan, prefixes: script.prefixes)
    sections.print(with: &printer)
    ShellEnding(sections: sections, output: output).print(with: &printer)
    return Artifact(
      path: output.path, firstLine: "#!/bin/sh", body: WrittenText(printer.buffer),
      isExecutable: true)
  }
}

/// What a script does before its first step.
private struct Script {
  let plan: Plan
  let output: ShellOutput
  let folders: [Text]
  let prefixes: StepPrefixes
  /// Those of the library that are called.
  let functions: Set<ShellLibrary.Function>

  init(plan: Plan, output: ShellOutput) {
    self.plan = plan
    self.output = output
    folders = plan.contexts
    prefixes = StepPrefixes(
      of: plan.steps, at: output.parallel != nil || output.hasSummary ? .job : .script)
    functions = Self.functions(of: plan, with: folders, output, behind: prefixes)
  }

  /// Where the steps' commands stand.
  private var place: Lowering.Place { prefixes.place }

  /// What every run has to know.
  private var facts: [Fact] { plan.facts }

  @ShellBuilder var opening: [ShellStatement] {
    preamble
    ShellLibrary.statements(
      for: functions, of: plan.engine, configuration: place == .job ? .jobs : .temporary)
    ShellBlank()
    options.usage
    ShellBlank()
    options.statements
    ShellBlank()
    if output.hasSummary {
      Self.summaryFile
      ShellBlank()
    }
    ShellComment("All paths are relative to the spec's folder.")
    ShellCall("enter_root", Word(literal: pathToRoot))
    ShellBlank()
    lane
    ShellBlank()
    found
    values
    #"[ "$no_push" = no ] || lane=none"#
    ShellLane.holdBackForks(in: plan.pushingLanes.all)
    ShellBlank()
    contexts
    means
    announcement
    ShellBlank()
  }

  private static let summaryFile: ShellSyntax = """
    case ${PIPEGEN_SUMMARY:-} in
      '' | /*) ;;
      *) PIPEGEN_SUMMARY=$PWD/$PIPEGEN_SUMMARY ;;
    esac
    """

  /// Nothing is lost of it, whatever it holds.
  private static let summaryCheck: ShellSyntax = """
    if [ -n "${PIPEGEN_SUMMARY:-}" ] && ! { true >>"$PIPEGEN_SUMMARY"; } 2>/dev/null; then
      fail 1 "cannot write the summary to $PIPEGEN_SUMMARY"
    fi
    """

  private var options: ShellOptions { ShellOptions(plan: plan, output: output) }

  @ShellBuilder private var preamble: [ShellStatement] {
    "set -eu"
    "unset CDPATH IFS"
    CommandEnvironment.statements(for: plan)
  }

  private static func functions(
    of plan: Plan, with folders: [Text], _ output: ShellOutput, behind prefixes: StepPrefixes
  ) -> Set<ShellLibrary.Function> {
    var used: Set<ShellLibrary.Function> = [.say, .fail, .giveUp, .enterRoot]
    if !folders.isEmpty { used.insert(.requireFolders) }
    used.formUnion(Lowering.functions(for: plan.steps, by: plan.engine, behind: prefixes))
    if prefixes.place == .job { used.insert(.jobs) }
    if output.hasSummary { used.insert(.summary) }
    if !plan.tagRules.isEmpty { used.insert(.requireTag) }
    used.formUnion(ShellKeys.functions(for: plan.keys))
    if !plan.neededSecrets.isEmpty { used.insert(.takeSecret) }
    if plan.needsAgent { used.insert(.requireAgent) }
    return used
  }
}

// MARK: Values

extension Script {
  /// What git, the clock and the lane tell.
  @ShellBuilder private var found: [ShellStatement] {
    let possible = plan.possibleFacts
    if !possible.isEmpty {
      // Azure's own instant is that of all of its jobs.
      if possible.contains(where: \.isOfClock) {
        #"[ -n "${TF_BUILD:-}" ] || unset PIPEGEN_START_TIME"#
      }
      ShellFacts.declarations(of: possible)
      ShellBlank()
      ShellFacts.calls(for: facts)
    }
  }

  @ShellBuilder private var values: [ShellStatement] {
    let positional = options.positional
    for (index, parameter) in positional.enumerated() { value(of: parameter, at: index + 1) }
    for parameter in plan.parameters where !positional.contains(parameter) {
      value(of: parameter, at: nil)
    }
    for check in Lowering.checks(for: plan.parameters) { check }
    ShellKeys.statements(for: plan.keys)
    for check in Lowering.checks(for: plan.tagRules) { check }
    secrets
    if plan.needsAgent { "require_agent" }
  }

  /// Nobody but the builds that take one finds it in the environment.
  @ShellBuilder private var secrets: [ShellStatement] {
    let needed = plan.neededSecrets
    for secret in needed {
      ShellCall("take_secret", Word(literal: secret.name), Word(literal: secret.variable))
    }
    let others = Set(plan.secrets.map(\.variable)).subtracting(needed.map(\.variable)).sorted()
    if !others.isEmpty { ShellCall("unset", others.map { Word(literal: $0) }) }
  }

  /// The argument, else the environment, else the default; empty counts as not given.
  @ShellBuilder private func value(
    of parameter: Plan.Parameter, at position: Int?
  ) -> [ShellStatement] {
    let name = ShellName(parameter.variable)
    let fallback = fallback(of: parameter, to: name)
    ShellTaken(
      name, argument: position, environment: ShellName(checked: parameter.environmentName),
      fallback: fallback.isEmpty ? parameter.default?.literal ?? "" : "")
    if !fallback.isEmpty { ShellIf(.isEmpty(name)) { fallback } }
  }

  /// What gives a parameter its value where nobody does; nothing where its default can stand where
  /// it is taken.
  private func fallback(of parameter: Plan.Parameter, to name: ShellName) -> [ShellStatement] {
    let standard = LaneDefaults.standard(of: parameter, known: facts)
    let arms = LaneDefaults.arms(of: parameter.variable, in: plan.lanes, known: facts)
    if !arms.isEmpty {
      let lane = ShellStatement.choice(ShellCase(.value("lane"), arms))
      return standard.isEmpty ? [lane] : [lane, .condition(ShellIf(.isEmpty(name)) { standard })]
    }
    let isPlain = parameter.default?.literal?.utf8.allSatisfy(\.isBareInShell) ?? false
    return isPlain ? [] : standard
  }
}

// MARK: Place and lane

extension Script {
  /// What does the work, or only shows it.
  @ShellBuilder private var means: [ShellStatement] {
    ShellIf(#"[ "$dry_run" = yes ]"#) {
      ShellDryRun.overrides(of: ShellLibrary.all(for: functions))
      ShellDryRun.opening(of: plan)
    } else: {
      ShellLibrary.requireProgram(of: plan.engine)
      if output.hasSummary { Self.summaryCheck }
      if place == .job || ShellLibrary.all(for: functions).contains(.cleanUp) { "make_scratch" }
    }
  }

  private var contexts: [ShellStatement] {
    folders.isEmpty
      ? [] : [.simple(.call(ShellCall("require_folders", folders.map(Word.init(_:)))))]
  }

  /// From the script's folder to the spec's.
  private var pathToRoot: String {
    let depth = output.path.split(separator: "/").count - 1
    return depth == 0 ? "." : repeatElement("..", count: depth).joined(separator: "/")
  }

  @ShellBuilder private var lane: [ShellStatement] {
    ShellComment("What started this run? That decides its lane, and so what it pushes.")
    ShellLane.statements(for: plan.lanes)
    #"[ -z "$given_lane" ] || lane=$given_lane"#
    "lane_name=$lane"
  }

  private var announcement: [ShellStatement] {
    let arms = plan.lanes.indices.compactMap { index -> ShellCase.Arm? in
      let addresses = plan.addresses(pushedToIn: index)
      guard !addresses.isEmpty else { return nil }
      let name = plan.lanes[index].name
      let text = "lane \(name): pushes to \(addresses.joined(separator: ", "))"
      return ShellCase.Arm([.text(name)]) { ShellCall("say", Word(literal: text)) }
    }
    let other = ShellCase.Arm([.syntax("*")]) { #"say "lane $lane_name: pushes nothing""# }
    return arms.isEmpty
      ? [.syntax(#"say "lane $lane_name: pushes nothing""#)]
      : [.choice(ShellCase(.value("lane"), arms + [other]))]
  }
}
