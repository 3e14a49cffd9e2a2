package import Foundation
package import PipelineSpec
import Synchronization

/// A project of `samples`.
package struct Sample: Sendable, CustomStringConvertible {
  /// Its folder's name.
  package let name: String

  package var description: String { name }

  /// Every sample, by name.
  package static let all: [Sample] = {
    let folder = Repository.root.appendingPathComponent("samples")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map(Sample.init).filter {
      FileManager.default.fileExists(atPath: $0.specification.path)
    }
  }()

  /// All of them where everything is tried; else those with the most to get wrong.
  package static let few =
    TestEnvironment.isWhole ? all : ["keys", "services", "monorepo", "chain"].map(Sample.init)

  package init(_ name: String) { self.name = name }

  /// The branch that its pipeline is about.
  package var mainBranch: String { name == "go-slalom" ? "master" : "main" }

  package var folder: URL {
    Repository.root.appendingPathComponent("samples").appendingPathComponent(name)
  }

  package var specification: URL { folder.appendingPathComponent("pipegen.yml") }

  /// A file below `expected`.
  package func expected(_ file: String) -> URL {
    folder.appendingPathComponent("expected").appendingPathComponent(file)
  }
}

/// A copy of a sample in a folder of its own, with its outputs generated.
package struct GeneratedSample: Sendable {
  /// A sample that could not be copied or generated.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  package let sample: Sample
  package let folder: URL
  package let pipeline: Pipeline
  /// What `pipegen plan --format json` says of it.
  package let plan: Data
  /// Where the spec asks git.
  package let repository: GitRepository?
  private let scratch: TemporaryFolder?

  /// A copy in a folder called `name`, its spec changed by `edit` before anything is generated.
  package init(
    _ sample: Sample, called name: String = "work", edit: (String) -> String = { $0 }
  ) throws {
    let scratch = try TemporaryFolder()
    try self.init(sample, in: scratch.url.appendingPathComponent(name), edit, scratch)
  }

  private init(
    _ sample: Sample, in folder: URL, _ edit: (String) -> String, _ scratch: TemporaryFolder?
  ) throws {
    let text = edit(String(decoding: try Data(contentsOf: sample.specification), as: UTF8.self))
    let original = try OriginalSample.of(sample, text)
    try FileManager.default.copyItem(at: original.folder, to: folder)
    self.sample = sample
    self.folder = folder
    self.scratch = scratch
    pipeline = original.pipeline
    plan = original.plan
    repository = text.contains("${git.") ? try GitRepository(folder) : nil
  }

  /// The sample as it is, generated once for all tests that leave it as it is.
  package static func shared(_ sample: Sample) throws -> GeneratedSample {
    guard let made = shared[sample.name] else {
      throw Failure(description: "no sample '\(sample.name)'")
    }
    return try made.get()
  }

  private static let shared = Sample.all.reduce(
    into: [String: Result<GeneratedSample, any Error>]()
  ) { all, sample in
    all[sample.name] = Result {
      try GeneratedSample(
        sample, in: SharedFolder.make("samples").appendingPathComponent(sample.name), { $0 }, nil)
    }
  }

  /// Variables that hold secrets of builds, and the pipeline's variables that give them.
  package var azureNames: [(environment: String, azure: String)] {
    let given = pipeline.outputs.azure.first?.secrets ?? []
    return pipeline.secrets.map { secret in
      let macro = given.first { $0.key.value == secret.name.value }?.value.value
      let name = macro.map { String($0.dropFirst(2).dropLast()) }
      return (secret.env.value, name ?? secret.env.value)
    }
  }

  /// The generated script.
  package var script: URL { folder.appendingPathComponent(scriptPath) }

  /// The generated script, relative to the folder.
  package var scriptPath: String { pipeline.outputs.shell.first?.path ?? "" }

  /// The generated Azure pipeline.
  package var azure: URL { folder.appendingPathComponent(azurePath) }

  /// The generated Azure pipeline, relative to the folder.
  package var azurePath: String { pipeline.outputs.azure.first?.path ?? "" }
}

/// What samples of one spec are copies of: generated and planned for the first that asks.
private struct OriginalSample: Sendable {
  let folder: URL
  let pipeline: Pipeline
  let plan: Data

  private static let known = Mutex<[String: OriginalSample]>([:])

  /// The sample whose spec is `text`.
  static func of(_ sample: Sample, _ text: String) throws -> OriginalSample {
    let key = "\(sample.name)\n\(text)"
    if let original = known.withLock({ $0[key] }) { return original }
    let original = try OriginalSample(sample, text)
    known.withLock { $0[key] = original }
    return original
  }

  private init(_ sample: Sample, _ text: String) throws {
    let folder = try SharedFolder.make("originals").appendingPathComponent(UUID().uuidString)
    try FileManager.default.copyItem(at: sample.folder, to: folder)
    for made in ["expected", "ci"] {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(made))
    }
    try Data(text.utf8).write(to: folder.appendingPathComponent("pipegen.yml"))
    let compiled = Compiled(text)
    guard let pipeline = compiled.pipeline else {
      throw GeneratedSample.Failure(description: compiled.faults.joined(separator: "\n"))
    }
    self.folder = folder
    self.pipeline = pipeline
    let made = try Repository.pipegen.run(["generate"], in: folder, input: Data())
    guard made.status == 0 else { throw GeneratedSample.Failure(description: made.errors) }
    plan = try Repository.pipegen.run(["plan", "--format", "json"], in: folder, input: Data())
      .output
  }
}
