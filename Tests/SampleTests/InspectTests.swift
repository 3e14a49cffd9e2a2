import Foundation
import TestSupport
import Testing

/// `pipegen inspect`, as a user runs it.
@Suite struct InspectTests {
  private static func inspect(
    _ arguments: [String], files: [String: String], input: String = ""
  ) throws -> (status: Int32, output: String, errors: String) {
    let folder = try TemporaryFolder()
    for (name, text) in files { _ = try folder.file(name, Data(text.utf8)) }
    let result = try Repository.pipegen.run(
      ["inspect"] + arguments, in: folder.url, input: Data(input.utf8))
    return (Int32(result.status), String(decoding: result.output, as: UTF8.self), result.errors)
  }

  @Test func aLineAFile() throws {
    let result = try Self.inspect(
      ["--format", "json", "a", "b", "missing"],
      files: ["a": "FROM x AS y\nRUN z\nFROM y\n", "b": "FROM x\nFOO\n"])
    #expect(result.status == 2)
    #expect(result.errors.isEmpty)
    #expect(
      result.output == #"""
        {"file": "a", "stages": [{"index": 0, "name": "y", "base": "x", "baseStage": null, \#
        "platform": null, "line": 1, "dependsOn": [], "args": [], "class": "none"}, \#
        {"index": 1, "name": "", "base": "y", "baseStage": 0, "platform": null, "line": 3, \#
        "dependsOn": [0], "args": [], "class": "none"}], "targets": {"y": 0}, \#
        "cacheCandidates": [0]}
        {"file": "b", "error": {"message": "dockerfile parse error on line 2: unknown \#
        instruction: FOO (did you mean FROM?)", "line": 2}}
        {"file": "missing", "error": {"message": "cannot read 'missing': No such file or \#
        directory", "line": null}}

        """#)
  }

  @Test func aPicture() throws {
    let result = try Self.inspect(["-"], files: [:], input: "FROM x AS y\nFROM y\n")
    #expect(result.status == 0)
    #expect(result.output == "-\n  ●     0  y          x\n  └─●   1  (no name)  y\n")
  }

  @Test func aRefusal() throws {
    let result = try Self.inspect(["f"], files: ["f": "FROM x\nFROM y AS 1\n"])
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("f:2:1: error: dockerfile parse error on line 2: invalid name"))
  }

  @Test func whatNeverEnds() throws {
    let result = try Self.inspect(["--format", "json", "/dev/zero"], files: [:])
    #expect(result.status == 2)
    #expect(result.output.contains("larger than 1 MiB"))
  }

  @Test func whatNeverEndsHasAName() throws {
    let result = try Self.inspect(["/dev/zero"], files: [:])
    #expect(result.errors.contains("error: '/dev/zero': the Dockerfile is larger than 1 MiB"))
  }

  @Test func noValue() throws {
    let result = try Self.inspect(["f"], files: ["f": "ARG B\nFROM $B\n"])
    #expect(result.errors.contains("help: 'B' has no value: give it one, 'ARG B=…'"))
  }

  @Test func noFile() throws {
    #expect(try Self.inspect([], files: [:]).status == 64)
  }
}
