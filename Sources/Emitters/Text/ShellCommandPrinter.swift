import PipelineSpec

import PipelinePlan

/// Simple commands: on one line where it fits, else an argument a line.
extension ShellPrinter {
  mutating func print(_ simple: ShellSimple, indent: Int) {
    guard let input = simple.inputVariable else { return printLine(simple, indent: indent) }
    beginLine(indent)
    buffer.append(#"printf '%s' "$"#)
    buffer.append(ShellName(checked: input).text)
    buffer.append("\" |\n")
    printLine(simple, indent: indent + 2)
  }

  /// Prints a command that takes nothing from a pipe, behind a call and words that are ready to stand
  /// there.
  mutating func print(
    _ command: Command, behind call: ShellCall?, _ words: ReadyWords, indent: Int
  ) {
    let isWide = command.isProbablyWide(for: Self.width - indent - words.text.utf8.count - 1)
    printLine(isProbablyWide: isWide, indent: indent) { printer, separator in
      printer.breaks.removeAll(keepingCapacity: true)
      if let call {
        printer.append(call)
        printer.buffer.append(byte: UInt8(ascii: " "))
      }
      printer.buffer.append(words.text)
      printer.buffer.append(byte: UInt8(ascii: " "))
      printer.append(command, separator: separator)
    }
  }

  private mutating func printLine(_ simple: ShellSimple, indent: Int) {
    let isWide = simple.isProbablyWide(for: Self.width - indent)
    printLine(isProbablyWide: isWide, indent: indent) { $0.append(simple, separator: $1) }
  }

  /// Prints a line, which `body` appends with a separator where the line may be broken.
  private mutating func printLine(
    isProbablyWide: Bool, indent: Int, _ body: (inout ShellPrinter, String) -> Void
  ) {
    let start = buffer.count
    let wide = separator(indent: indent + 2)
    let guess = isProbablyWide ? wide : " "
    beginLine(indent)
    body(&self, guess)
    let surplus = breaks.count * (guess.utf8.count - 1)
    let isWide = isWide(from: start + surplus)
    if isWide != isProbablyWide { replace(guess, by: isWide ? wide : " ") }
    endLine()
  }

  /// What stands between arguments that have lines of their own.
  private mutating func separator(indent: Int) -> String {
    let indent = margin + indent
    while lineBreaks.count <= indent {
      lineBreaks.append(" \\\n" + String(repeating: " ", count: lineBreaks.count))
    }
    return lineBreaks[indent]
  }

  /// Puts another separator where arguments may be broken.
  private mutating func replace(_ old: String, by new: String) {
    guard let first = breaks.first else { return }
    let tail = buffer.cut(from: first)
    for (index, start) in breaks.enumerated() {
      let end = index + 1 < breaks.count ? breaks[index + 1] - first : tail.endIndex
      buffer.append(new)
      buffer.append(tail[(start - first + old.utf8.count)..<end])
    }
  }
}

// MARK: - Words

extension ShellPrinter {
  /// Appends a simple command with `separator` where a line may be broken, and notes these places.
  mutating func append(_ simple: ShellSimple, separator: String) {
    breaks.removeAll(keepingCapacity: true)
    switch simple {
    case .call(let call): append(call, separator: separator)
    case .run(let run):
      for prefix in run.prefixes {
        append(prefix)
        buffer.append(byte: UInt8(ascii: " "))
      }
      append(run.command, separator: separator)
    case .message(let message): append(message, separator: separator)
    case .assignment(let assignment):
      buffer.append(assignment.name.text)
      buffer.append(byte: UInt8(ascii: "="))
      append(assignment.value)
    case .taken(let taken): append(taken)
    case .captured(let captured):
      buffer.append(captured.name.text)
      buffer.append("=$(")
      append(captured.call)
      buffer.append(byte: UInt8(ascii: ")"))
    }
  }

  /// Appends a call; without `separator` it stays on one line.
  mutating func append(_ call: ShellCall, separator: String? = nil) {
    buffer.append(call.name)
    for word in call.words {
      if let separator { appendBreak(separator) } else { buffer.append(byte: UInt8(ascii: " ")) }
      append(word)
    }
  }

  private mutating func append(_ command: Command, separator: String) {
    buffer.append(command.tool.text)
    for index in command.arguments.indices {
      switch command.arguments[index] {
      case .subcommand(let name):
        buffer.append(byte: UInt8(ascii: " "))
        buffer.append(name.text)
      case .word(let word):
        appendBreak(separator)
        append(word)
      case .flag(let name):
        appendBreak(separator)
        buffer.append(name.text)
      case .option(let name, let value): append(name, value, separator: separator)
      case .options(let name, let values):
        for index in values.indices { append(name, values[index], separator: separator) }
      }
    }
  }

  private mutating func append(_ option: Command.Name, _ value: Word, separator: String) {
    guard value.tail.isEmpty || value.isCertain else {
      let variables = value.optionalVariables
      appendBreak(separator)
      append(with: variables) { $0.buffer.append(option.text) }
      buffer.append(byte: UInt8(ascii: " "))
      return append(with: variables) { $0.append(value) }
    }
    breaks.append(buffer.count)
    buffer.append(optionHeads.head(of: option, behind: separator))
    append(value)
  }

  /// Appends what is no word at all where one of `variables` is empty: `${NAME:+…}`.
  private mutating func append(with variables: [Variable], _ body: (inout ShellPrinter) -> Void) {
    for variable in variables {
      buffer.append("${")
      buffer.append(names[variable])
      buffer.append(":+")
    }
    body(&self)
    for _ in variables { buffer.append(byte: UInt8(ascii: "}")) }
  }

  private mutating func append(_ message: ShellMessage, separator: String) {
    buffer.append(#"printf '%s\n'"#)
    for line in message.lines {
      appendBreak(separator)
      append(line.disarmed)
    }
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

  private mutating func appendBreak(_ separator: String) {
    breaks.append(buffer.count)
    buffer.append(separator)
  }

  mutating func append(_ word: Word) { buffer.appendShellWord(word, names: &names) }
}

/// What stands before the values of options: a separator, the name and a blank.
///
/// Made once for each name, as a script has few of them and most of its lines begin so.
struct OptionHeads: Sendable {
  private var separator = ""
  private var known: [(name: Command.Name, head: String)] = []

  mutating func head(of name: Command.Name, behind separator: String) -> String {
    if separator != self.separator {
      known.removeAll(keepingCapacity: true)
      self.separator = separator
    }
    for index in known.indices where known[index].name == name { return known[index].head }
    let head = separator + name.text + " "
    known.append((name, head))
    return head
  }
}
