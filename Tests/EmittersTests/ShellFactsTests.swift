import Foundation
import TestSupport
import Testing

@testable import Emitters
@testable import PipelinePlan

/// What the script's functions find out is what the runner finds out.
@Suite struct ShellFactsTests {
  private static let names =
    [
      "main", "a", "_", "-", ".", "..", "-x", ".x", "--", "a-", "a.", "topic/x", "feature/A_b.c-1",
      "größe", "ñ", "n\u{303}", "日本語", "😀", "a b", "a/b/c", "a//b", "it's", "$(touch PWNED)", "`x`",
      "a;b", "a&b", "*", "?", "[a]", "~", "@", "@{", "#", "##", "%s", "%", "\\", "\\n", "\"", "!",
      "refs/heads/x", "heads/x", "HEAD", "a\nb", "\n", "a\n", "\t", "-n", "-e", "=", "+", ",", ":",
      String(repeating: "a", count: 99), String(repeating: "a", count: 100),
      String(repeating: "a", count: 101), String(repeating: "é", count: 50),
      String(repeating: "é", count: 51), String(repeating: "a", count: 99) + "é",
      "." + String(repeating: "a", count: 100), String(repeating: "/", count: 250),
    ] + HostileText.texts(150, seed: 9).filter { $0.utf8.count < 2_000 }

  @Test(arguments: crossed(Shell.all.few(2), ["C", "C.UTF-8"]))
  func slugs(in interpreter: Shell, under locale: String) throws {
    // A shell's variable ends with what `$(…)` leaves: names of branches have no line feeds anyway.
    let names = Self.names.filter { !$0.isEmpty }
    let digests = try Self.digests(of: names)
    let script = shell {
      "set -eu"
      "LC_ALL=C"
      "export LC_ALL"
      ShellFacts.declarations(of: [.branch], on: .azure)
      for name in names {
        ShellAssignment("source_branch", Word(literal: "refs/heads/" + name))
        ShellFacts.calls(for: [.branch])
        #"printf '%s\n' "$PIPEGEN_GIT_BRANCH""#
      }
    }
    let environment = ["LC_ALL": locale, "PATH": TestEnvironment.path]
    guard
      let run = try interpreter.run(ShellPrinter.text(of: script), environment: environment)
    else { return }
    #expect(run.result.status == 0 && run.result.errors == "", "\(run.result.errors)")
    #expect(run.leftFiles == [])
    let shown = run.result.text.split(separator: "\n").map(String.init)
    let expected = names.map { name in Slug.of(Array(name.utf8)) { digests[$0] ?? "?" } }
    #expect(shown == expected)
    #expect(Set(expected).count == Set(names.map { Array($0.utf8) }).count)
    for slug in expected {
      #expect(slug.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.-]{0,108}/) != nil)
    }
  }

  /// By `sha256sum`, of all at once.
  private static func digests(of names: [String]) throws -> [[UInt8]: String] {
    let folder = try TemporaryFolder()
    let files = try names.enumerated().map { index, name in
      try folder.file("\(index)", Data(name.utf8)).path
    }
    let result = try #require(Program.find("sha256sum")).run(files, in: folder.url)
    let lines = result.text.split(separator: "\n").map { String($0.prefix(64)) }
    return Dictionary(
      zip(names.map { Array($0.utf8) }, lines), uniquingKeysWith: { first, _ in first })
  }

  @Test(arguments: Shell.all.few(2))
  func instants(in interpreter: Shell) throws {
    var generator = SeededGenerator(seed: 10)
    let seconds =
      [
        0, 1, 59, 86_399, 86_400, 951_782_399, 951_782_400, 951_868_800, 1_709_164_800,
        1_709_251_200,
        4_107_542_400, 2_147_483_648, UTCTime.maximum,
      ]
      + (0..<60).map { _ in Int64.random(in: 0...UTCTime.maximum, using: &generator) }
    let script = shell {
      "set -eu"
      "fail() { exit 9; }"
      ShellFacts.declarations(of: [.time, .date, .compactDate])
      for second in seconds {
        ShellAssignment("SOURCE_DATE_EPOCH", Word(literal: String(second)))
        "PIPEGEN_TIME="
        ShellFacts.calls(for: [.time, .date, .compactDate])
        #"printf '%s %s %s\n' "$PIPEGEN_TIME" "$PIPEGEN_DATE" "$PIPEGEN_DATE_COMPACT""#
      }
    }
    let environment = ["PATH": TestEnvironment.path, "TZ": "Asia/Kathmandu"]
    guard
      let run = try interpreter.run(ShellPrinter.text(of: script), environment: environment)
    else { return }
    #expect(run.result.status == 0 && run.result.errors == "", "\(run.result.errors)")
    let expected = seconds.map { second in
      let time = UTCTime.text(ofSeconds: second)
      let date = time.prefix { $0 != "T" }
      return "\(time) \(date) \(date.filter { $0 != "-" })"
    }
    #expect(run.result.text.split(separator: "\n").map(String.init) == expected)
  }
}
