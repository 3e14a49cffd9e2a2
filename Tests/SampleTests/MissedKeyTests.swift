import Foundation
import TestSupport
import Testing

/// A run tells why a stage is built that was known by its key, in all the ways in which it tells.
@Suite(.timeLimit(.minutes(60))) struct MissedKeyTests {
  private static let spec = """
    pipegen: 1
    registry: registry.example
    parameters: { go: { default: "1.24" }, flags: { optional: true, default: none } }
    images:
      app:
        tags: [x]
        args: { GO_VERSION: "${go}", FLAGS: "${flags}" }
        stages: { deps: { cache: { tag: deps, key: [go.sum, new.txt] } } }

    """
  /// The digest of an empty file, and one of none.
  private static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  private static let other = String(repeating: "0", count: 64)

  private struct Done {
    let result: Program.Result
    let folder: TemporaryFolder
    let calls: [FakeDocker.Call]

    var metadata: [String: Any] {
      get throws {
        let data = try Data(contentsOf: folder.url.appendingPathComponent("out.json"))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
      }
    }
  }

  /// A run with no image by its key, where the last cache image says of itself what `label` is; nil
  /// for one that cannot be looked at.
  private func run(
    _ arguments: [String] = [], label: String?, spec: String = Self.spec,
    dockerfile: String = "FROM scratch AS deps\nFROM deps\n",
    environment: [String: String] = [:]
  ) throws -> Done {
    let (folder, docker) = (try TemporaryFolder(), try FakeDocker())
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    _ = try folder.file("Dockerfile", Data(dockerfile.utf8))
    for name in ["go.sum", "new.txt"] { _ = try folder.file(name, Data()) }
    if let label {
      try Data("\(label)\n".utf8).write(to: docker.folder.appendingPathComponent("label"))
    }
    let faults = """
      case "$* " in
        *'inspect --format '*) cat "$here/label" || finish 1 ;;
        'image inspect '*) finish 1 ;;
        'pull registry.example/app:deps-'*)
          echo 'Error response from daemon: manifest unknown: manifest unknown' >&2
          finish 1
          ;;
      esac

      """
    try Data(faults.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    let result = try Repository.pipegen.run(
      ["run"] + arguments, in: folder.url, environment: docker.environment(environment),
      input: Data())
    return Done(result: result, folder: folder, calls: try docker.calls)
  }

  /// Where no key is known there is nothing to compare; else folders and modes count as files do.
  @Test(arguments: [
    ("COPY missing /", []), ("COPY go.* /", ["Dockerfile changed", "go.sum changed"]),
  ])
  func aKeyOfWhatIsRead(_ instruction: String, _ expected: [String]) throws {
    let spec = Self.spec.replacing("[go.sum, new.txt]", with: "auto")
      .replacing("args: { GO_VERSION: \"${go}\", FLAGS: \"${flags}\" }", with: "pull: false")
    let label = "\(Self.other)  Dockerfile\n-rw-r--r-- \(Self.other)  go.sum\ntarget deps"
    let done = try run(
      ["--metadata-file", "out.json"], label: label, spec: spec,
      dockerfile: "FROM scratch AS deps\n\(instruction)\nFROM deps\n")
    #expect(done.result.status == 0, "\(done.result.errors)")
    let steps = try #require(done.metadata["steps"] as? [[String: Any]])
    let misses = steps.compactMap { $0["missed"] as? [String: Any] }
    #expect(misses.flatMap { $0["changes"] as? [String] ?? [] } == expected)
    #expect(misses.isEmpty == expected.isEmpty)
  }

  private static let label = """
    \(other)  Dockerfile
    \(empty)  gone.txt
    \(other)  go.sum
    ARG GO_VERSION=1.23
    target deps
    """
  private static let changes = [
    "Dockerfile changed", "go.sum changed", "new.txt is new", "ARG FLAGS is new",
    "ARG GO_VERSION 1.23 -> 1.24", "gone.txt is gone",
  ]

  @Test(arguments: ["plain", "tty"])
  func forPeople(_ progress: String) throws {
    let done = try run(["--progress", progress, "--jobs", "1"], label: Self.label)
    #expect(done.result.status == 0, "\(done.result.errors)")
    let told =
      "missed its cache; since registry.example/app:deps was made "
      + Self.changes.joined(separator: ", ")
    let lines = done.result.errors.split(separator: "\n").filter { $0.hasSuffix(told) }
    #expect(lines.count == 1, "\(done.result.errors)")
    #expect(lines.first?.contains("Build stage deps of app") == true)
  }

  @Test func forPrograms() throws {
    let done = try run(
      ["--progress", "json", "--metadata-file", "out.json"], label: Self.label)
    #expect(done.result.status == 0, "\(done.result.errors)")
    let events = try done.result.text.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let missed = events.filter { $0["event"] as? String == "missed" }
    #expect(missed.count == 1)
    #expect(missed.first?["since"] as? String == "registry.example/app:deps")
    #expect(missed.first?["changes"] as? [String] == Self.changes)
    let steps = try #require(try done.metadata["steps"] as? [[String: Any]])
    let told = steps.compactMap { $0["missed"] as? [String: Any] }
    #expect(told.count == 1 && steps.allSatisfy { $0.keys.contains("missed") })
    #expect(told.first?["changes"] as? [String] == Self.changes)
    #expect(told.first?["since"] as? String == "registry.example/app:deps")
    #expect(steps.contains { $0["state"] as? String == "done" && $0["missed"] is NSNull })
  }

  @Test func onThePage() throws {
    let done = try run(
      ["--report", "out.html"], label: Self.label.replacing("1.23", with: "<script>"))
    let page = String(
      decoding: try Data(contentsOf: done.folder.url.appendingPathComponent("out.html")),
      as: UTF8.self)
    #expect(page.contains("<h2>Why it missed</h2>"))
    #expect(page.contains("go.sum changed<br>new.txt is new<br>"))
    #expect(page.contains("ARG GO_VERSION &lt;script&gt; -"))
    #expect(!page.contains("<script"))
  }

  /// The very lines that the new image is given.
  @Test func nothingChanged() throws {
    let first = try run(label: nil)
    let build = try #require(first.calls.first { $0.words.contains("--label") })
    let label = try #require(build.words.first { $0.hasPrefix("dev.pipegen.inputs=") })
    let done = try run(label: String(label.dropFirst("dev.pipegen.inputs=".count)))
    #expect(
      done.result.errors.contains(
        "missed its cache, though nothing changed since registry.example/app:deps was made\n"),
      "\(done.result.errors)")
  }

  /// Looking is nobody's duty.
  @Test(arguments: [nil, "", "nonsense", "<no value>", String(repeating: "x", count: 2_000_000)])
  func nothingIsSaidWhereNothingIsKnown(_ label: String?) throws {
    let done = try run(["--metadata-file", "out.json", "--report", "out.html"], label: label)
    #expect(done.result.status == 0, "\(done.result.errors)")
    #expect(!done.result.errors.contains("missed its cache"))
    #expect(done.calls.filter(\.isLook).count == 1)
    let steps = try #require(try done.metadata["steps"] as? [[String: Any]])
    #expect(steps.allSatisfy { $0["missed"] is NSNull })
  }

  /// What was a secret's value once is shown by nobody.
  @Test func aSecretInALabelIsMasked() throws {
    let spec = Self.spec.replacing(
      "images:\n", with: "secrets: { packages: { env: PACKAGES } }\nimages:\n")
    let done = try run(
      ["--progress", "json", "--metadata-file", "out.json"],
      label: Self.label.replacing("1.23", with: "hush-hush"), spec: spec,
      environment: ["PACKAGES": "hush-hush"])
    #expect(done.result.status == 0, "\(done.result.errors)")
    #expect(done.result.text.contains("ARG GO_VERSION *** -> 1.24"), "\(done.result.text)")
    let metadata = try Data(contentsOf: done.folder.url.appendingPathComponent("out.json"))
    #expect(!(done.result.text + String(decoding: metadata, as: UTF8.self)).contains("hush-hush"))
  }

  /// What is found by its key needs no reason, and a dry run looks at nothing.
  @Test func onlyWhereSomethingIsMissed() throws {
    let dry = try run(["--dry-run"], label: Self.label)
    #expect(dry.calls.isEmpty && dry.result.status == 0)
    #expect(dry.result.text.contains("dev.pipegen.inputs="))
    let pushes = try run(label: Self.label)
    #expect(pushes.calls.filter(\.isLook).count == 1)
    let found = try GeneratedSample.shared(Sample("keys"))
    let docker = try FakeDocker(.pushed, of: [])
    _ = try #require(try found.perform(.run, in: .azurePush, docker: docker))
    #expect(try !docker.calls.contains(where: \.isLook))
  }
}
