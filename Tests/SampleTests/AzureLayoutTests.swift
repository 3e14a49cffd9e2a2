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
  @Test(arguments: oneJob, [Sample("hello"), Sample("services")])
  func theSameCommands(_ key: String, _ sample: Sample) throws {
    try check(key, sample, in: [.azurePush, .azurePullRequest])
  }

  /// Facts asks the clock, which a script does by itself.
  @Test(arguments: samples.filter { $0.name != "facts" })
  func theScriptOfEverySample(_ sample: Sample) throws {
    try check("layout: script", sample, in: Self.situations + [.azureSchedule])
  }

  private func check(_ key: String, _ sample: Sample, in situations: [Situation]) throws {
    let generated = try GeneratedSample(sample, edit: adding(key))
    for situation in situations {
      let docker = try FakeDocker()
      let done = try #require(
        try generated.perform(.azure, in: situation, docker: docker, password: "secret"))
      let expected = try Expectation(generated, in: situation, .azure)
      #expect(done.status == 0, "\(situation) \(done.errors)")
      #expect(done.lines.sorted() == expected.lines.sorted(), "\(situation)")
      #expect(expected.orderFaults(in: done.calls) == [])
    }
  }

  /// A job for each image: nothing more than the plan is built or pushed, all of it, and each push
  /// is done once. What an image is built from comes first.
  @Test(arguments: samples, situations)
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
