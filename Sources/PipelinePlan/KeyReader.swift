import PipelineSpec

/// Finds out what `key: auto` stands for, from an image's Dockerfile.
struct KeyReader {
  let files: any SpecFiles
  /// Relative to the spec.
  let dockerfile: String
  let content: SpecFileContent
  /// Relative to the spec.
  let context: String
  let args: Plan.Build.Pairs
  let platforms: [String]
  /// Whether `from` gives a build other folders.
  let hasFolders: Bool

  /// What a build of `target` reads, on `platform` or on all of the image's; nil where that cannot
  /// be told.
  func reads(
    of target: String?, for platform: String?, of key: ContentKey,
    into diagnostics: inout Diagnostics
  ) -> Plan.ContentKey.Reads? {
    guard case .bytes(let bytes) = content else {
      diagnostics.error(
        .missingDockerfile, "there is no '\(dockerfile)', which tells what 'auto' stands for",
        at: key.range, help: "name the files of the key, or the Dockerfile in 'dockerfile'")
      return nil
    }
    do throws(Refusal) {
      if hasFolders { throw Refusal("'from' gives the build another folder") }
      let inputs = try inputs(of: bytes, target, for: platform)
      let ignoring = try ignoreFiles
      let sources = try inputs.map { (input) throws(Refusal) in
        try source(of: input, ignoring)
      }
      return Plan.ContentKey.Reads(
        told: [told(dockerfile)] + ignorePaths.map(told), sources: sources)
    } catch {
      let line = error.line.map { "line \($0) of '\(dockerfile)' " } ?? ""
      diagnostics.error(
        .unsupported, "'auto' cannot tell the files of this key: \(line)\(error.reason)",
        at: key.range, help: "name the files on which it depends, such as [go.mod, go.sum]")
      return nil
    }
  }

  private struct Refusal: Error {
    var line: Int?
    let reason: String

    init(_ reason: String, line: Int? = nil) {
      self.line = line
      self.reason = reason
    }
  }

  private func told(_ path: String) -> Plan.ContentKey.Told {
    Plan.ContentKey.Told(path: LocalPath.operand(path), digest: files.digest(of: path))
  }

  // MARK: .dockerignore

  /// BuildKit takes the first that is there, other builders the second.
  private var ignorePaths: [String] {
    [dockerfile + ".dockerignore", LocalPath.join(context, ".dockerignore")]
  }

  private var ignoreFiles: [(path: String, file: IgnoreFile)] {
    get throws(Refusal) {
      var found: [(path: String, file: IgnoreFile)] = []
      for path in ignorePaths {
        switch files.content(of: path) {
        case .bytes(let bytes): found.append((path, IgnoreFile(bytes)))
        case .unreadable(let reason): throw Refusal(reason)
        case .missing, .unknown: continue
        }
      }
      return found
    }
  }

  private func source(
    of input: Dockerfile.ContextInput, _ ignoring: [(path: String, file: IgnoreFile)]
  ) throws(Refusal) -> Plan.ContentKey.Source {
    let touching = ignoring.first { $0.file.mayTouch(input.path) }
    let path = input.path.isEmpty ? "." : input.path
    guard let touching, input.isFolder || input.isPattern else {
      return Plan.ContentKey.Source(path: path, isFile: touching != nil)
    }
    let what = input.path.isEmpty ? "the whole context" : "'\(path)'"
    throw Refusal("it reads \(what), of which '\(touching.path)' may leave out something")
  }

  // MARK: Dockerfile

  /// What is read, the same whatever a run gives the arguments that are not known yet.
  private func inputs(
    of bytes: [UInt8], _ target: String?, for platform: String?
  ) throws(Refusal) -> [Dockerfile.ContextInput] {
    let wanted = platform.map { [$0] } ?? platforms
    var all: [[Dockerfile.ContextInput]] = []
    for platform in wanted.isEmpty ? ["linux/amd64", "linux/arm64"] : wanted {
      var one: [Reading] = []
      for value in [nil, "0", "a"] {
        one.append(try reading(bytes, target, for: platform, unknown: value))
        if args.areKnown { break }
      }
      guard one.dropFirst().allSatisfy({ $0.isSame(as: one[0]) }) else {
        throw Refusal("an argument that only a run gives decides what it reads")
      }
      all.append(one[0].inputs)
    }
    guard !wanted.isEmpty || all[0] == all[1] else {
      throw Refusal("the machine's platform decides what it reads: name 'platforms'")
    }
    var united: [Dockerfile.ContextInput] = []
    for input in all.joined() where !united.contains(input) { united.append(input) }
    return united.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private struct Reading {
    let inputs: [Dockerfile.ContextInput]
    /// What the stages stand on.
    let bases: [String]

    /// Whether both read the same, of images that are surely no stages.
    func isSame(as other: Reading) -> Bool {
      inputs == other.inputs && bases.count == other.bases.count
        && zip(bases, other.bases).allSatisfy { one, two in
          one == two || [one, two].allSatisfy { $0.utf8.contains(where: "/:@".utf8.contains) }
        }
    }
  }

  /// `unknown` stands for the arguments that are not known; nil leaves them out.
  private func reading(
    _ bytes: [UInt8], _ target: String?, for platform: String, unknown: String?
  ) throws(Refusal) -> Reading {
    var arguments = args.known
    if let unknown {
      for pair in args.all where !pair.value.isLiteral {
        arguments[pair.name.string] = unknown
      }
    }
    let options = Dockerfile.Options(arguments: arguments, platform: platform, target: target)
    guard let dockerfile = Dockerfile.reading(bytes, options: options).dockerfile else {
      throw Refusal("docker refuses it")  // DockerfileCheck says why.
    }
    let named = target.flatMap { dockerfile.stage(named: $0)?.index }
    let stage = target == nil ? dockerfile.stages.count - 1 : named
    guard let stage else { throw Refusal("it has no stage '\(target ?? "")'") }
    do throws(Dockerfile.UnclearInput) {
      return Reading(
        inputs: try dockerfile.contextInputs(of: stage),
        bases: dockerfile.needed(for: stage).map { dockerfile.stages[$0].base })
    } catch {
      throw Refusal(error.reason, line: error.line)
    }
  }
}
