import PipelinePlan
import PipelineSpec
import Synchronization
import Testing

@testable import Execution

/// What is kept of a run, and the page about it.
@Suite(.timeLimit(.minutes(60))) struct RunReportTests {
  /// A run of go-slalom whose steps take as many seconds each, by the record's own clock.
  private func recorded(
    _ events: (Plan) -> [(seconds: Int, event: RunEvent)]
  ) throws -> RunRecord {
    let plan = TestPlan.goSlalom()
    let request = try RunRequest(
      plan, lane: 1, origin: RunOrigin(event: .push, isFork: false), environment: Environment(),
      jobs: 2)
    let begin = ContinuousClock.now
    let time = Mutex(begin)
    let record = RunRecord(request) { time.withLock { $0 } }
    for (seconds, event) in events(plan) {
      time.withLock { $0 = begin + .seconds(seconds) }
      record.observe(event)
    }
    return record
  }

  private func example() throws -> RunRecord {
    try recorded { plan in
      let ids = plan.steps.map(\.id)
      return [
        (0, .began(lane: "main", pushHosts: [])),
        (0, .started(ids[0], words: ["docker", "pull", "x"])),
        (0, .retry(ids[0], reason: "EOF", attempt: 1, of: 3, after: .seconds(1))),
        (2, .note(ids[0], "cold cache: x does not exist yet")),
        (2, .finished(ids[0], .succeeded, after: .seconds(2))),
        (2, .started(ids[1], words: ["docker", "build", "<&'\">"])),
        (3, .layers(ids[1], [LayerUse(stage: "builder", found: 1, fetched: 0, built: 2)])),
        (6, .finished(ids[1], .succeeded, after: .seconds(4))),
        (6, .skipped(ids[2], reason: "there is an image of its content")),
        (6, .started(ids[3], words: ["docker", "push", "y"])),
        (7, .output(ids[3], .error, lines: Array("</pre><script>\u{1B}[31mred\n".utf8))),
        (8, .finished(ids[3], .failed, after: .seconds(2))),
      ]
    }
  }

  @Test func aRecordKeepsWhatMatters() throws {
    let entries = try example().entries
    #expect(entries.map(\.state) == [.cold, .done, .skipped, .failed, .notDone])
    #expect(entries.map(\.attempts) == [2, 1, 0, 1, 0])
    #expect(entries.map(\.length) == [2, 4, 0, 2, 0].map { .seconds($0) })
    #expect(entries[0].remarks == ["EOF", "cold cache: x does not exist yet"])
    #expect(entries.map(\.row) == [0, 0, 0, 0, 0])
  }

  @Test func whatRunsAtOnceHasRowsOfItsOwn() throws {
    let record = try recorded { plan in
      let ids = plan.steps.map(\.id)
      return [
        (0, .started(ids[0], words: [])), (1, .started(ids[1], words: [])),
        (2, .finished(ids[0], .succeeded, after: .seconds(2))),
        (3, .started(ids[2], words: [])), (4, .started(ids[3], words: [])),
      ]
    }
    #expect(record.entries.map(\.row) == [0, 1, 0, 2, 0])
  }

  @Test func theCriticalPathIsWhatTheRunWaitedFor() throws {
    let record = try recorded { plan in
      let ids = plan.steps.map(\.id)
      return [
        (0, .started(ids[0], words: [])),
        (5, .finished(ids[0], .succeeded, after: .seconds(5))),
        (5, .started(ids[1], words: [])),
        (9, .finished(ids[1], .succeeded, after: .seconds(4))),
        (9, .started(ids[2], words: [])),
        (10, .finished(ids[2], .succeeded, after: .seconds(1))),
        (10, .started(ids[3], words: [])), (10, .started(ids[4], words: [])),
        (11, .finished(ids[3], .succeeded, after: .seconds(1))),
        (15, .finished(ids[4], .succeeded, after: .seconds(5))),
      ]
    }
    let path = CriticalPath.steps(of: record.entries).map(\.index).sorted()
    #expect(path == [0, 1, 2, 4])
  }

  @Test func thePageTellsItAndObeysNothing() throws {
    let record = try example()
    let page = RunReport(of: record, RunResult(), graph: "<svg></svg>").html
    #expect(page.contains("2 attempts") == false && page.contains("cold cache: x does not exist"))
    #expect(page.contains("docker build &#39;&lt;&amp;"), "\(page)")
    #expect(page.contains("&lt;/pre&gt;&lt;script&gt;red"))
    #expect(!page.contains("<script") && !page.contains("http") && !page.contains("\u{1B}"))
    #expect(page.contains("style=\"left:25.000%;width:50.000%\""))
    #expect(page.contains("<tr><td>Build stage builder of go-slalom<td>builder<td>1<td>0<td>2"))
    #expect(page.contains("<details id=\"step3\" open>"))
    #expect(page.contains("#s3 rect{stroke:#cf222e;stroke-width:3}"))
    #expect(page.contains("8.0 s · 1 done · 1 cold · 1 skipped · 1 failed · 1 not done"))
  }
}
