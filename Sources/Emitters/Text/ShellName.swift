package import PipelinePlan
import PipelineSpec

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
  /// The first few: most plans have no more, and comparing with those is faster than hashing.
  private var first: [(variable: Variable, name: Text)] = []
  private var others: [Variable: Text] = [:]

  subscript(variable: Variable) -> Text {
    mutating get {
      for index in first.indices where first[index].variable == variable {
        return first[index].name
      }
      if let name = others[variable] { return name }
      let name = Text(ShellName(variable).text)
      if first.count < 8 { first.append((variable, name)) } else { others[variable] = name }
      return name
    }
  }
}
