/// A registry, or a path below one.
public struct Registry: Sendable {
  /// Its key in the spec.
  public let name: Located<String>
  /// HOST, HOST:PORT or either with a path; what every reference begins with.
  public let address: Located<String>
  /// How to log in; nil where docker's own login serves.
  public let login: Login?

  /// What `docker login` is told: the address before its first `/`.
  public var host: String {
    String(address.value.prefix { $0 != "/" })
  }

  /// A user and the variable that holds the password.
  public struct Login: Sendable {
    /// The user's name.
    public let username: Located<String>
    /// The environment variable that holds the password, never the password.
    public let passwordEnv: Located<String>
  }
}

/// A registry without its key.
package struct RegistryBody: Sendable {
  let address: Located<String>
  let login: Registry.Login?
}

extension Schema<Registry> {
  /// The one registry of a spec that names none.
  static let unnamed = Schema<RegistryBody>.registry.located.map { body in
    Registry(
      name: Located("default", at: body.range), address: body.value.address,
      login: body.value.login)
  }
}

extension Schema<[Registry]> {
  static let registries = map(.text(.registryName), .registry, named: "registries") {
    Registry(name: $0, address: $1.address, login: $1.login)
  }
}

extension Schema<RegistryBody> {
  private static let address = Schema<String>.text(.registryAddress).located

  fileprivate static let registry: Schema = .either(
    scalar: address.map { RegistryBody(address: $0, login: nil) },
    mapping: .record(
      "registry",
      .required(
        "address", address, "HOST, HOST:PORT or HOST/PATH.",
        example: "example.azurecr.io/shop"),
      .optional(
        "login", .login, "How to log in; without it docker's own login is used.",
        example: "{ username: ci, passwordEnv: ACR_PASSWORD }"),
      make: RegistryBody.init))
}

extension Schema<Registry.Login> {
  fileprivate static let login = record(
    "login",
    .required(
      "username", Schema<String>.text(.username).located, "The user's name.",
      example: "ci"),
    .required(
      "passwordEnv", Schema<String>.text(.environmentName).located,
      "Environment variable that holds the password; where it is empty, docker's own login is used.",
      example: "ACR_PASSWORD"
    ),
    make: Registry.Login.init)
}
