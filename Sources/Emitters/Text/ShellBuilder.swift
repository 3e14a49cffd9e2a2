/// Collects statements; a bare string literal is a line of our own.
@resultBuilder
package enum ShellBuilder {
  package static func buildExpression(_ syntax: ShellSyntax) -> [ShellStatement] {
    [.syntax(syntax)]
  }
  package static func buildExpression(_ statement: ShellStatement) -> [ShellStatement] {
    [statement]
  }
  package static func buildExpression(_ statements: [ShellStatement]) -> [ShellStatement] {
    statements
  }
  package static func buildExpression(_: ShellBlank) -> [ShellStatement] { [.blank] }
  package static func buildExpression(_ comment: ShellComment) -> [ShellStatement] {
    [.comment(comment)]
  }
  package static func buildExpression(_ call: ShellCall) -> [ShellStatement] {
    [.simple(.call(call))]
  }
  package static func buildExpression(_ run: ShellRun) -> [ShellStatement] {
    [.simple(.run(run))]
  }
  package static func buildExpression(_ message: ShellMessage) -> [ShellStatement] {
    [.simple(.message(message))]
  }
  package static func buildExpression(_ assignment: ShellAssignment) -> [ShellStatement] {
    [.simple(.assignment(assignment))]
  }
  package static func buildExpression(_ taken: ShellTaken) -> [ShellStatement] {
    [.simple(.taken(taken))]
  }
  package static func buildExpression(_ captured: ShellCapture) -> [ShellStatement] {
    [.simple(.captured(captured))]
  }
  package static func buildExpression(_ choice: ShellCase) -> [ShellStatement] { [.choice(choice)] }
  package static func buildExpression(_ condition: ShellIf) -> [ShellStatement] {
    [.condition(condition)]
  }
  package static func buildExpression(_ function: ShellFunction) -> [ShellStatement] {
    [.function(function)]
  }

  package static func buildBlock(_ parts: [ShellStatement]...) -> [ShellStatement] {
    parts.flatMap { $0 }
  }
  package static func buildOptional(_ part: [ShellStatement]?) -> [ShellStatement] { part ?? [] }
  package static func buildEither(first part: [ShellStatement]) -> [ShellStatement] { part }
  package static func buildEither(second part: [ShellStatement]) -> [ShellStatement] { part }
  package static func buildArray(_ parts: [[ShellStatement]]) -> [ShellStatement] {
    parts.flatMap { $0 }
  }
}

/// Statements in the order in which they are written.
package func shell(@ShellBuilder _ statements: () -> [ShellStatement]) -> [ShellStatement] {
  statements()
}
