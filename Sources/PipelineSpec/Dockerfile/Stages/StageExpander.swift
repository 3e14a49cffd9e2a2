/// Expands the words of a stage's instructions, and finds what BuildKit refuses while it does.
struct StageExpander {
  /// What is known where an instruction begins.
  struct State {
    var environment: ShellEnvironment
    /// Whether the working directory is `/`; nil where an image may have set it.
    var isAtRoot: Bool?
  }

  private let escape: UInt8
  private let globals: ShellEnvironment
  private let given: [String: String]
  var budget: Int
  /// How many variables may still be handed on to stages.
  private var copies = 1 << 20
  private var states: [State] = []
  var state: State
  var label = ""
  var index = 0

  init(escape: UInt8, globals: ShellEnvironment, given: [String: String], budget: Int) {
    self.escape = escape
    self.globals = globals
    self.given = given
    self.budget = budget
    state = State(environment: ShellEnvironment(), isAtRoot: nil)
  }

  /// Expands what a stage copies; the first fault of its instructions. Stages come in order.
  mutating func expand(_ stage: inout Dockerfile.Stage, label: String) -> Dockerfile.Fault? {
    self.label = label
    index = stage.index
    state = start(of: stage)
    var fault: Dockerfile.Fault?
    for index in stage.triggers.indices {
      let found = expand(&stage.triggers[index])
      fault = fault ?? found
    }
    for index in stage.instructions.indices {
      let found = expand(&stage.instructions[index])
      fault = fault ?? found
    }
    states.append(state)
    return fault
  }

  private mutating func start(of stage: Dockerfile.Stage) -> State {
    if let base = stage.baseStage {
      copies -= states[base].environment.count
      // So many variables are no work of hands; what they would be is no longer looked at.
      if copies > 0 { return states[base] }
    }
    let isEmpty = stage.baseStage == nil && stage.baseKey == StageResolver.scratch
    var environment = ShellEnvironment(isOpen: !isEmpty)
    environment.set(
      "PATH", to: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    return State(environment: environment, isAtRoot: isEmpty ? true : nil)
  }

  private mutating func expand(_ instruction: inout Dockerfile.Instruction) -> Dockerfile.Fault? {
    do throws(NodeFault) {
      switch instruction.content {
      case .copy(var copy):
        try expand(&copy, isAdd: instruction.keyword == .add)
        instruction.content = .copy(copy)
      case .run(let run) where run.mounts.isEmpty: break
      case .run(var run):
        for index in run.mounts.indices { try expand(&run.mounts[index]) }
        instruction.content = .run(run)
      case .arguments(let arguments): try set(arguments)
      case .trigger: break
      case .other: try expandWords(of: instruction)
      }
      return nil
    } catch {
      return Dockerfile.Fault(.convert, error.message, at: instruction.lines)
    }
  }

  /// A word's text, and whether all variables in it are known.
  mutating func word(
    _ text: ArraySlice<UInt8>
  ) throws(NodeFault) -> (text: [UInt8], isKnown: Bool) {
    if ShellLexer.isPlain(text) { return (Array(text), true) }
    let environment = state.environment
    var lexer = ShellLexer(
      text, escape: escape, environment: environment, budget: min(budget, 1 << 20))
    do throws(ShellFault) {
      let result = try lexer.expand()
      budget -= result.count + lexer.spent
      return (result, lexer.unset.allSatisfy(environment.isSurelyUnset))
    } catch {
      budget -= lexer.spent
      throw NodeFault(message: "failed to process \(GoQuote.quoted(text)): \(error.message)")
    }
  }

  // MARK: ARG and ENV

  private mutating func set(_ arguments: [Dockerfile.Argument]) throws(NodeFault) {
    for argument in arguments {
      if let value = given[argument.name] {
        state.environment.set(argument.key, to: Array(value.utf8))
      } else if let value = argument.value {
        state.environment.set(argument.key, to: try word(value[...]).text)
      } else if let value = globals[argument.key] {
        state.environment.set(argument.key, to: value)
      } else {
        state.environment.declare(argument.key)
      }
    }
  }

  private mutating func expandWords(
    of instruction: Dockerfile.Instruction
  ) throws(NodeFault) {
    let words = instruction.arguments
    switch instruction.keyword {
    case .env:
      var values: [[UInt8]] = []
      for text in words { values.append(try word(text).text) }
      for index in stride(from: 0, to: values.count - 1, by: 2) {
        state.environment.set(values[index], to: values[index + 1])
      }
    case .label, .user, .volume: for text in words { _ = try word(text) }
    case .workdir:
      for text in words { enter(try word(text)) }
    case .stopsignal:
      for text in words {
        let (signal, isKnown) = try word(text)
        if isKnown, !StopSignal.isKnown(signal.text) {
          throw NodeFault(message: "invalid signal: \(signal.text)")
        }
      }
    case .expose:
      for text in words {
        let (ports, isKnown) = try word(text)
        guard isKnown else { continue }
        for port in DockerfileNode.split(ports[...]) where !port.isEmpty {
          if let message = ExposedPort.fault(in: port) { throw NodeFault(message: message) }
        }
      }
    case .add, .arg, .cmd, .copy, .entrypoint, .from, .healthcheck, .maintainer, .onbuild, .run,
      .shell:
      break
    }
  }

  private mutating func enter(_ path: (text: [UInt8], isKnown: Bool)) {
    let isAbsolute = path.text.first == UInt8(ascii: "/")
    guard path.isKnown else {
      state.isAtRoot = nil
      return
    }
    let isRoot = Self.isRoot(path.text)
    if isAbsolute { state.isAtRoot = isRoot } else if !isRoot { state.isAtRoot = false }
  }

  /// Whether the parts of a path take each other back.
  static func isRoot(_ path: [UInt8]) -> Bool {
    var depth = 0
    for part in path.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
      depth = max(0, part.elementsEqual("..".utf8) ? depth - 1 : depth + 1)
    }
    return depth == 0
  }
}
