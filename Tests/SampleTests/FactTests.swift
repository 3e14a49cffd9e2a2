import Foundation
import TestSupport
import Testing

/// What git, the clock and a CI's variables tell, found out by script, pipeline and run alike.
@Suite struct FactTests {
  private static let facts = [
    "git.commit", "git.shortCommit", "git.branch", "git.tag", "git.describe", "time", "date",
    "date.compact", "lane",
  ]
  private static let outside = [
    WayOut.script(Shell("dash")), .script(Shell("busybox sh")), .script(Shell("bash")), .run,
  ]

  /// A spec whose image has a label for each of `facts`.
  private static func spec(_ facts: [String]) -> String {
    """
    pipegen: 1
    registry: localhost:5000
    lanes:
      main: { events: [local, push], branches: [main], push: [images] }
      other: { reads: [main] }
    images:
      app:
        labels: { \(facts.map { "\($0): \"${\($0)}\"" }.joined(separator: ", ")) }
    outputs: { shell: ci/build.sh, azure: ci/azure-pipelines.yml }

    """
  }

  private static func sample(_ facts: [String] = facts) throws -> GeneratedSample {
    try GeneratedSample(Sample("hello")) { _ in spec(facts) }
  }

  /// The labels of the one build of a run.
  private func labels(_ done: Performance) -> [String: String] {
    let words = done.calls.first { $0.words.first == "build" }?.words ?? []
    return zip(words, words.dropFirst()).filter { $0.0 == "--label" }.reduce(into: [:]) {
      all, pair in
      let parts = pair.1.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      all[String(parts[0])] = String(parts[1])
    }
  }

  private func run(
    _ sample: GeneratedSample, _ way: WayOut, in situation: Situation = .local,
    environment: [String: String] = [:]
  ) throws -> Performance? {
    try sample.perform(
      way, in: situation, docker: FakeDocker(), variables: [:], environment: environment)
  }

