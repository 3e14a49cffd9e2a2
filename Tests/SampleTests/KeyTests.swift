import Foundation
import TestSupport
import Testing

/// What is there already by its content is neither built nor pushed again, in every way out.
@Suite struct KeyTests {
  private static let sample = Sample("keys")
  private static let places = [KeyedImages.here, .pushed, .missing]

  /// References by the name of their key.
  private func references(
    _ generated: GeneratedSample, in situation: Situation = .azurePush
  ) throws -> [String: String] {
    try Expectation(generated, in: situation, .run) { _ in .missing }.keyed
  }

  private func perform(
    _ generated: GeneratedSample, _ way: WayOut, _ place: KeyedImages,
    in situation: Situation = .azurePush, only keys: Set<String>? = nil
  ) throws -> Performance? {
    let all = try references(generated, in: situation)
    let docker = try FakeDocker(
      place, of: all.filter { keys?.contains($0.key) ?? true }.map(\.value).sorted())
    return try generated.perform(way, in: situation, docker: docker)
  }

  @Test(arguments: crossed(WayOut.all, places))
  func theSameCommands(_ way: WayOut, _ place: KeyedImages) throws {
    let generated = try GeneratedSample.shared(Self.sample)
    guard let done = try perform(generated, way, place) else { return }
    let expected = try Expectation(generated, in: .azurePush, way) { _ in place }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines.sorted() == expected.lines.sorted())
    #expect(expected.orderFaults(in: done.calls) == [])
    let builds = done.calls.filter { $0.words.first == "build" }
    #expect(builds.count == (place == .missing ? 10 : 2))  // The app itself has no key.
    #expect(done.lines(of: "push").count == (place == .missing ? 15 : 4))
  }

  /// The same by other engines, and with caches of layers alone.
  @Test(arguments: crossed(Engine.allCases, places, WayOut.all))
  func everyEngine(_ engine: Engine, _ place: KeyedImages, _ way: WayOut) throws {
    let generated = try GeneratedSample(Self.sample, edit: engine.edit)
    let keys = try references(generated)
    guard let done = try perform(generated, way, place) else { return }
    let expected = try Expectation(generated, in: .azurePush, way) { _ in place }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines.sorted() == expected.lines.sorted())
    #expect(expected.orderFaults(in: done.calls) == [])
    let written = done.lines.filter { line in
      ["push", "buildx build"].contains { line.hasPrefix($0) }
        && keys.contains {
          line.contains(" \($0.value) ") || line.hasSuffix($0.value)
            || line.contains("type=registry,ref=\($0.value),mode=max")
        }
        && (line.hasPrefix("push") || line.contains("--push") || line.contains("mode=max"))
    }
    #expect(written.count == (place == .missing ? keys.count : 0), "\(written)")
  }

  /// A cache for each platform has a key of its own.
  @Test func severalPlatforms() throws {
    let generated = try GeneratedSample(Self.sample) { spec in
      Engine.buildx.edit(spec).replacing(
        "    context: app\n",
        with: "    context: app\n    platforms: [linux/amd64, linux/arm64]\n"
      ).replacing("args: { BASE: \"${images.base}\", FLAGS", with: "args: { BASE: debian, FLAGS")
    }
    let keys = try references(generated)
    #expect(keys.count == 7)
    #expect(keys["key.2.1.2"]?.contains("/app:deps-linux-arm64-") == true)
    for way in [WayOut.run, .azure, .script(Shell("dash"))].few(1) {
      guard let done = try perform(generated, way, .missing, only: ["key.2.1.2"]) else { continue }
      let expected = try Expectation(generated, in: .azurePush, way) {
        $0 == "key.2.1.2" ? .missing : .pushed
      }
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.lines.sorted() == expected.lines.sorted())
    }
  }

  /// Engines, and what the sample is for each.
  enum Engine: String, CaseIterable {
    case buildx, registryCache, buildah, podman

    func edit(_ spec: String) -> String {
      let name = self == .registryCache ? "buildx" : rawValue
      let mode = self == .registryCache ? "\ncache: { mode: registry }" : ""
      let text = spec.replacing("pipegen: 1\n", with: "pipegen: 1\nengine: \(name)\(mode)\n")
      guard self == .buildah || self == .podman else { return text }
      return text.replacing(", key: [deps.txt, lock/deps.lock], fallback: [deps-old]", with: "")
        .replacing(", key: [page.txt] }", with: " }").replacing(
          "    cache: \"site-${matrix.theme}\"\n", with: "")
    }
  }

  private static let missingKeys: [Set<String>] = [
    ["key.3"], ["key.4.1"], ["key.2.1"], ["key.1", "key.4"],
  ]

  /// One image is missing, its stage is there; and the other way round.
  @Test(
    arguments: crossed(WayOut.all, missingKeys.few(3)))
  func someAreMissing(_ way: WayOut, _ missing: Set<String>) throws {
    let generated = try GeneratedSample.shared(Self.sample)
    guard let done = try perform(generated, way, .missing, only: missing) else { return }
    let expected = try Expectation(generated, in: .azurePush, way) { key in
      missing.contains(key) ? .missing : .pushed
    }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines.sorted() == expected.lines.sorted())
    #expect(expected.orderFaults(in: done.calls) == [])
  }

  /// Only what may be pushed is called by its key.
  @Test(
    arguments: crossed(
      [Situation.azurePullRequest, .azureTag, .azureFork], places,
      [WayOut.azure, .run, .script(Shell("dash"))]))
  func otherLanesWriteNoKey(
    _ situation: Situation, _ place: KeyedImages, _ way: WayOut
  ) throws {
    let generated = try GeneratedSample.shared(Self.sample)
    let references = Set(try references(generated, in: situation).values)
    guard let done = try perform(generated, way, place, in: situation) else { return }
    let expected = try Expectation(generated, in: situation, way) { _ in place }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.lines.sorted() == expected.lines.sorted())
    #expect(
      !done.calls.contains { call in
        call.words.first == "push" && references.contains(call.words[1])
          || call.words.first == "tag" && references.contains(call.words[2])
      })
  }

  /// Whatever goes into a key changes it, in all ways out alike; what does not leaves it.
  @Test(
    arguments: ([
      ("app/lock/deps.lock", ["key.2.1"]), ("app/Dockerfile", ["key.2.1"]),
      ("app/app.sh", []), ("site/themes/dark.txt", ["key.4"]),
      ("site/page.txt", ["key.3", "key.3.1", "key.4", "key.4.1"]),
      ("base/packages.txt", ["key.1", "key.2.1", "key.3", "key.3.1", "key.4", "key.4.1"]),
    ] as [(file: String, keys: [String])]).few(2))
  func whatChangesAKey(_ change: (file: String, keys: [String])) throws {
    let generated = try GeneratedSample(Self.sample)
    let before = try references(generated)
    let file = generated.folder.appendingPathComponent(change.file)
    try (Data(contentsOf: file) + Data("# more\n".utf8)).write(to: file)
    let after = try references(generated)
    #expect(before.keys.filter { before[$0] != after[$0] }.sorted() == change.keys)
    for way in WayOut.all.few(2) {
      guard let done = try perform(generated, way, .pushed) else { continue }
      let expected = try Expectation(generated, in: .azurePush, way) { _ in .pushed }
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.lines.sorted() == expected.lines.sorted())
    }
  }

  /// An argument counts with its value, and not at all where it is left out.
  @Test(arguments: crossed(["", "-O0", "$x `y` 'z' \\ é %s", "a\nb", "  "].few(3), WayOut.all))
  func anArgument(_ flags: String, _ way: WayOut) throws {
    let generated = try GeneratedSample(Self.sample) {
      $0.replacing(#"flags: "-O2 -g""#, with: #"flags: "$(Flags)""#)
    }
    let variables = ["Flags": flags]
    let docker = try FakeDocker(.pushed, of: [])
    guard
      let done = try generated.perform(way, in: .azurePush, docker: docker, variables: variables)
    else { return }
    let expected = try Expectation(
      generated, in: .azurePush, way, variables: variables
    ) { _ in .pushed }
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.calls.map(\.words).sorted { "\($0)" < "\($1)" } == expected.words)
  }

  /// One message before docker is called at all.
  @Test(arguments: crossed(WayOut.all, ["missing", "folder", "link"]))
  func aFileThatIsNone(_ way: WayOut, _ fault: String) throws {
    let generated = try GeneratedSample(Self.sample)
    let file = generated.folder.appendingPathComponent("site/page.txt")
    try FileManager.default.removeItem(at: file)
    switch fault {
    case "folder":
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
    case "link":
      try FileManager.default.createSymbolicLink(
        atPath: file.path, withDestinationPath: "site.Dockerfile")
    case _: break
    }
    let docker = try FakeDocker()
    guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { return }
    #expect(done.status == 1)
    #expect(
      done.errors.contains("error: a key needs the file 'site/page.txt': it is no regular file\n"),
      "\(done.errors)")
    #expect(done.calls.isEmpty)
  }

  /// A tag that is known only now may be what a key has become.
  @Test(arguments: WayOut.turn(0))
  func aTagThatIsTaken(_ way: WayOut) throws {
    let generated = try GeneratedSample(Self.sample) {
      $0.replacing(#"version: "$(Build.BuildId)""#, with: #"version: "$(Version)""#)
    }
    let taken = try #require(try references(generated)["key.2.1"]?.split(separator: ":").last)
    let docker = try FakeDocker()
    guard
      let done = try generated.perform(
        way, in: .azurePush, docker: docker, variables: ["Version": String(taken)])
    else { return }
    let isAzure = if case .azure = way { true } else { false }
    #expect(done.status == (isAzure ? 1 : 64), "\(done.errors)")
    #expect(done.errors.contains("taken by a cache, another image"), "\(done.errors)")
    #expect(done.calls.isEmpty)
  }

  /// A registry that is broken is no missing image.
  @Test(arguments: WayOut.turn(1))
  func aBrokenRegistry(_ way: WayOut) throws {
    let generated = try GeneratedSample.shared(Self.sample)
    let docker = try FakeDocker(faults: [
      FakeDocker.Fault(command: "image inspect", text: ""),
      FakeDocker.Fault(command: "pull", text: "unauthorized: authentication required\n"),
    ])
    guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { return }
    #expect(done.status == 1)
    #expect(done.lines(of: "build") == [])
  }

  /// Images that are not asked for need no files.
  @Test func aNarrowedRun() throws {
    let generated = try GeneratedSample(Self.sample)
    try FileManager.default.removeItem(
      at: generated.folder.appendingPathComponent("site/page.txt"))
    let docker = try FakeDocker()
    let result = try Repository.pipegen.run(
      ["run", "app"], in: generated.folder, environment: docker.environment(), input: Data())
    #expect(result.status == 0, "\(result.errors)")
    #expect(try docker.calls.contains { $0.words.starts(with: ["image", "inspect"]) })
  }
}
