import PipelinePlan
import PipelineSpec

/// Prints statements as an expert would type them: two blanks of indentation, one command a line,
/// and a line for each option where a command is wider than 80 columns.
package struct ShellPrinter: ~Copyable, Sendable {
  /// Bytes that a command on one line may have, its indentation counted.
  static let width = 80

  var buffer: TextBuffer
  var names = ShellNames()
  /// Arguments of the line at hand that may stand on lines of their own.
  var breaks = 0
  /// Arguments of the last build.
  var arguments: PrintedArguments?
  /// Blanks before every line, which its width does not count: the script stands in other text.
  var margin = 0

  init(buffer: consuming TextBuffer = TextBuffer()) { self.buffer = buffer }

  /// The text of `statements`; each ends with a line feed.
  package static func text(of statements: [ShellStatement]) -> String {
    text { $0.print(statements, indent: 0) }
  }

  /// What `print` prints.
  package static func text(_ print: (inout ShellPrinter) -> Void) -> String {
    var printer = ShellPrinter()
    print(&printer)
    return printer.buffer.text
  }

  /// The words of `call`, to stand before commands.
  static func words(of call: ShellCall) -> ReadyWords {
    ReadyWords(text: Text(text { $0.append(call) } + " "))
  }

  /// Words as a printer has printed them, and a blank.
  struct ReadyWords: Sendable, BitwiseCopyable {
    let text: Text

    fileprivate init(text: Text) { self.text = text }
  }

  /// Prints `statements`, `indent` blanks to the right.
  ///
  /// A line feed inside a quoted word is data and gets no blanks: an outer format that indents
  /// whole lines, such as a YAML literal block, does so with the printed text.
  package mutating func print(_ statements: [ShellStatement], indent: Int) {
    for index in statements.indices { print(statements[index], indent: indent) }
  }

  mutating func print(_ statement: ShellStatement, indent: Int) {
    switch statement {
    case .blank: endLine()
    case .comment(let comment): buffer.appendComment(comment.text, indent: margin + indent)
    case .syntax(let syntax): buffer.append(lines: syntax.text, indent: margin + indent)
    case .simple(let simple): print(simple, indent: indent)
    case .choice(let choice): print(choice, indent: indent)
    case .condition(let condition): print(condition, keyword: "if ", indent: indent)
    case .function(let function):
      beginLine(indent)
      buffer.append(function.name)
      buffer.append("() {\n")
      print(body: function.body, indent: indent)
      print(line: "}", indent: indent)
    }
  }
}

// MARK: - Lines

extension ShellPrinter {
  mutating func beginLine(_ indent: Int) { buffer.appendBlanks(margin + indent) }

  /// Whether what was written from `start` on, the beginning of a line, is wider than a line.
  func isWide(from start: Int) -> Bool { buffer.count - start > margin + Self.width }

  mutating func endLine() { buffer.append(byte: UInt8(ascii: "\n")) }

  /// Begins a function, whose body is printed two blanks to the right.
  mutating func open(_ function: Identifier) {
    beginLine(0)
    buffer.append(function.text)
    buffer.append("() {\n" as StaticString)
  }

  /// Ends it; a body without commands `isEmpty`.
  mutating func close(isEmpty: Bool) {
    if isEmpty { print(line: ":", indent: 2) }
    print(line: "}", indent: 0)
    endLine()
  }

  /// Calls a function without arguments.
  mutating func print(call function: Identifier) {
    beginLine(0)
    buffer.append(function.text)
    endLine()
  }

  /// Prints a line of our own.
  @inline(__always)
  mutating func print(line: StaticString, indent: Int) {
    beginLine(indent)
    buffer.append(line)
    endLine()
  }

  /// The inside of a function or branch, where no shell takes nothing for an answer.
  private mutating func print(body: [ShellStatement], indent: Int) {
    print(body, indent: indent + 2)
    if !body.contains(where: \.isCommand) { print(line: ":", indent: indent + 2) }
  }
}

// MARK: - Compound commands

