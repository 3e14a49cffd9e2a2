/// A secret of builds: a name, and the variable that holds the value; never the value.
public struct BuildSecret: Sendable {
  /// Its key: the id of `RUN --mount=type=secret,id=…`.
  public let name: Located<String>
  /// The environment variable that holds it.
  public let env: Located<String>
}

extension Schema<[BuildSecret]> {
  static let secrets = map(.text(.secretName), .secret, named: "secrets") {
    BuildSecret(name: $0, env: $1)
  }
}

extension Schema<Located<String>> {
  fileprivate static let secret = record(
    "secret",
    .required(
      "env", Schema<String>.text(.environmentName).located,
      "Environment variable that holds it; never its value.", example: "NPM_TOKEN"),
    make: { $0 })
}

extension Grammar {
  /// The id of a secret.
  package static let secretName = Grammar(
    "the name of a secret", pattern: "^[A-Za-z][A-Za-z0-9_.-]*$",
    help: "letters, digits, '_', '.' and '-', a letter first: the id in RUN --mount=type=secret",
    first: ByteSet("", letters: true), rest: ByteSet("_.-", letters: true, digits: true),
    maximum: 64)

  /// An SSH agent for `docker build --ssh`.
  package static let sshAgent = Grammar(
    "an SSH agent", pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*(=[^,]+)?$",
    help: "default, an id, or ID=PATH of a socket or key",
    first: ByteSet("", letters: true, digits: true), rest: ByteSet(printableExcept: ","),
    maximum: 1024
  ) { text in
    let parts = text.utf8.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
    let isName = parts[0].allSatisfy { ByteSet("_.-", letters: true, digits: true).contains($0) }
    if !isName { return Fault(reason: "its id has other characters") }
    return parts.count == 2 && parts[1].isEmpty ? Fault(reason: "no path stands behind '='") : nil
  }

  /// A secret variable of an Azure pipeline.
  package static let secretMacro = Grammar(
    "a secret variable of Azure", pattern: #"^\$\([A-Za-z0-9_. -]+\)$"#,
    help: "write $(NAME), the variable that holds it; never a value",
    first: ByteSet("$"), rest: ByteSet("$()_. -", letters: true, digits: true), maximum: 256
  ) { text in
    let bytes = Array(text.utf8)
    guard bytes.starts(with: "$(".utf8), bytes.last == 0x29, bytes.count > 3,
      !bytes[2..<bytes.count - 1].contains(where: { "$()".utf8.contains($0) })
    else { return Fault(reason: "it is not one $(NAME)") }
    return nil
  }
}
