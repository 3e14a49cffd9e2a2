/// A program and its arguments: the exact words, with holes for run-time values.
public struct Command: Hashable, Sendable {
  /// One argument, kept with its option so that a reader sees them on one line.
  public enum Argument: Hashable, Sendable {
    /// An operand or a subcommand.
    case word(Word)
    /// An option without value, such as `--password-stdin`.
    case flag(String)
    /// An option and its value: two words.
    case option(String, Word)
  }

  /// The program, looked up on `PATH`.
  public let tool: String
  /// Its arguments, in order.
  public let arguments: [Argument]
  /// The environment variable whose value goes to standard input, byte for byte.
  public let inputVariable: String?

  /// The arguments of `docker`.
  init(docker arguments: [Argument], input: String? = nil) {
    tool = "docker"
    self.arguments = arguments
    inputVariable = input
  }

  /// The program and its arguments, one word each.
  public var words: [Word] {
    arguments.reduce(into: [Word(literal: tool)]) { words, argument in
      switch argument {
      case .word(let word): words.append(word)
      case .flag(let flag): words.append(Word(literal: flag))
      case .option(let flag, let value):
        words.append(Word(literal: flag))
        words.append(value)
      }
    }
  }
}
