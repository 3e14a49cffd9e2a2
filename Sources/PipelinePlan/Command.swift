public import PipelineSpec

/// A program and its arguments: the exact words, with holes for run-time values.
public struct Command: Hashable, Sendable {
  /// One argument, kept with its option so that a reader sees them on one line.
  public enum Argument: Hashable, Sendable {
    /// A subcommand, which stands behind the program.
    case subcommand(Name)
    /// An operand.
    case word(Word)
    /// An option without value, such as `--password-stdin`.
    case flag(Name)
    /// An option and its value: two words.
    case option(Name, Word)
    /// An option for each of several values.
    case options(Name, KeptList<Word>)
  }

  /// The program, looked up on `PATH`.
  public private(set) var tool: Name
  /// Its arguments, in order.
  public internal(set) var arguments: [Argument]
  /// The environment variable whose value goes to standard input, byte for byte.
  public private(set) var inputVariable: String?

  /// A program and its arguments.
  init(_ tool: Name, _ arguments: [Argument], input: String? = nil) {
    self.tool = tool
    self.arguments = arguments
    inputVariable = input
  }

  /// One that is still to be spelled: see `Plan.spell`.
  package init() { self.init(.docker, []) }

  /// Makes it `tool` without arguments, for which it keeps its room.
  mutating func begin(_ tool: Name) {
    self.tool = tool
    arguments.removeAll(keepingCapacity: true)
    inputVariable = nil
  }

  /// Makes it a subcommand of `tool` for an image.
  mutating func begin(_ tool: Name, _ subcommand: Name, _ image: Word) {
    // As the one before mostly was.
    if arguments.count == 2, self.tool == tool, inputVariable == nil {
      arguments[0] = .subcommand(subcommand)
      arguments[1] = .word(image)
    } else {
      begin(tool)
      arguments.append(.subcommand(subcommand))
      arguments.append(.word(image))
    }
  }

  /// The holes of its words, in order.
  public var variables: [Variable] {
    var variables: [Variable] = []
    addVariables(to: &variables)
    return variables
  }

  /// Adds the holes of its words, in order.
  package func addVariables(to all: inout [Variable]) {
    for index in arguments.indices {
      switch arguments[index] {
      case .word(let word), .option(_, let word): word.addVariables(to: &all)
      case .options(_, let words):
        for index in words.indices { words[index].addVariables(to: &all) }
      case .subcommand, .flag: break
      }
    }
  }

  /// The program and its arguments, one word each.
  public var words: [Word] {
    arguments.reduce(into: [Word(literal: tool.text)]) { words, argument in
      switch argument {
      case .word(let word): words.append(word)
      case .subcommand(let name), .flag(let name): words.append(Word(literal: name.text))
      case .option(let option, let value):
        words += [Word(literal: option.text), value]
      case .options(let option, let values):
        for value in values { words += [Word(literal: option.text), value] }
      }
    }
  }
}
