import Foundation
import TestSupport
import Testing

/// `generate --check` tells what is the matter with each file, and writes nothing.
@Suite struct GenerateCheckTests {
  @Test func everythingIsAsGenerated() throws {
    let generated = try GeneratedSample(Sample("hello"))
    for option in ["--check", "--diff"] {
      let result = try check(generated, option)
      #expect(result.status == 0 && result.errors.isEmpty && result.output.isEmpty)
    }
  }

  /// What is done to the script, and what is said of it.
  private static let changes: [(change: String, text: String)] = [
    ("rm ci/build.sh", "is missing"),
    ("echo true >>ci/build.sh", "has been changed since pipegen wrote it"),
    ("echo true >ci/build.sh", "was not written by pipegen"),
    ("sed -i 's/hello:/hello2:/' pipegen.yml", "is stale: its spec has changed since"),
    ("sed -i 's/by pipegen [^ ]*/by pipegen 0.0.7/' ci/build.sh", "was made by pipegen 0.0.7, "),
    ("rm ci/build.sh; mkdir ci/build.sh", "is no regular file"),
    ("rm ci/build.sh; ln -s nothing ci/build.sh", "is no regular file"),
    ("chmod -x ci/build.sh", "is not executable"),
    ("sed -i '1s/sh/bash/' ci/build.sh", "has been changed since pipegen wrote it"),
    ("sed -i '2s/$/ Mine./' ci/build.sh", "has been changed since pipegen wrote it"),
    ("sed -i 2d ci/build.sh", "has been changed since pipegen wrote it"),
    ("sed -i '2i# mine' ci/build.sh", "has been changed since pipegen wrote it"),
  ]

  @Test(arguments: changes)
  func aFileThatIsNot(_ change: String, _ text: String) throws {
    let generated = try GeneratedSample(Sample("hello"))
    let sh = try #require(Program.find("sh"))
    #expect(try sh.run(["-c", change], in: generated.folder).status == 0)
    let before = try contents(generated)
    let result = try check(generated, "--check")
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.contains("'ci/build.sh' \(text)"), "\(result.errors)")
    let isOthers = text.contains("since pipegen wrote it") || text.contains("not written by")
    let help = isOthers ? "put the changes into the spec, then" : "run 'pipegen generate'"
    #expect(result.errors.contains("= help: \(help)"), "\(result.errors)")
    let isAlone = !change.contains("pipegen.yml")
    #expect(result.errors.contains("'ci/azure-pipelines.yml'") == !isAlone)
    #expect(result.errors.contains(isAlone ? "1 file is not" : "2 files are not"))
    #expect(try contents(generated) == before)
  }

  /// The difference is one that `patch` takes.
  @Test func aDifference() throws {
    let generated = try GeneratedSample(Sample("monorepo"))
    let script = try String(contentsOf: generated.script, encoding: .utf8)
    var lines = script.split(separator: "\n", omittingEmptySubsequences: false)
    lines.remove(at: 200)
    lines.insert("echo mine", at: 100)
    lines[300] = "echo other"
    try Data(lines.dropLast(20).joined(separator: "\n").utf8).write(to: generated.script)
    let result = try check(generated, "--diff")
    #expect(result.status == 1)
    #expect(result.text.hasPrefix("--- ci/build.sh\n+++ ci/build.sh (as generated)\n@@ -"))
    #expect(result.text.contains("\n-echo mine\n"))
    guard let patch = Program.find("patch") else {
      return try Skip.report("a difference by patch", because: "patch is not on PATH")
    }
    let done = try patch.run(
      ["ci/build.sh"], in: generated.folder, input: result.output)
    #expect(done.status == 0, "\(done.text)")
    #expect(try String(contentsOf: generated.script, encoding: .utf8) == script)
  }

  /// Where one file may not be replaced, or cannot be written, none is.
  @Test(arguments: [
    "echo mine >ci/azure-pipelines.yml", "mkdir ci/build.sh.pipegen; chmod 0 ci",
    "rm ci/build.sh; mkdir ci/build.sh", "rm ci/azure-pipelines.yml; mkdir ci/azure-pipelines.yml",
    "rm ci/azure-pipelines.yml; ln -s nothing ci/azure-pipelines.yml",
    "sed -i '1s/^/# mine\\n/' ci/azure-pipelines.yml",
  ])
  func allOrNothing(_ change: String) throws {
    let generated = try GeneratedSample(Sample("hello"))
    let sh = try #require(Program.find("sh"))
    let edit = "sed -i 's/hello:/hello2:/' pipegen.yml; \(change)"
    #expect(try sh.run(["-c", edit], in: generated.folder).status == 0)
    guard !change.contains("chmod") || getuid() != 0 else { return }
    let before = try contents(generated)
    let result = try Repository.pipegen.run(["generate"], in: generated.folder)
    #expect(result.status == 3, "\(result.errors)")
    #expect(try contents(generated) == before)
  }

  @Test func aScriptIsMadeExecutableAgain() throws {
    let generated = try GeneratedSample(Sample("hello"))
    let mode = { try FileManager.default.attributesOfItem(atPath: generated.script.path) }
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: generated.script.path)
    let result = try Repository.pipegen.run(["generate"], in: generated.folder)
    #expect(result.status == 0 && result.errors.contains("wrote ci/build.sh\n"))
    #expect(try mode()[.posixPermissions] as? Int == 0o750)
  }

  @Test func forceWrites() throws {
    let generated = try GeneratedSample(Sample("hello"))
    #expect(
      try Repository.pipegen.run(["generate", "--check", "--force"], in: generated.folder).status
        == 64)
  }

  private func check(_ generated: GeneratedSample, _ option: String) throws -> Program.Result {
    try Repository.pipegen.run(["generate", option], in: generated.folder)
  }

  /// All files, folders as nothing.
  private func contents(_ generated: GeneratedSample) throws -> [String: Data?] {
    let files = FileManager.default
    return try files.subpathsOfDirectory(atPath: generated.folder.path).reduce(into: [:]) {
      $0[$1] = files.contents(atPath: generated.folder.appendingPathComponent($1).path)
    }
  }
}
