import PipelinePlan

/// What the printer has to know of statements, commands and patterns to lay them out.
extension ShellStatement {
  /// Whether a shell sees it at all.
  var isCommand: Bool {
    switch self {
    case .blank, .comment: false
    case .syntax, .simple, .choice, .condition, .function: true
    }
  }
}

extension ShellSimple {
  /// Whether its standard input comes through a pipe.
  var needsPipe: Bool {
    guard case .run(let run) = self else { return false }
    return run.command.inputVariable != nil
  }
}

extension Command.Argument {
  /// Whether it reads as a subcommand, which stays on the program's line.
  var isSubcommand: Bool {
    guard case .word(let word) = self, let text = word.literal else { return false }
    return text.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  }
}

extension Word {
  /// Without what an agent that reads the output would take for a command.
  var disarmed: Word {
    Word(
      fragments.map { fragment in
        switch fragment {
        case .literal(let text): .literal(text.disarmed)
        case .variable: fragment
        }
      })
  }
}

extension String {
  fileprivate var disarmed: String {
    guard LiveText.first(in: self) != nil else { return self }
    var bytes = Array(utf8)
    let hash = UInt8(ascii: "#")
    for index in bytes.indices.dropLast() where bytes[index] == hash && bytes[index + 1] == hash {
      bytes[index] = UInt8(ascii: "*")
      bytes[index + 1] = UInt8(ascii: "*")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension TextBuffer {
  /// Appends a pattern of `case`.
  mutating func append(_ pattern: ShellCase.Pattern) {
    switch pattern {
    case .text(let text): appendShellWord(text)
    case .wildcard(let text):
      let pieces = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
      guard pieces.count > 1 else { return append(.text(text)) }
      for (index, piece) in pieces.enumerated() {
        if index > 0 { append(byte: UInt8(ascii: "*")) }
        if !piece.isEmpty { appendShellWord(String(Substring(piece))) }
      }
    case .syntax(let syntax): append(syntax)
    }
  }
}
