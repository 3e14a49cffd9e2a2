/// `$name` and the forms of `${name…}`.
extension ShellLexer {
  /// The value of the variable whose `$` is at hand.
  mutating func variable() throws(ShellFault) -> [UInt8] {
    position += 1
    guard peek == UInt8(ascii: "{") else { return plainVariable() }
    position += 1
    switch peek {
    case nil: throw .missingBrace
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ":"): throw .badSubstitution
    case _: break
    }
    let name = variableName()
    let sign = nextByte()
    switch sign {
    case UInt8(ascii: "}"):
      return value(of: name) ?? keptText("${", name, "}")
    case UInt8(ascii: ":"):
      let modifier = nextCharacter()
      return try modified(name, modifier, emptyIsUnset: true)
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: "#"),
      UInt8(ascii: "%"):
      return try modified(name, [sign ?? 0], emptyIsUnset: false)
    case UInt8(ascii: "/"):
      return try replaced(name)
    case nil: throw .unsupported("\u{FFFD}")
    case _:
      position -= 1
      throw .unsupported(nextCharacter().text)
    }
  }

  private mutating func plainVariable() -> [UInt8] {
    let name = variableName()
    guard !name.isEmpty else { return [UInt8(ascii: "$")] }
    return value(of: name) ?? keptText("$", name, "")
  }

  private func keptText(_ before: StaticString, _ name: [UInt8], _ after: StaticString) -> [UInt8] {
    guard mode.contains(.unsetIsText) else { return [] }
    return Array(before.description.utf8) + name + Array(after.description.utf8)
  }

  private mutating func value(of name: [UInt8]) -> [UInt8]? {
    if let value = environment[name] { return value }
    note(unset: name)
    return nil
  }

  private mutating func nextByte() -> UInt8? {
    guard let byte = peek else { return nil }
    position += 1
    return byte
  }

  private mutating func nextCharacter() -> [UInt8] {
    var character: [UInt8] = []
    guard peek != nil else { return [0xEF, 0xBF, 0xBD] }
    position += Runes.copy(text, at: position, to: &character)
    return character
  }

  /// A name; a number; or one special parameter. Empty if none stands here.
  private mutating func variableName() -> [UInt8] {
    let start = position
    while position < text.endIndex {
      let (scalar, width) = Runes.decode(text, at: position)
      if position == start {
        if Runes.isDigit(scalar) { return number() }
        if Self.isSpecial(scalar) {
          position += 1
          break
        }
      }
      guard Runes.isNamePart(scalar) else { break }
      position += width
    }
    return Array(text[start..<position])
  }

  private mutating func number() -> [UInt8] {
    let start = position
    while position < text.endIndex {
      let (scalar, width) = Runes.decode(text, at: position)
      guard Runes.isDigit(scalar) else { break }
      position += width
    }
    return Array(text[start..<position])
  }

  private static func isSpecial(_ scalar: UInt32) -> Bool {
    switch UInt8(exactly: scalar) {
    case UInt8(ascii: "@"), UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: "?"),
      UInt8(ascii: "-"), UInt8(ascii: "$"), UInt8(ascii: "!"):
      true
    case _: false
    }
  }

  private mutating func modified(
    _ name: [UInt8], _ modifier: [UInt8], emptyIsUnset: Bool
  ) throws(ShellFault) -> [UInt8] {
    let sign = modifier.count == 1 ? modifier[0] : 0
    let isPattern = sign == UInt8(ascii: "#") || sign == UInt8(ascii: "%")
    let word = try operand(until: UInt8(ascii: "}"), raw: isPattern, missing: .missingBrace)
    let signs = (emptyIsUnset ? ":" : "") + modifier.text
    let value = value(of: name)
    if value == nil, mode.contains(.unsetIsText) {
      return Array("${".utf8) + name + Array(signs.utf8) + word + [UInt8(ascii: "}")]
    }
    let isMissing = value == nil || emptyIsUnset && value?.isEmpty == true
    switch sign {
    case UInt8(ascii: "-"): return isMissing ? word : value ?? []
    case UInt8(ascii: "+"): return isMissing ? [] : word
    case UInt8(ascii: "?"):
      if isMissing, value != nil || environment.isSurelyUnset(name) {
        throw Self.missing(name, isUnset: value == nil, word)
      }
      return value ?? []
    case UInt8(ascii: "#"), UInt8(ascii: "%"):
      return try trimmed(value ?? [], word, atEnd: sign == UInt8(ascii: "%"), sign)
    case _: throw .unsupported(signs)
    }
  }

  private mutating func operand(
    until stop: UInt8, raw: Bool, missing: ShellFault
  ) throws(ShellFault) -> [UInt8] {
    do throws(ShellFault) {
      return try text(until: stop, raw: raw)
    } catch {
      throw peek == nil ? missing : error
    }
  }

  private static func missing(_ name: [UInt8], isUnset: Bool, _ word: [UInt8]) -> ShellFault {
    let usual = "is not allowed to be \(isUnset ? "unset" : "empty")"
    return ShellFault(message: "\(name.text): \(word.isEmpty ? usual : word.text)")
  }

  private mutating func trimmed(
    _ value: [UInt8], _ word: [UInt8], atEnd: Bool, _ sign: UInt8
  ) throws(ShellFault) -> [UInt8] {
    let isLongest = word.first == sign
    var pattern = try ShellPattern(isLongest ? word.dropFirst() : word[...])
    return try match(&pattern) { (pattern) throws(ShellFault) in
      atEnd
        ? try pattern.withoutSuffix(value, longest: isLongest)
        : try pattern.withoutPrefix(value, longest: isLongest)
    }
  }

  private mutating func replaced(_ name: [UInt8]) throws(ShellFault) -> [UInt8] {
    let isAll = peek == UInt8(ascii: "/")
    if isAll { position += 1 }
    let missing = ShellFault(message: "syntax error: missing '/' in ${}")
    let word = try operand(until: UInt8(ascii: "/"), raw: true, missing: missing)
    let new = try operand(until: UInt8(ascii: "}"), raw: true, missing: .missingBrace)
    let value = value(of: name)
    if value == nil, mode.contains(.unsetIsText) {
      let slash: [UInt8] = [UInt8(ascii: "/")]
      return Array("${".utf8) + name + slash + word + slash + new + [UInt8(ascii: "}")]
    }
    var pattern = try ShellPattern(word[...])
    return try match(&pattern) { (pattern) throws(ShellFault) in
      try pattern.replacing(in: value ?? [], with: new, all: isAll, limit: 1 << 20)
    }
  }

  /// Lets a pattern work, and counts its work against what variables may add.
  private mutating func match(
    _ pattern: inout ShellPattern,
    _ body: (inout ShellPattern) throws(ShellFault) -> [UInt8]
  ) throws(ShellFault) -> [UInt8] {
    try spend(0)
    do throws(ShellFault) {
      let result = try body(&pattern)
      try spend(pattern.work / 8)
      return result
    } catch {
      try spend(pattern.work / 8)
      throw error
    }
  }
}
