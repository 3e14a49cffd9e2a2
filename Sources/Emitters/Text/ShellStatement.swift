package import PipelinePlan

/// A statement of a POSIX shell script.
///
/// Syntax enters as `StaticString` only; text known at run time enters as words, which the printer
/// quotes. So no value can become syntax.
package enum ShellStatement: Sendable {
  case blank
  case comment(ShellComment)
  /// Lines of our own, verbatim but for the indentation.
  case syntax(ShellSyntax)
  case simple(ShellSimple)
  case choice(ShellCase)
  case condition(ShellIf)
  case function(ShellFunction)
}

/// Lines of our own.
package struct ShellSyntax: Sendable, ExpressibleByStringLiteral {
  let text: StaticString

  /// The lines of `text`.
  package init(stringLiteral text: StaticString) { self.init(text) }

  /// The lines of `text`.
  package init(_ text: StaticString) { self.text = text }

  /// Whether it is one.
  var isOneLine: Bool {
    text.withUTF8Buffer { unsafe !$0.contains(UInt8(ascii: "\n")) }
  }
}

/// A statement without statements in it; it can stand on one line.
package enum ShellSimple: Sendable {
  case call(ShellCall)
  case run(ShellRun)
  case message(ShellMessage)
  case assignment(ShellAssignment)
  case taken(ShellTaken)
  case captured(ShellCapture)
}

/// Comment lines; whatever the text holds, it stays a comment.
package struct ShellComment: Sendable {
  let text: String

  /// A comment line for each line of `text`.
  package init(_ text: String) { self.text = text }
}

/// An empty line.
package struct ShellBlank: Sendable {
  /// An empty line.
  package init() {}
}

/// A simple command of words, mostly the call of a function.
package struct ShellCall: Sendable {
  let name: StaticString
  let words: [Word]

  /// `name` with the arguments `words`.
  package init(_ name: StaticString, _ words: [Word]) {
    self.name = name
    self.words = words
  }

  /// `name` with the arguments `words`.
  package init(_ name: StaticString, _ words: Word...) { self.init(name, words) }
}

/// A command of the plan, alone or as the arguments of a call: `push_image docker push REF`.
package struct ShellRun: Sendable {
  let command: Command
  let prefixes: [ShellCall]

  /// `command` behind `prefixes`, which call each other. Where the command reads a variable's value,
  /// it comes through a pipe.
  package init(_ command: Command, behind prefixes: [ShellCall] = []) {
    self.command = command
    self.prefixes = prefixes
  }

  /// `command` behind `prefix`.
  package init(_ command: Command, behind prefix: ShellCall) {
    self.init(command, behind: [prefix])
  }
}

/// Lines for people, on standard output or error.
///
/// A literal `##` is written as `**`, as a CI's agent reads what is printed. What fills a hole
/// has been checked before (a tag holds no `#`).
package struct ShellMessage: Sendable {
  /// Where it goes.
  package enum Stream: Sendable {
    case output
    case error
  }

  let lines: [Word]
  let stream: Stream

  /// Each of `lines` on a line of its own.
  package init(_ lines: Word..., to stream: Stream) { self.init(lines, to: stream) }

  /// Each of `lines` on a line of its own.
  package init(_ lines: [Word], to stream: Stream) {
    self.lines = lines
    self.stream = stream
  }
}

/// `NAME=word`.
package struct ShellAssignment: Sendable {
  let name: ShellName
  let value: Word

  /// Sets the variable `name`.
  package init(_ name: ShellName, _ value: Word) {
    self.name = name
    self.value = value
  }
}

/// `NAME=$(call)`: what a function of ours writes; its failure fails the script.
package struct ShellCapture: Sendable {
  let name: ShellName
  let call: ShellCall

  /// Sets the variable `name`.
  package init(_ name: ShellName, of call: ShellCall) {
    self.name = name
    self.call = call
  }
}

/// `NAME=${1:-${ENVIRONMENT:-fallback}}`: what was given, else a text of ours; empty counts as not
/// given.
package struct ShellTaken: Sendable {
  let name: ShellName
  let position: Int?
  let environment: ShellName
  let fallback: String

  /// Sets `name` from the argument at `position` (from 1; nil for none), else from the environment,
  /// else to `fallback`, which is empty or needs no quotes.
  package init(
    _ name: ShellName, argument position: Int?, environment: ShellName, fallback: String
  ) {
    precondition(fallback.utf8.allSatisfy(\.isBareInShell), "a fallback with quotes")
    self.name = name
    self.position = position
    self.environment = environment
    self.fallback = fallback
  }
}

/// `if … then … else … fi`; an `else` that is one `if` is printed as `elif`.
package struct ShellIf: Sendable {
  /// What decides.
  package enum Condition: Sendable, ExpressibleByStringLiteral {
    case syntax(StaticString)
    case call(ShellCall)
    /// Whether all of them succeed; each is on its own line.
    case calls([ShellCall])
    /// Whether the variable is set and not empty.
    case isSet(ShellName)
    /// Whether the variables, which are set, are all not empty.
    case areSet([ShellName])
    /// Whether the variable, which is set, is empty.
    case isEmpty(ShellName)
    /// Whether the variables, which are set, are empty or not as said; asked in order.
    case areAll([(name: ShellName, isEmpty: Bool)])

    /// A condition of our own.
    package init(stringLiteral syntax: StaticString) { self = .syntax(syntax) }
  }

  let condition: Condition
  let then: [ShellStatement]
  let otherwise: [ShellStatement]

  /// Without statements in `otherwise` there is no `else`.
  package init(
    _ condition: Condition, @ShellBuilder then: () -> [ShellStatement],
    @ShellBuilder else otherwise: () -> [ShellStatement] = { [] }
  ) {
    self.condition = condition
    self.then = then()
    self.otherwise = otherwise()
  }
}

/// A function; the same braces serve statements and a block of our own.
package struct ShellFunction: Sendable {
  let name: StaticString
  let body: [ShellStatement]

  /// A function `name`.
  package init(_ name: StaticString, @ShellBuilder body: () -> [ShellStatement]) {
    self.name = name
    self.body = body()
  }
}
