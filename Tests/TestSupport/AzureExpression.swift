/// The few forms of Azure's run-time expressions that conditions use.
package struct AzureExpression {
  /// A form that this evaluator does not know.
  package struct Unknown: Error, CustomStringConvertible {
    package let description: String
  }

  /// Text, as every value of Azure's can be; a condition is "True" or "False".
  private typealias Value = String

  private let variables: AzureVariables
  private let hasSucceeded: Bool
  private var rest: Substring

  private init(_ text: String, variables: AzureVariables, hasSucceeded: Bool) {
    self.variables = variables
    self.hasSucceeded = hasSucceeded
    rest = text[...]
  }

  /// Whether `condition` holds.
  package static func isTrue(
    _ condition: String, variables: AzureVariables, hasSucceeded: Bool
  ) throws -> Bool {
    var expression = AzureExpression(condition, variables: variables, hasSucceeded: hasSucceeded)
    let value = try expression.value()
    expression.skipBlanks()
    guard expression.rest.isEmpty else { throw expression.unknown("text behind the expression") }
    return try expression.bool(value)
  }

  private mutating func value() throws -> Value {
    skipBlanks()
    if rest.first == "'" { return try text() }
    let name = String(rest.prefix { $0.isLetter })
    rest = rest.dropFirst(name.count)
    switch (name.lowercased(), rest.first) {
    case ("true", _): return "True"
    case ("false", _): return "False"
    case ("variables", "["): return try variable()
    case (let function, "("): return try call(function)
    case (_, _): throw unknown("'\(name)'")
    }
  }

  private mutating func variable() throws -> Value {
    rest = rest.dropFirst()
    let name = try value()
    guard rest.first == "]" else { throw unknown("no ']'") }
    rest = rest.dropFirst()
    return variables[name] ?? ""
  }

  private mutating func call(_ function: String) throws -> Value {
    let values = try arguments()
    switch (function, values.count) {
    case ("succeeded", 0): return hasSucceeded ? "True" : "False"
    case ("always", 0), ("succeededorfailed", 0): return "True"
    case ("failed", 0): return hasSucceeded ? "False" : "True"
    case ("always", 0): return "True"
    case ("not", 1): return try bool(values[0]) ? "False" : "True"
    case ("and", 2...): return try values.allSatisfy(bool) ? "True" : "False"
    case ("or", 2...): return try values.contains(where: bool) ? "True" : "False"
    case ("eq", 2): return isEqual(values) ? "True" : "False"
    case ("ne", 2): return isEqual(values) ? "False" : "True"
    case ("in", 2...):
      return values.dropFirst().contains { isEqual([values[0], $0]) } ? "True" : "False"
    case ("notin", 2...):
      return values.dropFirst().contains { isEqual([values[0], $0]) } ? "False" : "True"
    case ("startswith", 2):
      return values[0].lowercased().hasPrefix(values[1].lowercased()) ? "True" : "False"
    case ("endswith", 2):
      return values[0].lowercased().hasSuffix(values[1].lowercased()) ? "True" : "False"
    case (_, _): throw unknown("\(function)() of \(values.count)")
    }
  }

  private mutating func arguments() throws -> [Value] {
    rest = rest.dropFirst()
    var values: [Value] = []
    skipBlanks()
    while rest.first != ")" {
      values.append(try value())
      skipBlanks()
      if rest.first == "," { rest = rest.dropFirst() } else if rest.first != ")" { break }
    }
    guard rest.first == ")" else { throw unknown("no ')'") }
    rest = rest.dropFirst()
    return values
  }

  /// `'it''s'` is it's.
  private mutating func text() throws -> Value {
    rest = rest.dropFirst()
    var text = ""
    while let end = rest.firstIndex(of: "'") {
      text += rest[..<end]
      rest = rest[rest.index(after: end)...]
      guard rest.first == "'" else { return text }
      text += "'"
      rest = rest.dropFirst()
    }
    throw unknown("a text without end")
  }

  /// Azure compares text without case.
  private func isEqual(_ values: [Value]) -> Bool {
    values[0].lowercased() == values[1].lowercased()
  }

  private func bool(_ value: Value) throws -> Bool {
    switch value {
    case "True": true
    case "False": false
    case _: throw unknown("'\(value)' as a condition")
    }
  }

  private mutating func skipBlanks() { rest = rest.drop { $0 == " " } }

  private func unknown(_ what: String) -> Unknown {
    Unknown(description: "not an expression that the player knows, \(what), before '\(rest)'")
  }
}

/// Variables of a pipeline's run; names are compared without case, as Azure does.
package struct AzureVariables: Sendable {
  private var values: [String: (name: String, value: String)] = [:]

  package init(_ values: [String: String]) {
    for (name, value) in values { self[name] = value }
  }

  package subscript(name: String) -> String? {
    get { values[name.lowercased()]?.value }
    set { values[name.lowercased()] = newValue.map { (name, $0) } }
  }

  /// As a step's environment has them: `Build.Reason` is `BUILD_REASON`.
  package var environment: [String: String] {
    values.values.reduce(into: [:]) { environment, entry in
      let name = entry.name.uppercased().replacing(".", with: "_").replacing(" ", with: "_")
      environment[name] = entry.value
    }
  }

  /// `text` with its macros `$(name)` replaced; those of unknown variables stay.
  package func expanding(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "$(") {
      result += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstIndex(of: ")") else {
        return result + rest[start.lowerBound...]
      }
      let name = String(rest[start.upperBound..<end])
      result += self[name] ?? "$(\(name))"
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
