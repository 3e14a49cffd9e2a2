/// Finds out what stages stand on and read from, in BuildKit's order of steps.
///
/// The first fault is kept; what can be known all the same is found out nevertheless.
struct StageResolver {
  /// An image that COPY or a mount reads; BuildKit numbers it behind the stages.
  struct Image {
    let name: [UInt8]
    let lines: ClosedRange<Int>?
    /// The stage that reads it, if only a trigger of its base does.
    let trigger: Int?
  }

  var stages: [Dockerfile.Stage]
  /// Why a build of the target fails, if it does.
  private(set) var fault: Dockerfile.Fault?

  private let parts: StageReader.Parts
  let escape: UInt8
  private let options: Dockerfile.Options
  private var globals = ShellEnvironment()
  private var budget = 16 << 20
  /// The nearest stage above of each name, while bases are looked up; then the last of the file.
  var named: [ByteName: Int] = [:]
  var images: [Image] = []
  /// What each stage needs by `--from` and mounts, and the lines that say so.
  var edges: [[StageEdge]]
  var triggersLeft = 100_000

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

  mutating func note(_ message: String, at lines: ClosedRange<Int>?) {
    note(Dockerfile.Fault(.convert, message, at: lines))
  }

  mutating func note(_ other: Dockerfile.Fault) {
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
        stages[index].baseStage = named[ByteName(base.text)]
        stages[index].baseKey = base.text
      }
    }
    if let platform = stage.platformText { setPlatform(platform, of: index) }
    if !stage.key.isEmpty { named[ByteName(stage.key)] = index }
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
    if let stage = named[ByteName(name.utf8.lowercased)] { return stage }
    let names = stages.map { label($0.index) }
    let suggestion = GoSuggestion.text(for: name, in: names)
    let quoted = GoQuote.quoted(name.utf8)
    note("target stage \(quoted) could not be found\(suggestion)", at: nil)
    return stages.count - 1
  }

  // MARK: What is needed

  private mutating func finishDependencies() {
    for index in stages.indices {
      let base = stages[index].baseStage.map { [$0] } ?? []
      stages[index].dependsOn = (edges[index].map(\.stage) + base).sorted().reduce(into: []) {
        if $0.last != $1 { $0.append($1) }
      }
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
