import ArgumentParser

/// Reads and plans a spec, and says what is wrong with it.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says what is wrong with a spec; nothing where it is right.")

  @OptionGroup var spec: SpecOptions

  func validate() throws { try spec.refuseImages() }

  func run() async throws {
    _ = try Frontend.compile(spec)
  }
}
