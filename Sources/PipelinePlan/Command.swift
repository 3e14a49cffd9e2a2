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
  public let tool: Name
  /// Its arguments, in order.
  public let arguments: [Argument]
  /// The environment variable whose value goes to standard input, byte for byte.
  public let inputVariable: String?

  /// A program and its arguments.
  init(_ tool: Name, _ arguments: [Argument], input: String? = nil) {
    self.tool = tool
    self.arguments = arguments
    inputVariable = input
  }

  /// The holes of its words, in order.
  public var variables: [Variable] {
    var variables: [Variable] = []
    for index in arguments.indices {
      switch arguments[index] {
      case .word(let word), .option(_, let word): word.eachVariable { variables.append($0) }
      case .options(_, let words):
        for index in words.indices { words[index].eachVariable { variables.append($0) } }
      case .subcommand, .flag: break
      }
    }
    return variables
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
