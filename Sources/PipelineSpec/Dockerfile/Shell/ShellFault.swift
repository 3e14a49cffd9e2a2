/// Why a word cannot be expanded, in BuildKit's words.
struct ShellFault: Error {
  let message: String

  static func unexpectedEnd(_ wanted: String) -> ShellFault {
    ShellFault(message: "unexpected end of statement while looking for matching \(wanted)")
  }

  static let missingBrace = ShellFault(message: "syntax error: missing '}'")
  static let badSubstitution = ShellFault(message: "syntax error: bad substitution")

  static func unsupported(_ modifier: String) -> ShellFault {
    ShellFault(message: "unsupported modifier (\(modifier)) in substitution")
  }

  /// pipegen's own limits; BuildKit would go on until its memory is full.
  static let tooDeep = ShellFault(message: "variables are nested more than 200 deep")
  static let tooLong = ShellFault(message: "variables expand to more text than pipegen follows")
}
