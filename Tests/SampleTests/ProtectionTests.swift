import Foundation
import TestSupport
import Testing

/// No command overwrites the spec, or a file that is not pipegen's own.
@Suite struct ProtectionTests {
  private static let commands = [["generate"], ["emit", "shell", "-o", "ci/build.sh"]]

  /// The spec by its own name, by a link, by another name of the same file.
  @Test(arguments: commands, ["symlink", "hard link"])
  func theSpecItself(_ command: [String], _ kind: String) throws {
    let generated = try GeneratedSample(Sample("hello"))
    let spec = generated.folder.appendingPathComponent("pipegen.yml")
    let before = try Data(contentsOf: spec)
    try FileManager.default.removeItem(at: generated.script)
    if kind == "symlink" {
      try FileManager.default.createSymbolicLink(
        atPath: generated.script.path, withDestinationPath: "../pipegen.yml")
    } else {
      try FileManager.default.linkItem(at: spec, to: generated.script)
    }
    for more in [[], ["--force"]] where command == ["generate"] || more.isEmpty {
      let result = try Repository.pipegen.run(command + more, in: generated.folder)
      #expect(result.status == 3, "\(result.errors)")
      #expect(result.errors.contains("'ci/build.sh' is the spec itself, or a part of it\n"))
      #expect(!result.errors.contains("--force"))
      #expect(try Data(contentsOf: spec) == before)
    }
  }

  @Test func theSpecByName() throws {
    let generated = try GeneratedSample(Sample("hello"))
    let spec = generated.folder.appendingPathComponent("pipegen.yml")
    let before = try Data(contentsOf: spec)
    let result = try Repository.pipegen.run(
      ["emit", "shell", "-o", "ci/../pipegen.yml"], in: generated.folder)
    #expect(result.status == 3)
    #expect(result.errors.contains("is the spec itself"))
    #expect(try Data(contentsOf: spec) == before)
  }

  /// The file that an output would replace, and what is said of it.
  private static let foreign = [
    ("#!/bin/sh\necho mine\n", "was not written by pipegen"),
    ("# The rest has digest 0.\n", "has been changed since pipegen wrote it"),
    ("# The rest has sha256 0.\n", "is of another version of pipegen"),
  ]

  @Test(arguments: foreign)
  func aForeignFile(_ text: String, _ reason: String) throws {
    let generated = try GeneratedSample(Sample("hello"))
    let made = try Data(contentsOf: generated.script)
    try Data(text.utf8).write(to: generated.script)
    try expectRefusal(by: generated, because: reason)
    #expect(try Data(contentsOf: generated.script) == Data(text.utf8))
    try expectForce(of: generated, toWrite: made)
  }

  @Test(arguments: ["exit 0\n", "\n"])
  func aFileThatWasChanged(_ addition: String) throws {
    let generated = try GeneratedSample(Sample("hello"))
    let made = try Data(contentsOf: generated.script)
    try (made + Data(addition.utf8)).write(to: generated.script)
    try expectRefusal(by: generated, because: "has been changed since pipegen wrote it")
    try expectForce(of: generated, toWrite: made)
  }

  /// What an earlier version or spec made is pipegen's own.
  @Test func anOwnFileOfAnotherSpec() throws {
    let generated = try GeneratedSample(Sample("hello"))
    let other = try GeneratedSample(Sample("monorepo"))
    try FileManager.default.removeItem(at: generated.script)
    try FileManager.default.copyItem(at: other.script, to: generated.script)
    let result = try Repository.pipegen.run(["generate"], in: generated.folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("wrote \(generated.scriptPath)\n"))
  }

  private func expectRefusal(by generated: GeneratedSample, because reason: String) throws {
    let result = try Repository.pipegen.run(["generate"], in: generated.folder)
    #expect(result.status == 3)
    #expect(result.errors.contains("'\(generated.scriptPath)' \(reason)\n"), "\(result.errors)")
    #expect(result.errors.contains("--force"))
  }

  private func expectForce(of generated: GeneratedSample, toWrite text: Data) throws {
    let result = try Repository.pipegen.run(["generate", "--force"], in: generated.folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try Data(contentsOf: generated.script) == text)
  }
}
