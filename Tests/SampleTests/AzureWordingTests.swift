import Foundation
import TestSupport
import Testing

/// What somebody reads, or an agent takes for its own, in an emitted pipeline.
@Suite struct AzureWordingTests {
  /// Azure would put a variable of that name in its place.
  @Test(arguments: Sample.all)
  func noSubstitutionIsAName(_ sample: Sample) throws {
    let generated = try GeneratedSample.shared(sample)
    for step in try AzureDocument(Data(contentsOf: generated.azure)).steps {
      guard case .bash(let script) = step.kind else { continue }
      let name = script.firstMatch(of: /\$\([A-Za-z_][A-Za-z0-9_.]*\)/).map { String($0.0) }
      #expect(name == nil, "\(step.displayName)")
    }
  }

  /// A step's name has no hole in the spec's words; the table at the end has the value.
  @Test func titles() throws {
    let generated = try GeneratedSample.shared(Sample("monorepo"))
    let text = try String(contentsOf: generated.azure, encoding: .utf8)
    let titles = try AzureDocument(Data(text.utf8)).steps.map(\.displayName)
    #expect(titles.allSatisfy { !$0.contains("${") })
    #expect(titles.contains("Push image api:<version>"), "\(titles)")
    #expect(text.contains(#" "Push image api:$PIPEGEN_VERSION" "#))
  }

  /// The words of a group can be typed.
  @Test func groups() throws {
    let generated = try GeneratedSample(Sample("hello")) {
      $0.replacing("    stages:\n", with: "    args: { GREETING: \"it's $HOME\" }\n    stages:\n")
    }
    let docker = try FakeDocker()
    let done = try #require(try generated.perform(.azure, in: .azurePush, docker: docker))
    #expect(done.status == 0, "\(done.errors)")
    let groups = done.output.split(separator: "\n").filter { $0.hasPrefix("##[group]") }
    #expect(groups.contains("##[group]docker push localhost:5000/hello:77"), "\(groups)")
    #expect(groups.contains { $0.contains(#"--build-arg 'GREETING=it'\''s $HOME' "#) }, "\(groups)")
  }

  /// No step has more time than its job.
  @Test(arguments: ["10m", "60m"])
  func bounds(_ bound: String) throws {
    let generated = try GeneratedSample(Sample("hello")) {
      $0.replacing("  azure:\n", with: "  azure:\n    timeout: \(bound)\n")
    }
    let text = try String(contentsOf: generated.azure, encoding: .utf8)
    let minutes = text.matches(of: /timeoutInMinutes: (\d+)/).compactMap { Int($0.1) }
    #expect(minutes.count > 5)
    #expect(minutes.max() == Int(bound.dropLast()))
  }

  /// A job has the time of its longest build or check, where nobody says how long it lasts.
  @Test func aLongBuild() throws {
    let generated = try GeneratedSample(Sample("hello")) {
      $0 + "checks: { unit: { run: make, timeout: 90m } }\ndefaults: { timeout: 3h }\n"
    }
    let text = try String(contentsOf: generated.azure, encoding: .utf8)
    let minutes = text.matches(of: /timeoutInMinutes: (\d+)/).compactMap { Int($0.1) }
    #expect(minutes.first == 180 && minutes.max() == 180 && minutes.contains(90))
  }

  /// Characters are not what a path is made of: a mark that goes with the `}` stays.
  @Test func aPathKeepsWhatFollowsItsHole() throws {
    let folder = try TemporaryFolder()
    let spec = """
      pipegen: 1
      registry: localhost
      images: { app: { tags: [x] }, web: { tags: [x] } }
      outputs: { shell: { path: "ci/${image}\u{301}.sh" } }

      """
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    let made = try Repository.pipegen.run(["generate"], in: folder.url)
    #expect(made.status == 0, "\(made.errors)")
    for name in ["app", "web"] {
      let file = folder.url.appendingPathComponent("ci/\(name)\u{301}.sh")
      #expect(FileManager.default.isExecutableFile(atPath: file.path))
    }
  }

  /// A pipeline of one image is not started by those of the others.
  @Test func pathsOfEachImage() throws {
    let folder = try TemporaryFolder()
    let spec = """
      pipegen: 1
      registry: localhost
      images: { app: { tags: [x], context: app }, web: { tags: [x], context: web } }
      outputs:
        shell: [ci/all.sh, "ci/${image}.sh"]
        azure: { path: "ci/${image}.yml", trigger: { branches: [main], paths: auto } }

      """
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    for name in ["app", "web"] {
      try FileManager.default.createDirectory(
        at: folder.url.appendingPathComponent(name), withIntermediateDirectories: false)
    }
    let made = try Repository.pipegen.run(["generate"], in: folder.url)
    #expect(made.status == 0, "\(made.errors)")
    let file = folder.url.appendingPathComponent("ci/app.yml")
    let trigger = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\npr:")[0]
    let paths = trigger.components(separatedBy: "paths:")[1].matches(of: /- (.*)/).map {
      String($0.1)
    }
    #expect(paths == ["app", "ci/all.sh", "ci/app.sh", "ci/app.yml", "pipegen.yml"])
  }

  /// Where `paths: auto` is no filter, the pipeline says why.
  @Test(arguments: [
    ("", "# image 'app' is built from the whole repository.\n"),
    ("context: app", "# check 'unit' has no workingDirectory, and so may read all files.\n"),
  ])
  func noFilter(_ context: String, _ reason: String) throws {
    let folder = try TemporaryFolder()
    let spec = """
      pipegen: 1
      registry: localhost
      images: { app: { tags: [x], \(context) } }
      checks: { unit: { run: make } }
      outputs: { azure: { path: azure.yml, trigger: { branches: [main], paths: auto } } }

      """
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    let azure = try Repository.pipegen.run(["emit", "azure"], in: folder.url).text
    #expect(azure.contains("leaves nothing out:\n" + reason), "\(azure.prefix(900))")
    let filtered = spec.replacing("run: make", with: "run: make, workingDirectory: app")
    _ = try folder.file("pipegen.yml", Data(filtered.utf8))
    let other = try Repository.pipegen.run(["emit", "azure"], in: folder.url).text
    #expect(other.contains("leaves nothing out") == context.isEmpty)
  }
}
