import Glibc
import Testing

@testable import Execution

/// Programs that do not start: one clear message each.
@Suite struct LaunchErrorTests {
  private func error(
    _ words: [String], path: String = "/usr/bin:/bin", folder: String? = nil
  ) async -> LaunchError? {
    let command = ResolvedCommand(
      words: words, environment: Environment(["PATH": path]), workingDirectory: folder,
      timeout: .seconds(60))
    do throws(LaunchError) {
      _ = try await ChildLauncher().launch(command, until: Interruption()) { _, _ in }
      return nil
    } catch {
      return error
    }
  }

  @Test func aMissingProgramIsNamed() async {
    let error = await error(["no-such-docker", "pull"])
    #expect(error == .notFound(program: "no-such-docker"))
    #expect(error?.message == "cannot run 'no-such-docker': no such program on PATH")
  }

  @Test func whatIsNotExecutableOnPathIsNotFound() async throws {
    let folder = try Folder()
    folder.write("#!/bin/sh\n", to: "tool", mode: 0o644)
    #expect(await error(["tool"], path: folder.path) == .notFound(program: "tool"))
  }

  @Test func aRelativeFolderOfPathIsNotSearched() async {
    #expect(await error(["sh"], path: "bin:.::") == .notFound(program: "sh"))
  }

  @Test func aScriptWithoutInterpreterIsNamed() async throws {
    let folder = try Folder()
    folder.write("#!/no/such/interpreter\n", to: "tool", mode: 0o755)
    let path = "\(folder.path)/tool"
    #expect(await error(["tool"], path: folder.path) == .notExecutable(path: path, code: ENOENT))
    #expect(await error([path]) == .notExecutable(path: path, code: ENOENT))
  }

  @Test func aMissingFolderIsNamed() async {
    #expect(
      await error(["true"], folder: "/no/such") == .noFolder(path: "/no/such", code: ENOENT))
  }

  @Test func aWordThatIsTooLongIsNotCut() async {
    let word = String(repeating: "x", count: 200_000)
    #expect(await error(["true", word]) == .tooLong(program: "true"))
  }

  @Test func aNulByteIsNotCut() async {
    #expect(await error(["true", "a\0b"]) == .nul(program: "true"))
  }
}
