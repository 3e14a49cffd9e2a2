import Foundation
import TestSupport
import Testing

/// However a plan is spread over jobs and steps, it does what the script does.
@Suite struct AzureLayoutTests {
  private static let situations = [Situation.azurePush, .azurePullRequest, .azureTag]
  private static let samples = ["facts", "families", "hello", "monorepo", "services"].map(
    Sample.init)

  /// Templates as they are, and as what a pipeline that extends one is given.
  private static let oneJob = [
    "layout: script", "template: steps", "template: jobs", "template: stages",
    "extends: { template: company.yml@shared }",
    "extends: { template: x.yml, parameters: { build: { jobs: [{ pipegen: all }] } } }",
    "stages: [{ stage: A, jobs: [{ job: B, steps: [{ checkout: none }, { pipegen: all }] }] }]",
    "stages: [{ pipegen: all }]",
  ]

  /// Law 8, but for tags: a run of a tag is what all lanes of services tell apart.
  @Test(
    arguments: crossed(
      oneJob.few(3), [Sample("hello"), Sample("services")],
      [Situation.azurePush, .azurePullRequest]))
  func theSameCommands(_ key: String, _ sample: Sample, _ situation: Situation) throws {
    try check(key, sample, in: situation)
  }

  @Test(arguments: crossed(samples.few(3), situations + [.azureSchedule]))
  func theScriptOfEverySample(_ sample: Sample, _ situation: Situation) throws {
    try check("layout: script", sample, in: situation)
  }

  /// The script's table of images becomes the run's summary.
  @Test func theSummaryOfTheScript() throws {
    let generated = try GeneratedSample(Sample("monorepo")) { spec in
      adding("layout: script")(spec).replacing("ci/build.sh,", with: "ci/build.sh, summary: true,")
    }
    let words = #"""
      case "$*" in
        'push '*/web*)
          printf 'The push refers to repository [%s]\n' "${2%:*}"
          printf '%s: digest: sha256:%064d size: 527\n' "${2##*:}" 7
          ;;
      esac

