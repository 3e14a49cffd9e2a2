import Foundation
import TestSupport

/// A way in which a sample is carried out on a real engine.
enum RealWay: String, CaseIterable {
  case script, azure, run
}

/// A sample that builds and pushes for real, to repositories of its own.
struct RealSample {
  let engine: Engine
  /// HOST/PATH that all its repositories stand below.
  let address: String
  let generated: GeneratedSample

  /// A copy whose repositories stand below `prefix`, apart from those of other tests, its spec
  /// changed by `edit`.
  init(
    _ name: String, on engine: Engine, prefix: String, edit: (String) -> String = { $0 }
  ) throws {
    self.engine = engine
    let address = "\(engine.registry)/\(prefix)"
    self.address = address
    generated = try GeneratedSample(Sample(name)) { spec in
      edit(spec).replacing("localhost:5000/shop", with: address)
        .replacing("localhost:5000", with: address)
    }
    for context in ["", "base"] {
      let folder = generated.folder.appendingPathComponent(context)
      guard FileManager.default.fileExists(atPath: folder.path) else { continue }
      let busybox = folder.appendingPathComponent("busybox")
      try? FileManager.default.removeItem(at: busybox)
      try FileManager.default.copyItem(atPath: engine.busybox, toPath: busybox.path)
    }
  }

  /// Adds `text` to a file of it.
  func add(_ text: String, to path: String) throws {
    try (Data(contentsOf: file(path)) + Data(text.utf8)).write(to: file(path))
  }

  /// Replaces `text` in a file of it.
  func replace(_ text: String, in path: String, with other: String) throws {
    let content = String(decoding: try Data(contentsOf: file(path)), as: UTF8.self)
    try Data(content.replacing(text, with: other).utf8).write(to: file(path))
  }

  /// A file that a run has made.
  func file(_ path: String) -> URL { generated.folder.appendingPathComponent(path) }

  /// What a run left.
  struct Outcome {
    let status: Int32
    /// Standard output and error of all that ran.
    let log: String

    /// Lines that hold `text`.
    func lines(with text: String) -> [Substring] {
      log.split(separator: "\n").filter { $0.contains(text) }
    }

    /// Tags that were pushed, as docker reports them.
    var pushed: [String] {
      log.split(separator: "\n").compactMap { line in
        let one = line.firstMatch(of: /([\w.-]+): digest: sha256:\w+ size:/)
        let byBuilder = line.firstMatch(of: /pushing manifest for \S+:([\w.-]+)@sha256:\w+ .*done/)
        return (one ?? byBuilder).map { String($0.1) }
      }.sorted()
    }

    /// For each time that a build came to the instruction `text`, whether its layer was there.
    func cacheHits(of text: String) -> [Bool] {
      let lines = log.split(separator: "\n")
      return lines.indices.filter { lines[$0].contains("RUN \(text)") }.compactMap { index in
        let start = /#\d+ \[|Step \d+|(?:\[[^\]]*\] )?STEP \d+/
        guard let head = lines[index].firstMatch(of: start)?.range else { return nil }
        // Steps that run at once write lines between each other's, each behind its own prefix.
        let prefix = lines[index][..<head.lowerBound]
        let own = lines[(index + 1)...].lazy.filter { $0.hasPrefix(prefix) }
        guard lines[index][head].hasPrefix("#") else {
          return own.prefix(2).contains { $0.contains("Using cache") }
        }
        // A layer that is fetched, as another is built upon it, is not CACHED but was there.
        let step = "\(prefix)\(lines[index][head].dropLast(2)) "
        let end = own.compactMap { line -> Bool? in
          guard line.hasPrefix(step) else { return nil }
          let text = line.dropFirst(step.count)
          // Older ones print a digest alone for every step.
          let isFetched = text.hasPrefix("sha256:") && text.contains(" / ")
          if text == "CACHED" || isFetched || text.hasPrefix("extracting ") { return true }
          return text.hasPrefix("DONE ") ? false : nil
        }.first
        return end ?? false
      }
    }
  }

  /// Carries it out by `way`.
  ///
  /// `buildKit` is the value of DOCKER_BUILDKIT, nil leaves the engine its own way; `variables` are
  /// more of the environment, such as a password; `images` are all that a run does, where not all, and
  /// `options` more of its command line.
  func perform(
    _ way: RealWay, buildKit: String? = nil, variables: [String: String] = [:],
    images: [String] = [], options: [String] = []
  ) throws -> Outcome {
    let home = try TemporaryFolder()
    var environment = engine.environment
    environment["HOME"] = home.url.path
    environment["DOCKER_BUILDKIT"] = buildKit
    environment["BUILDKIT_PROGRESS"] = "plain"
    // Of the machine, in a pipeline too.
    environment["SSH_AUTH_SOCK"] = variables["SSH_AUTH_SOCK"]
    switch way {
    case .script:
      guard let shell = Program.find("sh") else { throw Engine.Broken(description: "no sh") }
      return Outcome(
        try shell.run(
          [generated.scriptPath, "7"], in: generated.folder,
          environment: environment.merging(variables) { _, new in new }, input: Data()))
    case .run:
      // Of a line its step is the prefix, not the time.
      return Outcome(
        withoutTimes: try Repository.pipegen.run(
          ["run", "--set", "version=7"] + options + images, in: generated.folder,
          environment: environment.merging(variables) { _, new in new }, input: Data()))
    case .azure:
      let player = AzurePlayer(
        variables: [
          "Build.BuildId": "7", "Build.Reason": "IndividualCI",
          "Build.SourceBranch": "refs/heads/main", "Build.SourceVersion": "0123abc",
          "System.PullRequest.IsFork": "False",
        ],
        secrets: variables.merging(
          generated.azureNames.compactMap { names in
            variables[names.environment].map { (names.azure, $0) }
          }, uniquingKeysWith: { a, _ in a }),
        connections: [
          "registry": AzurePlayer.Connection(host: engine.registry, username: "ci", password: "any")
        ],
        environment: environment)
      let outcome = try player.play(
        AzureDocument(Data(contentsOf: generated.azure)), sources: generated.folder)
      return Outcome(status: outcome.status, log: outcome.output + outcome.errors)
    }
  }
}

extension RealSample.Outcome {
  init(withoutTimes result: Program.Result) {
    // Docker ends some lines by a carriage return as well, which is one Character with the next.
    let lines = (result.text + result.errors).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let time = /[0-9]{2}:[0-9]{2}:[0-9]{2}Z\s/
    self.init(
      status: result.status,
      log: lines.map { $0.trimmingPrefix(time) }.joined(separator: "\n"))
  }

  init(_ result: Program.Result) {
    self.init(status: result.status, log: result.text + result.errors)
  }
}
