import Foundation
import Glibc
import TestSupport
import Testing

/// Keys of all that a Dockerfile reads.
@Suite struct AutoKeyTests {
  private static let sample = Sample("vendored")
  private static let ways = [WayOut.azure, .run] + WayOut.shells

  /// What is done to `app`, and whether the key sees it.
  enum Change: String, CaseIterable {
    case nothing, touched, ignored, otherFile
    case content, mode, hidden, folder, renamed, removed, matching, dockerfile

    var isSeen: Bool { ![.nothing, .touched, .ignored, .otherFile].contains(self) }

    func make(in app: URL) throws {
      let files = FileManager.default
      func add(_ text: String, to path: String) throws {
        let file = app.appendingPathComponent(path)
        let old = (try? Data(contentsOf: file)) ?? Data()
        try (old + Data(text.utf8)).write(to: file)
      }
      func set(_ attributes: [FileAttributeKey: Any], of path: String) throws {
        try files.setAttributes(
          attributes, ofItemAtPath: app.appendingPathComponent(path).path)
      }
      switch self {
      case .nothing: break
      case .touched: try set([.modificationDate: Date(timeIntervalSince1970: 1)], of: "deps.mod")
      case .ignored: try add("more\n", to: "README.md")
      case .otherFile: try add("# more\n", to: "app.sh")
      case .content: try add("more\n", to: "vendor/tool/tool.sh")
      case .mode: try set([.posixPermissions: 0o755], of: "vendor/tool/tool.sh")
      case .hidden: try add("x\n", to: "vendor/tool/.hidden")
      case .folder:
        try files.createDirectory(
          at: app.appendingPathComponent("vendor/it's new"), withIntermediateDirectories: false)
      case .renamed:
        try files.moveItem(
          at: app.appendingPathComponent("vendor/LICENSE"),
          to: app.appendingPathComponent("vendor/Licence é"))
      case .removed: try files.removeItem(at: app.appendingPathComponent("vendor/LICENSE"))
      case .matching: try add("x\n", to: "deps.sum.more")
      case .dockerfile: try add("# more\n", to: "Dockerfile")
      }
    }
  }

  /// The cache image that a way out looks for; nil where it knows no key.
  private func reference(_ done: Performance) -> String? {
    let known = done.lines.compactMap { $0.firstMatch(of: /\/app:deps-[0-9a-f]{16}/) }
    return known.first.map { String($0.0) }
  }

  private func perform(
    _ generated: GeneratedSample, _ way: WayOut
  ) throws -> Performance? {
    let docker = try FakeDocker(.missing, of: [""])
    return try generated.perform(way, in: .azurePush, docker: docker)
  }

  /// All ways out have one key, which sees what a build would see.
  @Test(arguments: Change.allCases.few(3))
  func whatChangesIt(_ change: Change) throws {
    let asItIs = try #require(try perform(GeneratedSample.shared(Self.sample), .run))
    let before = try #require(reference(asItIs))
    let generated = try GeneratedSample(Self.sample)
    try change.make(in: generated.folder.appendingPathComponent("app"))
    for way in Self.ways.few(2) {
      // A changed Dockerfile may read other files, which only `generate` finds out.
      if change == .dockerfile, way.testDescription != "run" { continue }
      guard let done = try perform(generated, way) else { continue }
      #expect(done.status == 0, "\(done.errors)")
      let after = try #require(reference(done), "\(way) \(done.lines)")
      #expect((after != before) == change.isSeen, "\(way)")
      if way.testDescription != "run" {
        let run = try #require(try perform(generated, .run))
        #expect(after == reference(run), "\(way)")
      }
    }
  }

  /// What told the files has changed since: an ordinary build, and no image of that name.
  @Test(
    arguments: crossed(
      WayOut.shells + [.azure], ["Dockerfile", ".dockerignore", "Dockerfile.dockerignore"]))
  func whatToldItHasChanged(_ way: WayOut, _ file: String) throws {
    let generated = try GeneratedSample(Self.sample)
    let url = generated.folder.appendingPathComponent("app/\(file)")
    try (((try? Data(contentsOf: url)) ?? Data()) + Data("# more\n".utf8)).write(to: url)
    guard let done = try perform(generated, way) else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(
      done.errors.contains("'app/\(file)' has changed") && done.errors.contains("pipegen generate"),
      "\(done.errors)")
    try expectNoKey(done)
  }

  /// Nobody but a builder knows what it would copy.
  @Test(arguments: crossed(ways, ["link", "pipe", "folder link", "missing"]))
  func whatNoKeyCanTell(_ way: WayOut, _ what: String) throws {
    let generated = try GeneratedSample(Self.sample)
    let app = generated.folder.appendingPathComponent("app")
    let file = app.appendingPathComponent("vendor/tool/more")
    switch what {
    case "link":
      try FileManager.default.createSymbolicLink(
        atPath: file.path, withDestinationPath: "tool.sh")
    case "folder link":
      try FileManager.default.createSymbolicLink(
        atPath: app.appendingPathComponent("deps.sum.d").path, withDestinationPath: "vendor")
    case "pipe": #expect(unsafe mkfifo(file.path, 0o600) == 0)
    case _: try FileManager.default.removeItem(at: app.appendingPathComponent("deps.mod"))
    }
    guard let done = try perform(generated, way) else { return }
    #expect(done.status == 0, "\(done.errors)")
    #expect(
      (done.errors + done.output).contains("a build in 'app' reads what no key can tell"),
      "\(done.errors)")
    try expectNoKey(done)
  }

  /// The stage is built and kept under its plain tag alone.
  private func expectNoKey(_ done: Performance) throws {
    #expect(reference(done) == nil, "\(done.lines)")
    #expect(!done.lines.contains { $0.contains(":deps-") }, "\(done.lines)")
    #expect(done.lines(of: "build").contains { $0.contains("--target deps") })
    #expect(done.lines(of: "push").contains { $0.hasSuffix("/app:deps") })
    #expect(done.lines(of: "push").contains { $0.hasSuffix("/app:77") })
  }
}
