/// Finds out what stages stand on and read from, in BuildKit's order of steps.
///
/// The first fault is kept; what can be known all the same is found out nevertheless.
struct StageResolver {
  /// An image that COPY or a mount reads; BuildKit numbers it behind the stages.
  private struct Image {
    let name: [UInt8]
    let lines: ClosedRange<Int>?
    /// The stage that reads it, if only a trigger of its base does.
    let trigger: Int?
  }

  private(set) var stages: [Dockerfile.Stage]
  /// Why a build of the target fails, if it does.
  private(set) var fault: Dockerfile.Fault?

  private let parts: StageReader.Parts
  private let escape: UInt8
  private let options: Dockerfile.Options
  private var globals = ShellEnvironment()
  private var budget = 16 << 20
  /// The nearest stage above of each name, while bases are looked up; then the last of the file.
  private var named: [[UInt8]: Int] = [:]
  private var images: [Image] = []
  /// What each stage needs by `--from` and mounts, and the lines that say so.
  private var edges: [[StageEdge]]
  private var triggersLeft = 100_000

  init(_ parts: StageReader.Parts, escape: UInt8, options: Dockerfile.Options) {
    self.parts = parts
    self.escape = escape
    self.options = options
    stages = parts.stages
    edges = Array(repeating: [], count: stages.count)
  }

  /// The stages with all that is known of them.
  mutating func resolve() -> [Dockerfile.Stage] {
    setGlobals()
    for index in stages.indices { resolveBase(of: index) }
    let target = target()
    for index in stages.indices { resolveOrigins(of: index) }
    if let cycle = StageEdge.cycle(in: edges) {
      let name = label(cycle.stage)
      note("circular dependency detected on stage: \(name)", at: cycle.lines)
    }
    let triggerFaults = resolveTriggers()
    finishDependencies()
    let reached = reached(from: target)
    checkReferences(reached)
    for (stage, fault) in triggerFaults where reached[stage] { note(fault) }
    expandInstructions(reached)
    Dockerfile.ContextClass.classify(&stages)
    return stages
  }

  /// A stage as messages name it.
  private func label(_ stage: Int) -> String { stages[stage].name ?? "stage-\(stage)" }

  private mutating func note(_ message: String, at lines: ClosedRange<Int>?) {
    note(Dockerfile.Fault(.convert, message, at: lines))
  }

  private mutating func note(_ other: Dockerfile.Fault) {
    if fault == nil { fault = other }
  }

  // MARK: Names and bases

  private mutating func setGlobals() {
    let platform = (try? ContainerPlatform(Array(options.platform.utf8))) ?? .usual
    globals = .automatic(
      build: .usual, target: platform,
      stage: options.target?.lowercased() ?? stages.last?.name ?? "default")
    for name in options.arguments.keys.sorted() where globals[Array(name.utf8)] != nil {
      globals.set(name, to: options.arguments[name] ?? "")
    }
    for (argument, lines) in zip(parts.globalArguments, parts.globalLines) {
      if let given = options.arguments[argument.name] {
        globals.set(argument.key, to: Array(given.utf8))
      } else if let value = argument.value, let value = expanded(value[...], at: lines) {
        globals.set(argument.key, to: value.text)
      }
    }
  }

  /// A text with global variables; a fault is noted.
  private mutating func expanded(
    _ text: ArraySlice<UInt8>, before: String = "", at lines: ClosedRange<Int>
  ) -> (text: [UInt8], unset: [[UInt8]])? {
    if ShellLexer.isPlain(text) { return (Array(text), []) }
    var lexer = ShellLexer(text, escape: escape, environment: globals, budget: min(budget, 1 << 20))
    do throws(ShellFault) {
      let result = try lexer.expand()
      budget -= result.count + lexer.spent
      return (result, lexer.unset)
    } catch {
      budget -= lexer.spent
      note("\(before)failed to process \(GoQuote.quoted(text)): \(error.message)", at: lines)
      return nil
    }
  }

