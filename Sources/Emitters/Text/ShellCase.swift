package import PipelinePlan

/// `case … in … esac`.
package struct ShellCase: Sendable {
  /// What is compared.
  package enum Subject: Sendable {
    /// A variable's value.
    case value(ShellName)
    /// A variable's value, empty where it is not set.
    case optionalValue(ShellName)
    case word(Word)
    /// A word of our own, such as `"${1:-}"`.
    case syntax(StaticString)
  }

  /// What a value is compared with.
  package enum Pattern: Sendable {
    /// Exactly this text.
    case text(String)
    /// Text of the spec in which `*` stands for any text, and all else for itself.
    case wildcard(String)
    /// Text that the pattern stands for.
    case value(ValuePattern)
    /// A pattern of our own.
    case syntax(StaticString)
  }

  /// What is done where one of the patterns matches.
  package struct Arm: Sendable {
    let patterns: [Pattern]
    let body: [ShellStatement]

    /// `patterns` is not empty.
    package init(_ patterns: [Pattern], @ShellBuilder body: () -> [ShellStatement]) {
      precondition(!patterns.isEmpty, "an arm without a pattern is no shell")
      self.patterns = patterns
      self.body = body()
    }
  }

  let subject: Subject
  let arms: [Arm]

  /// The first of `arms` that matches `subject` is done.
  package init(_ subject: Subject, _ arms: [Arm]) {
    self.subject = subject
    self.arms = arms
  }
}