      """#
    let docker = try FakeDocker()
    try Data(words.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    let done = try #require(
      try generated.perform(.azure, in: .azurePush, docker: docker, password: "secret"))
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.errors.contains("| api | localhost:5000/shop/api:77 |"))
    #expect(done.output.contains("##vso[task.uploadsummary]"))
    // As layout `steps` does; docker has told no digest of the others.
    let digest = "sha256:" + String(repeating: "0", count: 63) + "7"
    let command = "##vso[task.setvariable variable=digest_"
    let published = done.output.split(separator: "\n").filter { $0.hasPrefix(command) }
    #expect(published == ["\(command)web;isOutput=true]\(digest)"])
  }

  /// A spec that is not at the repository's root says so.
  @Test(arguments: ["jobs", "script", "steps"].few(2))
  func aSpecInAFolder(_ layout: String) throws {
    let generated = try GeneratedSample(Sample("monorepo"), called: "it's $(here)") { spec in
      adding("layout: \(layout)")(spec)
        .replacing("  azure:\n", with: "  azure:\n    folder: \"it's $(here)\"\n")
        .replacing("trigger: { branches", with: "trigger: { paths: auto, branches")
    }
    let root = generated.folder.deletingLastPathComponent()
    let docker = try FakeDocker()
    let player = AzurePlayer(
      variables: generated.azureVariables(in: .azurePush),
      secrets: ["SHOP_REGISTRY_PASSWORD": "secret"], environment: docker.environment())
    let text = try String(contentsOf: generated.azure, encoding: .utf8)
    let done = try player.play(AzureDocument(Data(text.utf8)), sources: root)
    #expect(done.status == 0, "\(done.errors)\(done.output)")
    let expected = try Expectation(generated, in: .azurePush, .azure)
    #expect(Set(try docker.calls.map { CallLine.text(of: $0.words) }) == Set(expected.lines))
    // `tools` is built from the spec's own folder.
    #expect(text.contains("    - it's $(here)\n") || text.contains(#"    - "it's $(here)""#))
  }

  private func check(_ key: String, _ sample: Sample, in situation: Situation) throws {
    let generated = try GeneratedSample(sample, edit: adding(key))
    let docker = try FakeDocker()
    let done = try #require(
      try generated.perform(.azure, in: situation, docker: docker, password: "secret"))
    let expected = try Expectation(generated, in: situation, .azure)
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines.sorted() == expected.lines.sorted())
    #expect(expected.orderFaults(in: done.calls) == [])
  }

  /// A job for each image: nothing more than the plan is built or pushed, all of it, and each push
  /// is done once. What an image is built from comes first.
  @Test(arguments: crossed(samples.few(3), situations))
  func aJobForEachImage(_ sample: Sample, _ situation: Situation) throws {
    let generated = try GeneratedSample(sample, edit: adding("layout: jobs"))
    let docker = try FakeDocker()
    let done = try #require(
      try generated.perform(.azure, in: situation, docker: docker, password: "secret"))
    let expected = try Expectation(generated, in: situation, .azure)
    #expect(done.status == 0, "\(done.errors)")
    #expect(Set(done.lines) == Set(expected.lines))
    let pushes = expected.lines.filter { $0.hasPrefix("push ") }
    #expect(done.lines(of: "push").sorted() == pushes.sorted())
    #expect(Set(done.lines).count < done.lines.count || sample.name == "hello")
  }

  /// Where a run pushes an image that others are built from, they take it from the registry.
  @Test func whatIsPushedIsNotBuiltTwice() throws {
    let generated = try GeneratedSample(Sample("monorepo"), edit: adding("layout: jobs"))
    for (situation, count) in [(Situation.azurePush, 1), (.azurePullRequest, 2)] {
      let docker = try FakeDocker()
      let done = try #require(
        try generated.perform(.azure, in: situation, docker: docker, password: "secret"))
      let builds = done.lines(of: "build").filter {
        $0.contains("--tag localhost:5000/shop/api:77")
      }
      #expect(builds.count == count, "\(situation)")
    }
    let document = try AzureDocument(Data(contentsOf: generated.azure))
    let jobs = document.stages.flatMap(\.jobs)
    #expect(jobs.first { $0.name == "gateway" }?.needs == ["base", "api"])
    #expect(jobs.first { $0.name == "web" }?.needs == ["base"])
  }

  /// What a job that builds a base for itself has no use for is done by a job of the base.
  @Test func whatNoOtherImageNeedsHasAJob() throws {
    let generated = try GeneratedSample(Sample("hello")) { _ in
      """
      pipegen: 1
      registry: localhost:5000
      parameters: { version: "" }
      lanes: { all: { push: [] } }
      checks: { lint: { run: "true" } }
      images:
        base: { context: ., archive: base.tar }
        middle: { context: ., args: { BASE: "${images.base}" } }
        app: { context: ., args: { BASE: "${images.middle}" }, tags: ["1.${version}"] }
      outputs: { shell: ci/build.sh, azure: { path: ci/azure.yml, layout: jobs } }

      """
    }
    let document = try AzureDocument(Data(contentsOf: generated.azure))
    let jobs = document.stages.flatMap(\.jobs)
    #expect(jobs.map(\.name) == ["checks", "base", "app"])
    // Behind what has no job of its own is what that one needs.
    #expect(jobs.map(\.needs) == [[], ["checks"], ["checks", "base"]])
    let done = try #require(
      try generated.perform(.azure, in: .azurePush, docker: FakeDocker()))
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines(of: "save").count == 1)
    // Tags are no matter of checks that are about no image.
    let scripts = jobs.map { job in
      job.steps.contains { step in
        if case .bash(let script) = step.kind { script.contains("require_tag ") } else { false }
      }
    }
    #expect(scripts == [false, false, true])
  }

  /// Each machine whose engine knows an image by another name gets it back.
  @Test func namesArePutBackInEachJob() throws {
    let generated = try GeneratedSample(Sample("families"), edit: adding("layout: jobs"))
    let document = try AzureDocument(Data(contentsOf: generated.azure))
    let jobs = document.stages.flatMap(\.jobs).map { $0.steps.map(\.displayName) }
    for name in ["base", "families/runtime"] {
      let naming = jobs.filter { $0.contains { $0.hasPrefix("Let FROM \(name) mean ") } }
      #expect(naming.count > 1)
      #expect(naming.allSatisfy { $0.contains("Put back the name \(name)") })
    }
  }

  /// A fork pushes nothing, not even where pull requests do: its jobs build for themselves.
  @Test func aForkBuildsWhatOthersFindPushed() throws {
    let lanes = """
      lanes:
        pull: { events: [pullRequest], push: [images], reads: [rest] }
        rest: { push: [images, cache] }