  private mutating func resolveBase(of index: Int) {
    let stage = stages[index]
    if let base = expanded(stage.baseText, at: stage.lines) {
      stages[index].unsetVariables = base.unset.map(\.text)
      if base.text.isEmpty {
        note("base name (\(stage.baseText.text)) should not be blank", at: stage.lines)
      } else {
        stages[index].base = base.text.text
        stages[index].baseStage = named[base.text]
        stages[index].baseKey = base.text
      }
    }
    if let platform = stage.platformText { setPlatform(platform, of: index) }
    if !stage.key.isEmpty { named[stage.key] = index }
  }

  private mutating func setPlatform(_ text: [UInt8], of index: Int) {
    let lines = stages[index].lines
    let before = "failed to process arguments for platform : "
    guard let platform = expanded(text[...], before: before, at: lines) else { return }
    guard !platform.text.isEmpty else {
      return note("empty platform value from expression \(text.text)", at: lines)
    }
    do throws(NodeFault) {
      stages[index].platform = try ContainerPlatform(platform.text).text
    } catch {
      note("failed to parse platform \(text.text): \(error.message)", at: lines)
    }
  }

  private mutating func target() -> Int {
    guard let name = options.target else { return stages.count - 1 }
    if let stage = named[name.utf8.lowercased] { return stage }
    let names = stages.map { label($0.index) }
    let suggestion = GoSuggestion.text(for: name, in: names)
    let quoted = GoQuote.quoted(name.utf8)
    note("target stage \(quoted) could not be found\(suggestion)", at: nil)
    return stages.count - 1
  }

  // MARK: --from and mounts

  private mutating func resolveOrigins(of stage: Int) {
    for index in stages[stage].instructions.indices
    where stages[stage].instructions[index].namesOrigins {
      var instruction = stages[stage].instructions[index]
      if let fault = resolveOrigins(of: &instruction, in: stage, isTrigger: false) { note(fault) }
      stages[stage].instructions[index].content = instruction.content
    }
  }

  private mutating func resolveOrigins(
    of instruction: inout Dockerfile.Instruction, in stage: Int, isTrigger: Bool
  ) -> Dockerfile.Fault? {
    let trigger = isTrigger ? stage : nil
    switch instruction.content {
    case .copy(var copy):
      guard let from = copy.fromFlag else { return nil }
      copy.origin = .image(from.text)
      defer { instruction.content = .copy(copy) }
      if let message = variableFault(in: from) {
        stages[stage].images.append(from.text)
        return Dockerfile.Fault(.convert, message, at: instruction.lines)
      }
      if let number = Self.number(from) {
        guard number >= 0, number < stages.count + images.count else {
          let message = "invalid stage index \(number)"
          return Dockerfile.Fault(.convert, message, at: instruction.lines)
        }
        copy.origin = origin(number)
      } else {
        copy.origin = origin(named: from, at: instruction.lines, trigger)
      }
      need(copy.origin, in: stage, at: instruction.lines)
    case .run(var run):
      for index in run.mounts.indices {
        let from = run.mounts[index]["from"] ?? []
        let origin = origin(named: from.isEmpty ? Self.scratch : from, at: nil, trigger)
        need(origin, in: stage, at: instruction.lines)
        if case .stage(let needed) = origin { run.mounts[index].namedStage = needed }
        run.mounts[index].origin = run.mounts[index].origin(origin, isNamed: !from.isEmpty)
      }
      instruction.content = .run(run)
    case .arguments, .trigger, .other: break
    }
    return nil
  }

  static let scratch = Array("scratch".utf8)

  private mutating func variableFault(in from: [UInt8]) -> String? {
    var lexer = ShellLexer(from[...], escape: escape)
    do throws(ShellFault) {
      guard try lexer.expand() != from else { return nil }
      return "variable expansion is not supported for --from, define a new stage with FROM using "
        + "ARG from global scope as a workaround"
    } catch {
      return "failed to process \(GoQuote.quoted(from)): \(error.message)"
    }
  }

