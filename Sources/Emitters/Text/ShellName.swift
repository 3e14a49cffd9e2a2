package import PipelinePlan

/// The name of a shell variable: `[A-Za-z_][A-Za-z0-9_]*`, so that it needs no quotes anywhere.
package struct ShellName: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name, without `$`.
  package let text: String

  /// A name of our own.
  package init(stringLiteral name: StaticString) { self.init(checked: name.description) }

  /// The variable that carries the value of a hole.
  package init(_ variable: Variable) { self.init(checked: variable.environmentName) }

  /// A variable that the spec names; its grammar is checked where the spec is read.
  package init(checked name: String) {
    precondition(
      name.utf8.allSatisfy(\.isInShellName)
        && name.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false,
      "'\(name)' is no name of a shell variable")
    text = name
  }
}

/// The shell variables of holes; each name is made once.
struct ShellNames: Sendable {
  private var known: [Variable: String] = [:]
  /// The last one that was asked for, and mostly the next.
  private var last: (variable: Variable, name: String)?

  subscript(variable: Variable) -> String {
    mutating get {
      if let last, last.variable == variable { return last.name }
      let name = known[variable] ?? ShellName(variable).text
      known[variable] = name
      last = (variable, name)
      return name
    }
  }
}
