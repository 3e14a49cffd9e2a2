import PipelinePlan

/// Simple commands: on one line where it fits, else an argument a line.
extension ShellPrinter {
  mutating func print(_ simple: ShellSimple, indent: Int) {
    guard case .run(let run) = simple, let input = run.command.inputVariable else {
      return printLine(simple, indent: indent)
    }
    beginLine(indent)
    buffer.append(#"printf '%s' "$"#)
    buffer.append(ShellName(checked: input).text)
    buffer.append("\" |\n")
    printLine(simple, indent: indent + 2)
  }

  private mutating func printLine(_ simple: ShellSimple, indent: Int) {
    let start = buffer.count
    beginLine(indent)
    append(simple)
    if buffer.count - start > Self.width { spread(indent: indent + 2) }
    endLine()
  }

  /// Appends a simple command on one line and notes where it may be broken.
  mutating func append(_ simple: ShellSimple) {
    breaks.removeAll(keepingCapacity: true)
    switch simple {
    case .call(let call): append(call, isBreakable: true)
    case .run(let run):
      if let prefix = run.prefix {
        append(prefix, isBreakable: false)
        buffer.append(byte: UInt8(ascii: " "))
      }
      append(run.command)
    case .message(let message): append(message)
    case .assignment(let assignment):
      buffer.append(assignment.name.text)
      buffer.append(byte: UInt8(ascii: "="))
      append(assignment.value)
    case .taken(let taken): append(taken)
    }
  }

  mutating func append(_ call: ShellCall, isBreakable: Bool) {
    buffer.append(call.name)
    for word in call.words { append(argument: word, isBreakable: isBreakable) }
  }

  private mutating func append(_ command: Command) {
    buffer.appendShellWord(command.tool)
    var isHead = true
    for (index, argument) in command.arguments.enumerated() {
      isHead = isHead && argument.isSubcommand && index + 1 < command.arguments.count
      if !isHead { breaks.append(buffer.count) }
      buffer.append(byte: UInt8(ascii: " "))
      switch argument {
      case .word(let word): append(word)
      case .flag(let flag): buffer.appendShellWord(flag)
      case .option(let flag, let value):
        buffer.appendShellWord(flag)
        append(argument: value, isBreakable: false)
      }
    }
  }

  private mutating func append(_ message: ShellMessage) {
    buffer.append(#"printf '%s\n'"#)
    for line in message.lines { append(argument: line.disarmed, isBreakable: true) }
    switch message.stream {
    case .output: break
    case .error: buffer.append(" >&2")
    }
  }

  private mutating func append(_ taken: ShellTaken) {
    buffer.append(taken.name.text)
    buffer.append("=")
    if let position = taken.position { buffer.append("${\(position):-") }
    buffer.append("${\(taken.environment.text):-")
    buffer.append(taken.fallback)
    buffer.append(taken.position == nil ? "}" : "}}")
  }

  private mutating func append(argument word: Word, isBreakable: Bool) {
    if isBreakable { breaks.append(buffer.count) }
    buffer.append(byte: UInt8(ascii: " "))
    append(word)
  }

  mutating func append(_ word: Word) { buffer.appendShellWord(word, names: &names) }

  /// Gives each breakable argument a line of its own.
  private mutating func spread(indent: Int) {
    guard let first = breaks.first else { return }
    let tail = buffer.cut(from: first)
    for (index, start) in breaks.enumerated() {
      let end = index + 1 < breaks.count ? breaks[index + 1] - first : tail.endIndex
      buffer.append(" \\\n")
      beginLine(indent)
      buffer.append(tail[(start - first + 1)..<end])
    }
  }
}
