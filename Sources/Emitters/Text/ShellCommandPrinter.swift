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

  /// Prints a command that takes nothing from a pipe, behind what `before` appends.
  mutating func print(
    _ command: Command, indent: Int, behind before: (inout ShellPrinter) -> Void
  ) {
    let start = buffer.count
    beginLine(indent)
    before(&self)
    let isWide = command.isProbablyWide(for: margin + Self.width - (buffer.count - start))
    finishLine(from: start, isProbablyWide: isWide, indent: indent) {
      $0.append(command, separator: $1)
    }
  }

  /// Prints the call of a function with so many arguments, each of which `word` gives; it is broken
  /// where it is wide.
  mutating func print(
    _ function: StaticString, count: Int, indent: Int, _ word: (_ position: Int) -> Word
  ) {
    let start = buffer.count
    beginLine(indent)
    finishLine(from: start, isProbablyWide: false, indent: indent) { printer, separator in
      printer.buffer.append(function)
      for position in 0..<count {
        printer.appendBreak(separator)
        printer.append(word(position))
      }
    }
  }

  private mutating func printLine(_ simple: ShellSimple, indent: Int) {
    if case .run(let run) = simple {
      return print(run.command, indent: indent) { $0.append(run.prefixes) }
    }
    let start = buffer.count
    beginLine(indent)
    finishLine(from: start, isProbablyWide: false, indent: indent) {
      $0.append(simple, separator: $1)
    }
  }

  /// Prints the rest of the line that began at `start`, which `body` appends with a separator where
  /// the line may be broken: once more where it was taken for wide and is not, or the other way round.
  private mutating func finishLine(
    from start: Int, isProbablyWide: Bool, indent: Int,
    _ body: (inout ShellPrinter, Separator) -> Void
  ) {
    let place = buffer.count
    let guess = isProbablyWide ? Separator.lineFeed(margin + indent + 2) : .blank
    breaks = 0
    body(&self, guess)
    let isWide = isWide(from: start + breaks * (guess.width - 1))
    if isWide != isProbablyWide {
      buffer.truncate(to: place)
      body(&self, isWide ? .lineFeed(margin + indent + 2) : .blank)
    }
    endLine()
  }

  /// What stands before an argument that may have a line of its own.
  enum Separator: Equatable {
    case blank
    /// A line that ends, and as many blanks at the beginning of the next.
    case lineFeed(Int)

    fileprivate var width: Int {
      switch self {
      case .blank: 1
      case .lineFeed(let indent): 3 + indent
      }
    }
  }
}

// MARK: - Words

extension ShellPrinter {
  /// Appends a simple command with `separator` where a line may be broken, and counts these places.
  mutating func append(_ simple: ShellSimple, separator: Separator) {
    switch simple {
    case .call(let call): append(call, separator: separator)
    case .run(let run):
      append(run.prefixes)
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

  private mutating func append(_ prefixes: [ShellCall]) {
    for prefix in prefixes {
      append(prefix)
      buffer.append(byte: UInt8(ascii: " "))
    }
  }

  /// Appends what stands before a command.
  mutating func append(_ words: ReadyWords) { buffer.append(words.text) }

  /// Appends a call; without `separator` it stays on one line.
  mutating func append(_ call: ShellCall, separator: Separator? = nil) {
    buffer.append(call.name)
    for word in call.words {
      if let separator { appendBreak(separator) } else { buffer.append(byte: UInt8(ascii: " ")) }
      append(word)
    }
  }

  private mutating func append(_ command: Command, separator: Separator) {
    buffer.append(command.tool.spelling)
    for index in command.arguments.indices {
      switch command.arguments[index] {
      case .subcommand(let name):
        buffer.append(byte: UInt8(ascii: " "))
        buffer.append(name.spelling)
      case .word(let word):
        appendBreak(separator)
        append(word)
      case .flag(let name):
        appendBreak(separator)
        buffer.append(name.spelling)
      case .option(let name, let value): append(name, value, separator: separator)
      case .options(.buildArgument, let values): append(arguments: values, separator: separator)
      case .options(let name, let values): append(name, values, separator: separator)
      }
    }
  }

  private mutating func append(
    _ option: Command.Name, _ values: KeptList<Word>, separator: Separator
  ) {
    for index in values.indices { append(option, values[index], separator: separator) }
  }

  /// Appends arguments of a build; all builds of an image mostly have the same, which are copied.
  private mutating func append(arguments values: KeptList<Word>, separator: Separator) {
    if let last = arguments, last.cuts == buffer.cuts, last.separator == separator,
      last.values == values
    {
      breaks += values.count
      buffer.isPrintable = buffer.isPrintable && last.isPrintable
      return buffer.append(copyOf: last.text)
    }
    let (start, isPrintable) = (buffer.count, buffer.isPrintable)
    buffer.isPrintable = true
    append(.buildArgument, values, separator: separator)
    arguments = PrintedArguments(
      values: values, separator: separator, text: start..<buffer.count, cuts: buffer.cuts,
      isPrintable: buffer.isPrintable)
    buffer.isPrintable = isPrintable && buffer.isPrintable
  }

  /// Build arguments, and where they stand.
  struct PrintedArguments: Sendable {
    fileprivate let values: KeptList<Word>
    fileprivate let separator: Separator
    fileprivate let text: Range<Int>
    /// The buffer's cuts by then.
    fileprivate let cuts: Int
    fileprivate let isPrintable: Bool
  }

  private mutating func append(_ option: Command.Name, _ value: Word, separator: Separator) {
    guard value.tail.isEmpty || value.isCertain else {
      let variables = value.optionalVariables
      appendBreak(separator)
      append(with: variables) { $0.buffer.append(option.spelling) }
      buffer.append(byte: UInt8(ascii: " "))
      return append(with: variables) { $0.append(value) }
    }
    appendBreak(separator)
    buffer.append(option.spelling)
    buffer.append(byte: UInt8(ascii: " "))
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

  private mutating func append(_ message: ShellMessage, separator: Separator) {
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

  @inline(__always)
  private mutating func appendBreak(_ separator: Separator) {
    breaks += 1
    switch separator {
    case .blank: buffer.append(byte: UInt8(ascii: " "))
    case .lineFeed(let indent): buffer.appendLineBreak(indent)
    }
  }

  @inline(__always)
  mutating func append(_ word: Word) { buffer.appendShellWord(word, names: &names) }
}
