extension Schema<String> {
  /// Any text. An empty value has to be written `""`, so that a forgotten one is noticed.
  package static let text = Schema(.text()) { node, diagnostics in
    diagnostics.text(of: node, expected: "text")
  }

  /// Text that `grammar` allows.
  package static func text(_ grammar: Grammar) -> Schema {
    Schema<Text>.name(grammar).map(\.string)
  }
}

extension Schema<Text> {
  /// A name, by `grammar`.
  package static func name(_ grammar: Grammar) -> Schema {
    Schema(.text(pattern: grammar.pattern)) { node, diagnostics in
      guard diagnostics.checkScalar(node, expected: grammar.name, help: grammar.help) else {
        return nil
      }
      let name = node.keptText
      guard let fault = grammar.fault(in: name) else { return name }
      diagnostics.invalid(name.string, as: grammar, fault, at: node.range)
      return nil
    }
  }
}

extension Schema<Bool> {
  /// `true` or `false`, unquoted; YAML 1.1's other spellings are refused.
  package static let boolean = Schema(.boolean) { node, diagnostics in
    switch node.content {
    case .scalar("true", .plain): return true
    case .scalar("false", .plain): return false
    case .scalar(let text, _):
      diagnostics.error(
        .invalidValue, "expected true or false, found '\(text)'", at: node.range,
        help: "write true or false, without quotes")
    case .sequence, .mapping:
      diagnostics.wrongKind(
        of: node, expected: "true or false", help: "write true or false, without quotes")
    }
    return nil
  }
}

extension Schema<Int> {
  /// A decimal number without sign, fraction or leading zero.
  package static func integer(in range: ClosedRange<Int>) -> Schema {
    Schema(.integer(range)) { node, diagnostics in
      let allowed = "a number from \(range.lowerBound) to \(range.upperBound)"
      guard
        let text = diagnostics.text(of: node, expected: allowed, help: "write its digits alone")
      else { return nil }
      guard let value = decimal(text.utf8), range.contains(value) else {
        diagnostics.error(.invalidValue, "expected \(allowed), found '\(text)'", at: node.range)
        return nil
      }
      return value
    }
  }

  private static func decimal(_ digits: String.UTF8View) -> Int? {
    guard (1...18).contains(digits.count), digits.count == 1 || digits.first != 0x30,
      digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}

extension Schema where Value: CaseIterable & RawRepresentable<String> {
  /// One word of a fixed set.
  package static func choice(of values: [Value] = Array(Value.allCases)) -> Schema {
    let words = values.map(\.rawValue)
    return Schema(.choice(words)) { node, diagnostics in
      let allowed = "one of \(words.joined(separator: ", "))"
      guard
        let text = diagnostics.text(of: node, expected: allowed, help: "write one of these words")
      else { return nil }
      if words.contains(text), let value = Value(rawValue: text) { return value }
      diagnostics.error(
        .invalidValue, "expected \(allowed), found '\(text)'", at: node.range,
        help: Suggestion.nearest(to: text, in: words).map { "did you mean '\($0)'?" })
      return nil
    }
  }
}

extension Diagnostics {
  /// The text of a scalar; nil once it has reported that there is none, with `help` where there is
  /// more to say than that any text will do, or that no program can be given it.
  mutating func text(of node: Node, expected: String, help: String? = nil) -> String? {
    keptText(of: node, expected: expected, help: help)?.string
  }

  /// The same where it lies.
  mutating func keptText(of node: Node, expected: String, help: String? = nil) -> Text? {
    guard checkScalar(node, expected: expected, help: help) else { return nil }
    let text = node.keptText
    guard text.kinds.contains(.printable) || text.firstIndex(of: 0) == nil else {
      error(
        .invalidValue, "the text holds NUL, which no program can be given", at: node.range)
      return nil
    }
    return text
  }

  /// Looks for a scalar, such as one of which a grammar will be asked: none allows NUL. False once it
  /// has reported that there is none.
  mutating func checkScalar(_ node: Node, expected: String, help: String?) -> Bool {
    guard node.kind.isScalar else {
      wrongKind(
        of: node, expected: expected,
        help: help ?? "write one text, in quotes where it begins with '[' or '{' or holds ': '")
      return false
    }
    guard !node.isNothing else {
      wrongKind(of: node, expected: expected, help: help ?? #"write "" for an empty text"#)
      return false
    }
    return true
  }

  /// Records that `text` breaks `grammar`.
  package mutating func invalid(
    _ text: String, as grammar: Grammar, _ fault: Grammar.Fault, at range: SourceRange
  ) {
    error(
      .invalidValue, "'\(text)' is not \(grammar.name): \(fault.reason)", at: range,
      help: fault.help ?? grammar.help)
  }
}
