import PipelinePlan
import PipelineSpec

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

extension Command {
  /// Whether its words without their quotes are wider than `width` bytes.
  func isProbablyWide(for width: Int) -> Bool {
    var room = width - tool.spelling.utf8CodeUnitCount
    for index in arguments.indices {
      switch arguments[index] {
      case .subcommand(let name), .flag(let name): room -= name.spelling.utf8CodeUnitCount + 1
      case .word(let word): room -= word.likelyWidth + 1
      case .option(let name, let value):
        room -= name.spelling.utf8CodeUnitCount + value.likelyWidth + 2
      case .options(let name, let values):
        for index in values.indices {
          room -= name.spelling.utf8CodeUnitCount + values[index].likelyWidth + 2
        }
      }
      if room < 0 { return true }
    }
    return false
  }
}

extension Word {
  /// About how many bytes it has without its quotes.
  fileprivate var likelyWidth: Int { tail.isEmpty ? head.count : head.count + 16 * tail.count }

  /// Without what an agent that reads the output would take for a command.
  var disarmed: Word {
    guard fragments.contains(where: \.hasHash) else { return self }
    return Word(
      fragments.map { fragment in
        switch fragment {
        case .literal(let text): .literal(Text(text.string.disarmed))
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