extension ShellPrinter {
  private mutating func print(_ condition: ShellIf, keyword: String, indent: Int) {
    beginLine(indent)
    buffer.append(keyword)
    switch condition.condition {
    case .syntax(let syntax): buffer.append(syntax)
    case .call(let call): append(call)
    case .calls(let calls):
      for (index, call) in calls.enumerated() {
        if index > 0 {
          buffer.append(" &&\n")
          beginLine(indent + 2)
        }
        append(call)
      }
    case .isSet(let name):
      buffer.append(#"[ -n "${"#)
      buffer.append(name.text)
      buffer.append(#":-}" ]"#)
    case .areSet(let names):
      for (index, name) in names.enumerated() {
        buffer.append(index == 0 ? #"[ -n "$"# : #" && [ -n "$"#)
        buffer.append(name.text)
        buffer.append(#"" ]"#)
      }
    case .areAll(let states):
      for (index, state) in states.enumerated() {
        if index > 0 { buffer.append(" && ") }
        buffer.append(state.isEmpty ? #"[ -z "$"# : #"[ -n "$"#)
        buffer.append(state.name.text)
        buffer.append(#"" ]"#)
      }
    case .isEmpty(let name):
      buffer.append(#"[ -z "$"#)
      buffer.append(name.text)
      buffer.append(#"" ]"#)
    }
    buffer.append("; then\n")
    print(body: condition.then, indent: indent)
    if condition.otherwise.count == 1, case .condition(let next) = condition.otherwise[0] {
      return print(next, keyword: "elif ", indent: indent)
    }
    if !condition.otherwise.isEmpty {
      print(line: "else", indent: indent)
      print(body: condition.otherwise, indent: indent)
    }
    print(line: "fi", indent: indent)
  }

  private mutating func print(_ choice: ShellCase, indent: Int) {
    open(choice.subject, indent: indent)
    for arm in choice.arms { print(arm, indent: indent + 2) }
    close(choiceAt: indent)
  }

  private mutating func print(_ arm: ShellCase.Arm, indent: Int) {
    let start = open(arm.patterns, indent: indent)
    if appendInline(arm.body, from: start) { return }
    endLine()
    print(arm.body, indent: indent + 2)
    close(armAt: indent)
  }

  /// Begins a choice whose one arm for `patterns` has more than one statement in it, which are
  /// printed four blanks to the right.
  mutating func open(
    _ subject: ShellCase.Subject, _ patterns: [ShellCase.Pattern], indent: Int
  ) {
    open(subject, indent: indent)
    _ = open(patterns, indent: indent + 2)
    endLine()
  }

  /// Ends it.
  mutating func closeChoice(indent: Int) {
    close(armAt: indent + 2)
    close(choiceAt: indent)
  }

  private mutating func open(_ subject: ShellCase.Subject, indent: Int) {
    beginLine(indent)
    buffer.append("case ")
    switch subject {
    case .value(let name):
      buffer.append(byte: UInt8(ascii: "$"))
      buffer.append(name.text)
    case .optionalValue(let name):
      buffer.append("${")
      buffer.append(name.text)
      buffer.append(":-}")
    case .word(let word): append(word)
    case .syntax(let syntax): buffer.append(syntax)
    }
    buffer.append(" in\n")
  }

  private mutating func close(choiceAt indent: Int) { print(line: "esac", indent: indent) }

  /// Begins an arm; yields where its first line begins.
  private mutating func open(_ patterns: [ShellCase.Pattern], indent: Int) -> Int {
    let start = buffer.count
    beginLine(indent)
    append(patterns, separator: " | ")
    if isWide(from: start) {
      buffer.truncate(to: start)
      beginLine(indent)
      let separator = " | \\\n" + String(repeating: " ", count: margin + indent)
      append(patterns, separator: separator)
    }
    buffer.append(byte: UInt8(ascii: ")"))
    return start
  }

  private mutating func close(armAt indent: Int) { print(line: ";;", indent: indent + 2) }

  private mutating func append(_ patterns: [ShellCase.Pattern], separator: String) {
    for (index, pattern) in patterns.enumerated() {
      if index > 0 { buffer.append(separator) }
      buffer.append(pattern)
    }
  }

  /// Whether an arm's body could stand on the line of its patterns, which began at `start`.
  private mutating func appendInline(_ body: [ShellStatement], from start: Int) -> Bool {
    let end = buffer.count
    guard body.count <= 1, body.allSatisfy({ appendInline($0) }) else { return false }
    buffer.append(" ;;\n")
    guard isWide(from: start + 1) else { return true }
    buffer.truncate(to: end)
    return false
  }

  private mutating func appendInline(_ statement: ShellStatement) -> Bool {
    switch statement {
    case .simple(let simple) where !simple.needsPipe:
      buffer.append(byte: UInt8(ascii: " "))
      append(simple, separator: .blank)
      return true
    case .syntax(let syntax):
      guard syntax.isOneLine else { return false }
      buffer.append(byte: UInt8(ascii: " "))
      buffer.append(syntax.text)
      return true
    case .blank, .comment, .simple, .choice, .condition, .function: return false
    }
  }
}
