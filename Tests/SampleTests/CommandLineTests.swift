import Foundation
import TestSupport
import Testing

/// What single commands make of specs that the samples have no like of.
@Suite struct CommandLineTests {
  private static let docker = "FROM scratch\n"

  private func pipegen(
    _ arguments: [String], _ files: [String: String]
  ) throws -> (status: Int32, output: String, errors: String) {
    let folder = try TemporaryFolder()
    for (name, text) in files {
      let file = folder.url.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let docker = try FakeDocker()
    let result = try Repository.pipegen.run(
      arguments, in: folder.url, environment: docker.environment(), input: Data())
    return (result.status, String(decoding: result.output, as: UTF8.self), result.errors)
  }

  /// An archive is where its file's other paths are, and its text is not looked at twice.
  @Test func anArchiveOfAnIncludedFile() throws {
    let done = try pipegen(
      ["run", "--dry-run"],
      [
        "pipegen.yml":
          "pipegen: 1\nregistry: x.io\ninclude: [team/images.yml]\nimages: { own: { tags: [a], archive: own.tar } }\n",
        "Dockerfile": Self.docker, "team/Dockerfile": Self.docker,
        "team/images.yml":
          "pipegen: 1\nimages: { app: { tags: [a], archive: \"out/${image}.tar\" } }\n",
      ])
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.output.contains("team/out/app.tar") && done.output.contains("own.tar"))
    #expect(!done.output.contains("team/own.tar"))
  }

  /// As where the spec asks for a pipeline.
  @Test func aParameterWithoutAValueInAzure() throws {
    let done = try pipegen(
      ["emit", "azure"],
      [
        "pipegen.yml":
          "pipegen: 1\nregistry: x.io\nparameters:\n  version: { help: The tag }\nimages: { app: { tags: [\"${version}\"] } }\n",
        "Dockerfile": Self.docker,
      ])
    #expect(done.status == 2 && done.output.isEmpty)
    #expect(
      done.errors.contains("pipegen.yml:4:3: error: parameter 'version' has no value in Azure"))
    #expect(done.errors.contains("[missing-value]"))
  }

  @Test(arguments: [["--lane", ""], ["--lane="]])
  func aLaneWithoutAName(_ option: [String]) throws {
    let done = try pipegen(
      ["run"] + option,
      [
        "pipegen.yml": "pipegen: 1\nregistry: x.io\nimages: { app: { tags: [a] } }\n",
        "Dockerfile": Self.docker,
      ])
    #expect(done.status == 64 && done.errors.contains("lane"), "\(done.errors)")
  }
}