  /// A whole number as Go reads one: with a sign, with zeros before it.
  private static func number(_ text: [UInt8]) -> Int? {
    let digits = text.first == 0x2B || text.first == 0x2D ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text.text)
  }

  private func origin(_ number: Int) -> Dockerfile.Origin {
    guard number >= stages.count else { return .stage(number) }
    let name = images[number - stages.count].name
    return name == Self.scratch ? .none : .image(name.text)
  }

  private mutating func origin(
    named name: [UInt8], at lines: ClosedRange<Int>?, _ trigger: Int?
  ) -> Dockerfile.Origin {
    if let stage = named[name.lowercased] { return .stage(stage) }
    images.append(Image(name: name, lines: lines, trigger: trigger))
    return name == Self.scratch ? .none : .image(name.text)
  }

  private mutating func need(
    _ origin: Dockerfile.Origin, in stage: Int, at lines: ClosedRange<Int>
  ) {
    switch origin {
    case .stage(let needed): edges[stage].append(StageEdge(stage: needed, lines: lines))
    case .image(let image): stages[stage].images.append(image)
    case .context, .none: break
    }
  }

  // MARK: ONBUILD

  /// Puts the triggers of each stage's base into it; the faults with the stages that have them.
  private mutating func resolveTriggers() -> [(stage: Int, fault: Dockerfile.Fault)] {
    var faults: [(stage: Int, fault: Dockerfile.Fault)] = []
    for index in stages.indices {
      guard let base = stages[index].baseStage else { continue }
      for instruction in stages[base].instructions where instruction.keyword == .onbuild {
        triggersLeft -= 1
        guard triggersLeft > 0 else { return faults }
        let lines = stages[index].lines
        do throws(NodeFault) {
          var trigger = try trigger(instruction.expression, at: stages[index])
          if let fault = resolveOrigins(of: &trigger, in: index, isTrigger: true) {
            throw NodeFault(message: fault.message)
          }
          if case .arguments(let arguments) = trigger.content {
            stages[index].arguments.insert(contentsOf: arguments, at: 0)
          }
          stages[index].triggers.append(trigger)
        } catch {
          faults.append((index, Dockerfile.Fault(.convert, error.message, at: lines)))
        }
      }
    }
    return faults
  }

  /// The instruction that a trigger's text is, at the place of the FROM that sets it off.
  private func trigger(
    _ text: [UInt8], at stage: Dockerfile.Stage
  ) throws(NodeFault) -> Dockerfile.Instruction {
    let nodes: [DockerfileNode]
    do throws(Dockerfile.Fault) {
      nodes = try DockerfileParser.parse(text).nodes
    } catch {
      throw NodeFault(message: error.message)
    }
    guard var node = nodes.first, nodes.count == 1 else {
      throw NodeFault(message: "onbuild trigger should be a single expression")
    }
    node.lines = stage.lines
    node.bytes = stage.fromBytes
    return try InstructionReader.instruction(node)
  }

  // MARK: What is needed

  private mutating func finishDependencies() {
    for index in stages.indices {
      var needed = Set(edges[index].map(\.stage))
      if let base = stages[index].baseStage { needed.insert(base) }
      stages[index].dependsOn = needed.sorted()
      var seen: Set<String> = []
      stages[index].images = stages[index].images.filter { seen.insert($0).inserted }
    }
  }

  /// Which stages a build of `target` needs.
  private func reached(from target: Int) -> [Bool] {
    var reached = Array(repeating: false, count: stages.count)
    for stage in Dockerfile.needed(from: target, in: stages) { reached[stage] = true }
    return reached
  }

  private mutating func checkReferences(_ reached: [Bool]) {
    for stage in stages where stage.baseStage == nil && stage.baseKey != Self.scratch {
      guard !stage.baseKey.isEmpty else { continue }
      checkReference(stage.baseKey, at: stage.lines)
    }
    for image in images where image.name != Self.scratch {
      if let trigger = image.trigger, !reached[trigger] { continue }
      checkReference(image.name, at: image.lines)
    }
  }

  private mutating func checkReference(_ name: [UInt8], at lines: ClosedRange<Int>?) {
    guard fault == nil, let message = ImageReference.fault(in: name) else { return }
    note("failed to parse stage name \(GoQuote.quoted(name)): \(message)", at: lines)
  }

  // MARK: Words of instructions

  private mutating func expandInstructions(_ reached: [Bool]) {
    let isAlone = stages.count + images.count == 1
    var expander = StageExpander(
      escape: escape, globals: globals, given: options.arguments, budget: budget)
    for index in stages.indices {
      let label = isAlone ? stages[index].name ?? "" : label(index)
      if let fault = expander.expand(&stages[index], label: label), reached[index] {
        note(fault)
      }
    }
  }
}
