import PipelinePlan
import PipelineSpec
import Synchronization
import Testing

@testable import Execution

/// What CI agents obey, and the groups that they are given.
@Suite(.timeLimit(.minutes(60))) struct AgentCommandTests {
  private static func commands(_ host: CIHost) throws -> AgentCommands {
    try #require(AgentCommands(of: host))
  }

  private func defused(_ text: String, _ host: CIHost) throws -> String {
    String(
      decoding: try Self.commands(host).defused(Array(text.utf8)), as: UTF8.self)
  }

  @Test(arguments: [CIHost.azure, .github])
  func nothingBegins(_ host: CIHost) throws {
    for (text, shown) in [
      ("##vso[task.complete]\n", "**vso[task.complete]\n"), ("a ##VsO[x]\n", "a **VsO[x]\n"),
      ("##[error]x\n", "**[error]x\n"), ("###[x]\n", "#**[x]\n"), ("##vso\n", "##vso\n"),
      ("## [x]\n", "## [x]\n"), ("##", "##"), ("##vso", "##vso"), ("####vso[[\n", "##**vso[[\n"),
      ("\u{FF}##[é\n", "\u{FF}**[é\n"),
    ] {
      #expect(try defused(text, host) == shown)
    }
  }

  @Test func gitHubsColonsCountAtTheBeginningOfALine() throws {
    for (text, shown) in [
      ("::error::x\n", ": :error::x\n"), (" \t::add-mask::x\n", " \t: :add-mask::x\n"),
      ("a ::error::x\n", "a ::error::x\n"), ("a\r::error::x\n", "a\r: :error::x\n"),
      ("\u{A0}::error::x\n", "\u{A0}: :error::x\n"), (":::\n", ": ::\n"), ("::", ": :"),
      ("a\n::b\n", "a\n: :b\n"),
    ] {
      #expect(try defused(text, .github) == shown)
    }
    #expect(try defused("::1 localhost\n", .azure) == "::1 localhost\n")
  }

  @Test func whereNoAgentReadsNothingIsChanged() {
    #expect(AgentCommands(of: nil) == nil)
    #expect(AgentCommands(of: .gitlab) == nil)
  }

  private func written(_ host: CIHost, _ events: (Plan) -> [RunEvent]) throws -> String {
    let plan = TestPlan.pulls(3)
    let request = try RunRequest(
      plan, lane: 1, origin: RunOrigin(event: .push, isFork: false), environment: Environment(),
      jobs: 3)
    let kept = Mutex<[UInt8]>([])
    let progress = GroupedProgress(request, try Self.commands(host)) { bytes in
      kept.withLock { $0 += bytes }
    }
    for event in events(plan) { progress.observe(event) }
    return String(decoding: kept.withLock { $0 }, as: UTF8.self)
  }

  @Test func stepsThatRunAtOnceHaveGroupsOneBehindTheOther() throws {
    let text = try written(.azure) { plan in
      let (one, two, three) = (plan.steps[0].id, plan.steps[1].id, plan.steps[2].id)
      return [
        .began(lane: "main", pushHosts: []),
        .started(one, words: ["pull", "1"]), .started(two, words: ["pull", "2"]),
        .output(two, .output, lines: Array("two\n".utf8)),
        .output(one, .output, lines: Array("##[error]one\n".utf8)),
        .started(three, words: ["pull", "3"]),
        .finished(two, .succeeded, after: .seconds(2)),
        .finished(one, .failed, after: .seconds(3)),
        .output(three, .error, lines: Array("three\n".utf8)),
        .finished(three, .succeeded, after: .seconds(1)),
      ]
    }
    #expect(
      text == """
        lane main: pushes nothing
        ##[group]Pull cache image registry.example/image-0:cache
        pull 1
        **[error]one
        ##[endgroup]
        ##[group]Pull cache image registry.example/image-1:cache
        pull 2
        two
        done in 2.0 s
        ##[endgroup]
        ##[group]Pull cache image registry.example/image-0:cache (continued)
        failed after 3.0 s
        ##[endgroup]
        ##[group]Pull cache image registry.example/image-2:cache
        pull 3
        three
        done in 1.0 s
        ##[endgroup]

        """)
  }

  @Test func aStepThatSaysMuchDoesNotWaitForAnother() throws {
    let many = Array(repeating: UInt8(ascii: "x"), count: 999) + [0x0A]
    let text = try written(.github) { plan in
      let (one, two) = (plan.steps[0].id, plan.steps[1].id)
      return [.started(one, words: ["a"]), .started(two, words: ["b"])]
        + (0..<3000).map { _ in .output(two, .output, lines: many) }
        + [.skipped(plan.steps[2].id, reason: "no need")]
    }
    let lines = text.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("xxx") } >= 2000)
    #expect(lines.count { $0.hasSuffix("(a part)") } == 2)
    #expect(lines.count { $0.hasPrefix("::group::") } == lines.count { $0 == "::endgroup::" } + 1)
    #expect(lines.last == "Pull cache image registry.example/image-2:cache: skipped: no need")
  }
}