  @Test(arguments: outside)
  func aTaggedCheckout(_ way: WayOut) throws {
    let sample = try Self.sample()
    let git = try #require(sample.repository)
    try git.git(["tag", "v1.0"])
    guard let done = try run(sample, way) else { return }
    #expect(done.status == 0, "\(done.errors)")
    let commit = try git.head()
    #expect(
      labels(done) == [
        "git.commit": commit, "git.shortCommit": String(commit.prefix(7)), "git.branch": "main",
        "git.tag": "v1.0", "git.describe": "v1.0", "time": "2026-01-31T12:34:56Z",
        "date": "2026-01-31", "date.compact": "20260131", "lane": "main",
      ])
  }

  /// Names that a shell, a tag or a label could stumble over.
  @Test(
    arguments: crossed(
      [
        "topic/größe", "it's-$x", "`a`;b&c", "日本", "-x", ".x/y".replacing(".", with: "_"), "a\"b",
      ].few(4),
      outside))
  func aHostileBranchAndTag(_ name: String, _ way: WayOut) throws {
    let sample = try Self.sample()
    let git = try #require(sample.repository)
    let isOption = name.hasPrefix("-")
    try git.git(["symbolic-ref", "HEAD", "refs/heads/" + name])
    try git.commit("second")
    if !isOption { try git.git(["tag", "v/" + name]) }
    try git.commit("third")
    guard let done = try run(sample, way) else { return }
    #expect(done.status == 0, "\(done.errors)")
    let found = labels(done)
    #expect(try found["git.branch"] == RunFacts.slug(name))
    #expect(found["git.tag"] == nil)
    #expect(found["lane"] == "other")
    let short = try git.git(["rev-parse", "--short", "HEAD"])
    #expect(found["git.describe"] == (isOption ? short : "v/\(name)-1-g\(short)"))
  }

  @Test(arguments: outside)
  func aDetachedHead(_ way: WayOut) throws {
    let sample = try Self.sample()
    try sample.repository?.git(["checkout", "--quiet", "--detach"])
    guard let done = try run(sample, way) else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(labels(done)["git.branch"] == nil)
    #expect(labels(done)["lane"] == "other")
  }

  /// From any folder, git is asked about the spec's.
  @Test func fromAnotherFolder() throws {
    let sample = try Self.sample()
    let elsewhere = try TemporaryFolder()
    for (program, arguments) in [
      (Program.find("dash"), [sample.script.path]),
      (Repository.pipegen, ["run", "\(sample.folder.path)/pipegen.yml"]),
    ] {
      let docker = try FakeDocker()
      let result = try #require(program).run(
        arguments, in: elsewhere.url, environment: docker.environment())
      #expect(result.status == 0, "\(result.errors)")
      #expect(try docker.calls[0].words.contains("lane=main"))
    }
  }

  private static let lacks = [
    ("git.commit", "no repository", "${git.commit} needs a git repository: fatal: not a git"),
    ("git.shortCommit", "no repository", "${git.shortCommit} needs a git repository: fatal: not"),
    ("git.branch", "no repository", "${git.branch} needs a git repository: fatal: not a git"),
    ("git.tag", "no repository", "${git.tag} needs a git repository: fatal: not a git"),
    ("git.describe", "no repository", "${git.describe} needs a git repository: fatal: not a git"),
    ("git.commit", "no commit", "${git.commit} needs a commit, and the repository has none"),
    ("git.describe", "no commit", "${git.describe} needs a commit, and the repository has none"),
    ("git.commit", "no git", "${git.commit} needs git, which is not on PATH"),
    ("git.branch", "no git", "${git.branch} needs git, which is not on PATH"),
  ]

  /// One message, exit 1, and docker is never called.
  @Test(
    arguments: crossed(
      lacks.few(4), [WayOut.script(Shell("dash")), .script(Shell("busybox sh")), .run]))
  func noGit(_ fault: (fact: String, lack: String, message: String), _ way: WayOut) throws {
    let sample = try Self.sample([fault.fact])
    let docker = try FakeDocker()
    var environment: [String: String] = [:]
    if fault.lack != "no git" {
      try FileManager.default.removeItem(at: sample.folder.appendingPathComponent(".git"))
      environment["GIT_CEILING_DIRECTORIES"] = "/"
    }
    if fault.lack == "no commit" {
      _ = try Program.find("git")?.run(["init", "--quiet"], in: sample.folder)
    }
    if fault.lack == "no git" {
      environment["PATH"] = try docker.link(["dirname", "sed", "tr", "sha256sum", "cut", "date"])
    }
    guard let done = try sample.perform(way, docker: docker, environment: environment) else {
      return
    }
    #expect(done.status == 1, "\(done.errors)")
    #expect(done.errors.contains("error: " + fault.message), "\(done.errors)")
    #expect(done.errors.split(separator: "\n").count <= 2, "\(done.errors)")
    #expect(done.calls.isEmpty)
  }

  /// A pull request of GitHub is built as a merge: its commit is what that merges.
  @Test(arguments: outside)
  func aMergeOfGitHub(_ way: WayOut) throws {
    let sample = try Self.sample(["git.commit", "git.branch"])
    let git = try #require(sample.repository)
    try git.git(["checkout", "--quiet", "-b", "topic"])
    try git.commit("parent of nothing\n\nparent 0123")
    let own = try git.head()
    try git.git(["checkout", "--quiet", "--detach", "main"])
    try git.commit("meanwhile")
    try git.git(["merge", "--quiet", "--no-ff", "--message", "merge", "topic"])
    var environment = Situation.githubPullRequest.environment
    environment["GITHUB_SHA"] = try git.head()
    for isMerge in [true, false] {
      if !isMerge { environment["GITHUB_REF"] = "refs/heads/main" }  // pull_request_target
      guard let done = try run(sample, way, environment: environment) else { return }
      #expect(done.status == 0, "\(done.errors)")
      #expect(try labels(done)["git.commit"] == (isMerge ? own : git.head()))
      #expect(try labels(done)["git.branch"] == RunFacts.slug(Situation.source))
    }
  }

  /// Without an argument that needs git, no git is needed.
  @Test(arguments: [WayOut.script(Shell("dash")), .run])
  func onlyWhatIsNeeded(_ way: WayOut) throws {
    let sample = try GeneratedSample(Sample("hello")) { spec in
      spec.replacing("default: latest,", with: "default: \"${git.shortCommit}\",")
        .replacing(#"{ version: "$(Build.BuildId)" }"#, with: "{}")
    }
    let commit = try #require(sample.repository).head()
    try #require(try run(sample, way, environment: ["PIPEGEN_VERSION": ""])).expectPush(
      of: String(commit.prefix(7)))
    try FileManager.default.removeItem(at: sample.folder.appendingPathComponent(".git"))
    try #require(try run(sample, way, environment: ["PIPEGEN_VERSION": "1.2"])).expectPush(
      of: "1.2")
    let done = try run(sample, way, environment: ["PIPEGEN_VERSION": ""])
    #expect(done?.status == 1 && done?.calls.isEmpty == true)
  }

  @Test(arguments: crossed(WayOut.all, ["x", "-1", "1.5", "123456789012", " 1", "1\n"].few(3)))
  func anInstantThatIsNone(_ way: WayOut, _ text: String) throws {
    let sample = try Self.sample(["time"])
    guard
      let done = try run(
        sample, way, in: .azurePush, environment: ["SOURCE_DATE_EPOCH": text])
    else { return }
    let isAzure = if case .azure = way { true } else { false }
    #expect(done.status == (isAzure ? 1 : 64), "\(done.errors)")
    #expect(done.errors.contains("SOURCE_DATE_EPOCH is '"))
    #expect(done.calls.isEmpty)
  }

  /// The clock is asked once; a pipeline's is Azure's own for all jobs.
  @Test(arguments: WayOut.turn(1))
  func theClock(_ way: WayOut) throws {
    let sample = try Self.sample(["time", "date", "date.compact"])
    let before = Date().timeIntervalSince1970.rounded(.down)
    guard
      let done = try run(
        sample, way, in: .azurePush,
        environment: ["SOURCE_DATE_EPOCH": "", "TZ": "Asia/Kathmandu", "PIPEGEN_TIME": "x"])
    else { return }
    let found = labels(done)
    let time = try #require(found["time"])
    #expect(found["date"] == String(time.prefix(10)))
    #expect(found["date.compact"] == String(time.prefix(10)).replacing("-", with: ""))
    if case .azure = way {
      #expect(time == "2001-02-03T04:05:06Z")
    } else {
      let instant = try Date(time, strategy: .iso8601).timeIntervalSince1970
      #expect(instant >= before && instant <= Date().timeIntervalSince1970)
    }
  }

  /// What git describes needs the tags, so the agent fetches all.
  @Test func howDeepAPipelineFetches() throws {
    for (facts, depth) in [(["git.describe"], 0), (["git.commit"], 1)] {
      let sample = try Self.sample(facts)
      let text = try String(contentsOf: sample.azure, encoding: .utf8)
      #expect(text.contains("fetchDepth: \(depth)\n"))
    }
  }

  /// A pipeline describes the commit that it builds.
  @Test func aPipelineThatDescribes() throws {
    let sample = try Self.sample()
    let git = try #require(sample.repository)
    try git.git(["tag", "it's/1"])
    try git.commit("second")
    let commit = try git.head()
    let docker = try FakeDocker()
    let done = try #require(
      try sample.perform(
        .azure, in: .azurePush, docker: docker, variables: ["Build.SourceVersion": commit]))
    #expect(done.status == 0, "\(done.errors)")
    #expect(labels(done)["git.describe"]?.hasPrefix("it's/1-1-g") == true)
    #expect(labels(done)["git.commit"] == commit)
  }
}

extension Performance {
  fileprivate func expectPush(of tag: String) {
    #expect(status == 0, "\(errors)")
    #expect(lines.contains("push localhost:5000/hello:\(tag)"))
  }
}
