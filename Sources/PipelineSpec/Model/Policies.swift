/// How often pulls and pushes are tried, in all.
public struct Tries: Hashable, Sendable {
  /// Of a cache image.
  public let pull: Int
  /// Of an image or cache image.
  public let push: Int

  /// What holds where the spec says nothing.
  public static let standard = Tries(pull: 3, push: 3)
}

/// Bounds of what is no build.
public struct Timeouts: Hashable, Sendable {
  /// One try of a pull.
  public let pull: Duration
  /// One try of a push.
  public let push: Duration
  /// A login.
  public let login: Duration

  /// What holds where the spec says nothing.
  public static let standard = Timeouts(
    pull: .seconds(600), push: .seconds(1200), login: .seconds(60))

  /// Bound of a build where the spec says nothing.
  public static let build = Duration.seconds(3600)
}

extension Schema<Tries> {
  static let tries = record(
    "tries",
    .optional(
      "pull", .integer(in: 1...20), default: Tries.standard.pull,
      "Attempts of a pull, in all; 3 by default.",
      example: "3"),
    .optional(
      "push", .integer(in: 1...20), default: Tries.standard.push,
      "Attempts of a push, in all; 3 by default.",
      example: "5"),
    make: Tries.init)
}

extension Schema<Timeouts> {
  static let timeouts = record(
    "timeouts",
    .optional(
      "pull", .duration, default: Timeouts.standard.pull, "Bound of one try of a pull; 10m.",
      example: "10m"),
    .optional(
      "push", .duration, default: Timeouts.standard.push, "Bound of one try of a push; 20m.",
      example: "20m"),
    .optional(
      "login", .duration, default: Timeouts.standard.login, "Bound of a login; 1m.",
      example: "90s"),
    make: Timeouts.init)

  /// Keys of `defaults` that no image has.
  static let keysOfDefaults = ["timeouts"]
}
