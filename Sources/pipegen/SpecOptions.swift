import ArgumentParser

/// Which spec a command reads: an operand that ends in .yml or .yaml, or any name behind `-f`.
struct SpecOptions: ParsableArguments {
  @Option(
    name: [.short, .customLong("file")],
    help: ArgumentHelp("The spec; - is standard input.", valueName: "file"))
  var file: String?

  @Argument(
    help: ArgumentHelp(
      "The spec, where it ends in .yml or .yaml; pipegen.yml here or in a parent folder by default.",
      valueName: "spec"))
  var operands: [String] = []

  /// The spec that was named; nil to look for pipegen.yml.
  var spec: String? {
    file ?? operands.first.flatMap { Self.isSpec($0) ? $0 : nil }
  }

  /// Operands that name images.
  var images: [String] {
    guard let first = operands.first, Self.isSpec(first) else { return operands }
    return Array(operands.dropFirst())
  }

  func validate() throws {
    if let extra = images.first(where: Self.isSpec) {
      throw ValidationError("only one spec may be named, and first: '\(extra)' is one more")
    }
    if file != nil, let first = operands.first, Self.isSpec(first) {
      throw ValidationError("'-f' and '\(first)' both name a spec")
    }
  }

  /// For commands that take no images.
  func refuseImages() throws {
    guard let first = images.first else { return }
    throw ValidationError(
      "unexpected operand '\(first)'; a spec's name ends in .yml or .yaml, or stands behind -f")
  }

  private static func isSpec(_ operand: String) -> Bool {
    operand.hasSuffix(".yml") || operand.hasSuffix(".yaml")
  }
}
