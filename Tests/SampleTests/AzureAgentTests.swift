import Foundation
import TestSupport
import Testing

/// What an agent reads of what the steps of a pipeline print.
@Suite struct AzureAgentTests {
  private static let hostile = [
    "##vso[task.setvariable variable=PATH]/tmp", "#5 0.1 ##VSO[task.complete result=Failed]",
    "a ##[error]b", "###vso[task.logissue type=error]x", "##\u{1b}[0mvso[x]", "##[group]##[group]",
  ]

  /// Nothing that docker prints commands the agent, whatever it is and whether docker fails.
  @Test(arguments: crossed(hostile, ["build", "push", "pull"]))
  func dockerDoesNotCommand(_ text: String, _ command: String) throws {
    let generated = try GeneratedSample.shared(Sample("hello"))
    for fault in [true, false] {
      let docker = try FakeDocker()
      let end = fault ? "finish 1" : ":"
      let script = """
        case $1 in \(command)) cat "$here/text"; echo; cat "$here/text" >&2; echo >&2; \(end) ;; esac

        """
      try Data(text.utf8).write(to: docker.folder.appendingPathComponent("text"))
      try Data(script.utf8).write(to: docker.folder.appendingPathComponent("faults"))
      let done = try #require(try generated.perform(.azure, in: .azurePush, docker: docker))
      #expect(commands(in: done.errors).allSatisfy(isOurs), "\(done.errors)")
    }
  }

  /// Every step in a group of the log, at the end a table and the digests.
  @Test func aReport() throws {
    let generated = try GeneratedSample.shared(Sample("hello"))
    let docker = try FakeDocker()
    let digest = "sha256:" + String(repeating: "ab", count: 32)
    try Data("case $1 in push) echo \"77: digest: \(digest) size: 528\" ;; esac\n".utf8)
      .write(to: docker.folder.appendingPathComponent("faults"))
    let done = try #require(try generated.perform(.azure, in: .azurePush, docker: docker))
    #expect(done.status == 0)
    #expect(
      done.output.contains("##[group]docker push localhost:5000/hello:77\n77: digest: "))
    #expect(done.output.contains("##[endgroup]\n"))
    #expect(done.output.contains("##vso[task.uploadsummary]/"))
    #expect(
      done.output.contains("##vso[task.setvariable variable=digest_hello;isOutput=true]\(digest)\n")
    )
  }

  private func commands(in log: String) -> [Substring] {
    log.split(separator: "\n").filter { line in
      let text = line.lowercased()
      return text.contains("##vso[") || text.contains("##[")
    }
  }

  private func isOurs(_ line: Substring) -> Bool {
    guard line.dropFirst().firstRange(of: "##[") == nil,
      line.dropFirst().lowercased().firstRange(of: "##vso[") == nil
    else { return false }
    return ["##[group]", "##[endgroup]", "##vso[task.uploadsummary]"].contains(
      where: line.hasPrefix)
  }
}
