import Foundation
import TestSupport
import Testing

/// Pipelines that Azure would not take.
@Suite struct AzureLimitTests {
  @Test func aScriptThatIsTooLong() throws {
    let value = String(repeating: "x", count: 1000)
    let arguments = (0..<130).map { "A\($0): \(value)" }.joined(separator: ", ")
    let (azure, shell) = try emit("app: { args: { \(arguments) } }")
    #expect(azure.status == 2 && azure.output.isEmpty)
    #expect(azure.errors.contains("pipegen.yml:4:19: error: the script of 'Build image app' has "))
    #expect(azure.errors.contains("bytes, Azure takes 131072 [too-large]\n"))
    #expect(azure.errors.contains("= help: "))
    #expect(shell.status == 0 && shell.errors.isEmpty, "\(shell.errors)")
  }

  /// One that is not: the limit is for each script, and counts no indentation.
  @Test func aScriptThatIsNot() throws {
    let value = String(repeating: "x", count: 1000)
    let arguments = (0..<125).map { "A\($0): \(value)" }.joined(separator: ", ")
    let (azure, _) = try emit("a: { args: { \(arguments) } }, b: { args: { \(arguments) } }")
    #expect(azure.status == 0 && azure.errors.isEmpty, "\(azure.errors)")
  }

  @Test func aFileThatIsTooLong() throws {
    let images = (0..<1500).map { "i\($0): { tags: [a] }" }.joined(separator: ", ")
    let (azure, shell) = try emit(images)
    #expect(azure.status == 0 && azure.output.count > 600_000)
    #expect(
      azure.errors.contains("pipegen.yml:4:19: warning: the pipeline has "), "\(azure.errors)")
    #expect(azure.errors.contains("[too-large]\n"))
    #expect(shell.status == 0 && shell.errors.isEmpty, "\(shell.errors)")
  }

  private func emit(_ images: String) throws -> (azure: Program.Result, shell: Program.Result) {
    let folder = try TemporaryFolder()
    let spec = """
      pipegen: 1
      registry: localhost
      images: { \(images) }
      outputs: { azure: azure.yml }
      defaults: { allow: [missing-dockerfile] }

      """
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    return (
      try Repository.pipegen.run(["emit", "azure"], in: folder.url),
      try Repository.pipegen.run(["emit", "shell"], in: folder.url)
    )
  }
}