      """
    let generated = try GeneratedSample(Sample("monorepo")) { adding("layout: jobs")($0) + lanes }
    for (situation, count) in [(Situation.azurePullRequest, 1), (.azureFork, 2)] {
      let docker = try FakeDocker()
      let done = try #require(
        try generated.perform(.azure, in: situation, docker: docker, password: "secret"))
      #expect(done.status == 0, "\(done.errors)")
      let builds = done.lines(of: "build").filter {
        $0.contains("--tag localhost:5000/shop/api:77")
      }
      #expect(builds.count == count, "\(situation)")
      #expect(done.lines(of: "push").isEmpty == (situation == .azureFork))
    }
  }

  /// Names that are one in the name of a variable.
  @Test(arguments: ["steps", "script"])
  func aDigestOfEachImage(_ layout: String) throws {
    let folder = try TemporaryFolder()
    let spec = """
      pipegen: 1
      registry: localhost
      images: { a-b: { tags: [t] }, a_b: { tags: [t] } }
      outputs:
        shell: { path: build.sh, summary: true }
        azure: { path: azure.yml, layout: \(layout) }

      """
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    let azure = try Repository.pipegen.run(["emit", "azure"], in: folder.url).text
    let call = layout == "steps" ? "published a_b" : "publish a-b a_b"
    let other = layout == "steps" ? "published a_b_2" : "publish a_b a_b_2"
    #expect(azure.contains("\(call) ") || azure.contains("\(call)\n"), "\(azure)")
    #expect(azure.contains(other), "\(azure)")
  }

  @Test func moreJobsThanAStageTakes() throws {
    let folder = try TemporaryFolder()
    let images = (0..<257).map { "i\($0): { tags: [a] }" }.joined(separator: ", ")
    let spec = """
      pipegen: 1
      registry: localhost
      images: { \(images) }
      outputs: { azure: { path: azure.yml, layout: jobs } }

      """
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    let azure = try Repository.pipegen.run(["emit", "azure"], in: folder.url)
    #expect(azure.status == 2 && azure.output.isEmpty)
    #expect(azure.errors.contains("a stage has 257 jobs, Azure takes 256 [too-large]\n"))
  }

  private func adding(_ key: String) -> (String) -> String {
    { spec in
      let lines = spec.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !key.hasPrefix("template: ") || !$0.hasPrefix("    trigger:") }
        .filter { key != "template: steps" || !$0.hasPrefix("    pool:") }
        .filter { key != "template: steps" || !$0.hasPrefix("    timeout:") }
      return lines.joined(separator: "\n").replacing("  azure:\n", with: "  azure:\n    \(key)\n")
    }
  }
}

/// Law 8 of layout `jobs`, with engines that are asked twice and with images that are found by keys.
@Suite struct AzureJobsTests {
  private static let situations = [Situation.azurePush, .azurePullRequest]

  @Test(
    arguments: crossed([EngineSpec.buildx, .registryCache, .buildah, .podman].few(2), situations))
  func everyEngine(_ engine: EngineSpec, _ situation: Situation) throws {
    let text = try String(
      contentsOf: engine.sample().folder.appendingPathComponent("pipegen.yml"), encoding: .utf8)
    try check(GeneratedSample(Sample("hello")) { _ in jobs(text) }, situation)
  }

  @Test(arguments: crossed([KeyedImages.missing, .here, .pushed].few(2), situations))
  func keys(_ place: KeyedImages, _ situation: Situation) throws {
    try check(GeneratedSample(Sample("keys"), edit: jobs), situation, place)
  }

  private func jobs(_ spec: String) -> String {
    spec.replacing("azure: { path", with: "azure: { layout: jobs, path")
      .replacing("  azure:\n", with: "  azure:\n    layout: jobs\n")
  }

  /// Nothing more than the plan is done, all of it, and each push once.
  private func check(
    _ generated: GeneratedSample, _ situation: Situation, _ place: KeyedImages = .missing
  ) throws {
    let expected = try Expectation(generated, in: situation, .azure) { _ in place }
    let docker = try FakeDocker(place, of: expected.keyed.map(\.value).sorted())
    let done = try #require(
      try generated.perform(.azure, in: situation, docker: docker, password: "secret"))
    #expect(done.status == 0, "\(done.errors)")
    #expect(Set(done.lines) == Set(expected.lines))
    #expect(done.pushes.sorted() == expected.lines.filter(CallLine.isPush).sorted())
  }
}
