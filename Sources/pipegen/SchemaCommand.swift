import ArgumentParser
import Emitters

/// Prints the JSON Schema of specs, for editors.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Prints the JSON Schema (draft 2020-12) of specs.")

  func run() throws {
    try StandardOutput.write(SpecSchema.json.text)
  }
}
