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
  /// The variable whose value comes to its standard input through a pipe.
  var inputVariable: String? {
    guard case .run(let run) = self else { return nil }
    return run.command.inputVariable
  }

  /// Whether its standard input comes through a pipe.
  var needsPipe: Bool { inputVariable != nil }
}

extension ShellSimple {
  /// Whether it is more likely wider than a line than not; whether it is, printing shows.
  var isProbablyWide: Bool {
    switch self {
    case .run(let run): run.command.arguments.count > 4
    case .call, .message, .assignment, .taken, .captured: false
    }
  }
}

extension Word {
  /// Without what an agent that reads the output would take for a command.
  var disarmed: Word {
    guard fragments.contains(where: \.hasHash) else { return self }
    return Word(
      fragments.map { fragment in
        switch fragment {
        case .literal(let text): .literal(text.disarmed)
        case .variable: fragment
        }
      })
  }
}

extension Word.Fragment {
  fileprivate var hasHash: Bool {
    switch self {
    case .literal(let text): text.utf8.contains(UInt8(ascii: "#"))
    case .variable: false
    }
  }
}

extension String {
  fileprivate var disarmed: String {
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
    case .value(let pattern): for piece in pattern.pieces { append(piece) }
    case .syntax(let syntax): append(syntax)
    }
  }

  private mutating func append(_ piece: ValuePattern.Piece) {
    switch piece {
    case .literal(let text): appendShellWord(text)
    case .anything: append(byte: UInt8(ascii: "*"))
    case .anyByte: append(byte: UInt8(ascii: "?"))
    case .set(let text):
      append(byte: UInt8(ascii: "["))
      append(text)
      append(byte: UInt8(ascii: "]"))
    }
  }
}
