import Foundation
import TestSupport
import Testing

/// What the built pipegen tells of a run, in all the ways in which it tells it.
@Suite(.timeLimit(.minutes(60)), .waiting) struct RunOutputTests {
  private static let digest = "sha256:" + String(repeating: "0af9", count: 16)

  /// A docker whose builds found one layer and made another, and that says what would command an
  /// agent; a pull finds nothing.
  private static let docker = """
    case "$1" in
      pull)
        echo 'Error response from daemon: manifest unknown: manifest unknown' >&2
        finish 1
        ;;
      build)
        cat >&2 <<'END'
    #5 [deps 1/3] FROM scratch
    #6 [deps 2/3] COPY a b
    #6 CACHED
    #7 [deps 3/3] RUN make
    #7 0.1 ##vso[task.setvariable variable=x]evil
    #7 DONE 0.1s
    END
        echo '::error::no'
        printf 'bytes \\377\\n'
        ;;
      push)
        case "$2" in *fails*) echo 'denied: no' >&2; finish 1 ;; esac
        echo "latest: digest: \(digest) size: 528"
        ;;
    esac

    """
  private static let spec = """
    pipegen: 1
    registry: registry.example
    images:
      app: { tags: [x], stages: { deps: { cache: c } } }

    """

  private struct Done {
    let result: Program.Result
    let folder: TemporaryFolder
    let calls: [String]

    func lines(_ text: String) -> [String] {
      text.split(separator: "\n").map(String.init)
    }
  }

  private func run(
    _ arguments: [String], spec: String = Self.spec, docker text: String = Self.docker,
    _ variables: [String: String] = [:]
  ) throws -> Done {
    let (folder, docker) = (try TemporaryFolder(), try FakeDocker())
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    let dockerfile = "FROM scratch AS deps\nCOPY a b\nRUN make\nFROM deps\n"
    for name in ["Dockerfile", "a/Dockerfile", "b/Dockerfile"] {
      let file = folder.url.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(dockerfile.utf8).write(to: file)
    }
    try Data(text.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    let result = try Repository.pipegen.run(
      ["run"] + arguments, in: folder.url, environment: docker.environment(variables),
      input: Data())
    return Done(
      result: result, folder: folder,
      calls: try docker.calls.map { $0.words.joined(separator: " ") })
  }

  @Test func plainLinesHaveTheTimeAndTheStep() throws {
    let done = try run([])
    #expect(done.result.status == 0, "\(done.result.errors)")
    let lines = done.lines(done.result.errors)
    let time = /[0-9]{2}:[0-9]{2}:[0-9]{2}Z\s/
    #expect(lines.allSatisfy { $0.prefixMatch(of: time) != nil }, "\(lines)")
    #expect(lines.last?.contains(/Z 5 steps done in [0-9]+\.[0-9] s/) == true, "\(lines)")
    #expect(
      lines.contains {
        $0.hasSuffix("[3/5 Build image app] layers of stage deps: 1 found, 1 built")
      }, "\(lines)")
    let cold = "cold cache: registry.example/app:c does not exist yet"
    #expect(lines.contains { $0.hasSuffix(cold) })
  }

  /// Nothing moves a cursor where there is no terminal.
  @Test func withoutATerminalNothingMoves() throws {
    let done = try run([], ["TERM": "xterm-256color", "CLICOLOR_FORCE": "1"])
    #expect(!done.result.errors.contains("\u{1B}"))
  }

  @Test func aLiveViewMayBeAskedFor() throws {
    let done = try run(["--progress", "tty"], ["TERM": "xterm", "NO_COLOR": "1"])
    #expect(done.result.status == 0)
    #expect(done.result.errors.contains("done     Push image app:x ("), "\(done.result.errors)")
    #expect(!done.result.errors.contains(/\e\[[0-9;]*m/))
    #expect(!done.result.errors.contains("?25l"))
    #expect(try run(["--progress", "tty"], ["TERM": "xterm"]).result.errors.contains("\u{1B}[32m"))
    #expect(!(try run(["--progress", "tty"], ["TERM": "dumb"]).result.errors.contains("\u{1B}")))
  }

  @Test func eventsAreALineEach() throws {
    let done = try run(["--progress", "json", "--jobs", "1"])
    #expect(done.result.status == 0)
    #expect(done.result.errors.isEmpty, "\(done.result.errors)")
    let events = try done.lines(done.result.text).map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let first = try #require(events.first)
    #expect(first["event"] as? String == "began")
    #expect((first["steps"] as? [[String: Any]])?.count == 5)
    let kinds = events.compactMap { $0["event"] as? String }
    #expect(kinds.count { $0 == "started" } == 5 && kinds.count { $0 == "finished" } == 5)
    #expect(kinds.count { $0 == "layers" } == 2 && kinds.contains("note"))
    let commands = events.compactMap { $0["command"] as? [String] }
    #expect(commands.allSatisfy { $0.first == "docker" } && commands.count == 5)
    #expect(events.contains { ($0["text"] as? String)?.contains("bytes \u{FFFD}") == true })
    #expect(kinds.last == "ended" && events.last?["success"] as? Bool == true)
  }

  /// Of a run that failed the last event tells all that people are told, and so do metadata.
  @Test(arguments: [false, true]) func aFailureIsToldToPrograms(_ isMetadata: Bool) throws {
    let options = isMetadata ? ["--metadata-file", "-"] : ["--progress", "json"]
    let done = try run(
      options + ["--jobs", "1"],
      spec: """
        pipegen: 1
        registry: registry.example
        images:
          a: { context: a, tags: [fails] }
          b: { context: b, tags: [y] }

        """)
    #expect(done.result.status == 1)
    let text = isMetadata ? done.result.text : String(done.lines(done.result.text).last ?? "")
    let end = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    #expect(end["success"] as? Bool == false)
    let failure = try #require((end["failures"] as? [[String: Any]])?.first)
    #expect(failure["step"] as? Int == 2 && failure["exit"] as? String == "exit code 1")
    #expect(failure["place"] as? String == "pipegen.yml:4:27")
    #expect((failure["lastLines"] as? [String])?.isEmpty == false)
    let notDone = try #require(end["notDone"] as? [[String: Any]])
    #expect(notDone.map { $0["step"] as? Int } == [3])
    #expect(notDone.allSatisfy { $0["because"] is NSNull })
  }

  /// Nor does what is written to standard output, or what quotes the command line.
  @Test(arguments: [
    ["--metadata-file", "-"], ["--report", "-"], ["--progress", "json"], ["--dry-run"],
    ["--set", "##vso[task.y]z=1"], ["--lane", "##vso[task.y]"],
  ])
  func nothingPrintedCommandsAnAgent(_ options: [String]) throws {
    let done = try run(
      options,
      spec: """
        pipegen: 1
        registry: registry.example
        images:
          a: { context: a, tags: [fails], labels: { x: "##vso[task.complete]" } }

        """, ["TF_BUILD": "True"])
    let printed = done.result.text + done.result.errors
    #expect(printed.contains("**vso[task."), "\(printed)")
    #expect(!printed.contains("##vso[task."), "\(printed)")
  }

  @Test func metadataTellsWhatIsThereNow() throws {
    let done = try run(["--metadata-file", "out.json"])
    #expect(done.result.status == 0, "\(done.result.errors)")
    let data = try Data(contentsOf: done.folder.url.appendingPathComponent("out.json"))
    let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(root["success"] as? Bool == true && root["version"] as? Int == 1)
    let image = try #require((root["images"] as? [[String: Any]])?.first)
    let references = try #require(image["references"] as? [[String: Any]])
    #expect(
      references.map { $0["reference"] as? String } == [
        "registry.example/app:x", "registry.example/app:c",
      ])
    #expect(references.allSatisfy { $0["digest"] as? String == Self.digest })
    #expect(references.allSatisfy { $0["state"] as? String == "pushed" })
    let caches = try #require(image["caches"] as? [[String: Any]])
    #expect(caches.map { $0["state"] as? String } == ["cold"])
    let layers = try #require(image["layers"] as? [[String: Any]])
    #expect(layers.first?["found"] as? Int == 1 && layers.first?["built"] as? Int == 1)
    #expect((root["steps"] as? [[String: Any]])?.count == 5)
    #expect((root["seconds"] as? Double ?? 0) > 0)
  }

  @Test func metadataOfAFailureTellsWhatIsNotPushed() throws {
    let spec = Self.spec.replacing("tags: [x]", with: "tags: [fails, x]")
    let done = try run(["--metadata-file", "out.json", "--jobs", "1"], spec: spec)
    #expect(done.result.status == 1)
    let data = try Data(contentsOf: done.folder.url.appendingPathComponent("out.json"))
    let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(root["success"] as? Bool == false)
    let image = try #require((root["images"] as? [[String: Any]])?.first)
    let references = try #require(image["references"] as? [[String: Any]])
    #expect(references.allSatisfy { $0["state"] as? String == "notPushed" })
    #expect(done.result.errors.contains("  = in the spec: pipegen.yml:4:"), "\(done.result.errors)")
  }

  @Test func metadataThatCannotBeWrittenIsAFaultOfAGoodRunAlone() throws {
    #expect(try run(["--metadata-file", "/dev/full"]).result.status == 3)
    let spec = Self.spec.replacing("tags: [x]", with: "tags: [fails]")
    #expect(try run(["--metadata-file", "/dev/full"], spec: spec).result.status == 1)
    #expect(try run(["--metadata-file", "/dev/null"]).result.status == 0)
    #expect(FileManager.default.fileExists(atPath: "/dev/null"))
  }

  /// The run itself is done; but whoever reads its events has not got them all.
  @Test func eventsThatCannotBeWrittenAreAFault() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full"), let shell = Program.find("sh") else {
      return try Skip.report("a full disk", because: "there is no /dev/full")
    }
    let (folder, docker) = (try TemporaryFolder(), try FakeDocker())
    _ = try folder.file("pipegen.yml", Data(Self.spec.utf8))
    _ = try folder.file(
      "Dockerfile", Data("FROM scratch AS deps\nCOPY a b\nRUN make\nFROM deps\n".utf8))
    let result = try shell.run(
      ["-c", #"exec "$1" run --progress json >/dev/full"#, "sh", Repository.pipegen.path],
      in: folder.url, environment: docker.environment(), input: Data())
    #expect(result.status == 3, "\(result.errors)")
    #expect(result.errors.ranges(of: "pipegen: error: ").count == 1, "\(result.errors)")
    #expect(try docker.calls.count == 5)
  }

  @Test func aReportIsOnePage() throws {
    let done = try run(["--report", "run.html"])
    #expect(done.result.status == 0, "\(done.result.errors)")
    let page = try String(
      contentsOf: done.folder.url.appendingPathComponent("run.html"), encoding: .utf8)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("<g id=\"s4\" class=\"push\">"))
    #expect(page.contains(Self.digest))
    // The name of a format is no address to load from.
    let addresses = page.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!addresses.contains("http:") && !addresses.contains("https:"))
    #expect(try run(["--report", "-"]).result.text.hasPrefix("<!DOCTYPE html>"))
  }

  /// What cannot be told of is not begun.
  @Test(arguments: ["--report", "--metadata-file"])
  func aReportWithoutAFolder(_ option: String) throws {
    let done = try run([option, "gone/run.txt"])
    #expect(done.result.status == 3)
    #expect(
      done.result.errors
        == "pipegen: error: cannot write 'gone/run.txt': No such file or directory\n")
    #expect(done.calls == [])
  }

  @Test func anEarlierRunIsForgotten() throws {
    let options = ["--metadata-file", "out.json", "--report", "out.html"]
    let done = try run(options)
    #expect(done.result.status == 0, "\(done.result.errors)")
    let docker = try FakeDocker()
    let again = try Repository.pipegen.run(
      ["run", "--no-push"] + options, in: done.folder.url, environment: docker.environment(),
      input: Data())
    #expect(again.status == 0, "\(again.errors)")
    #expect(try docker.calls.count == 3)
    let text = try String(
      contentsOf: done.folder.url.appendingPathComponent("out.json"), encoding: .utf8)
    #expect(!text.contains("push"), "\(text)")
  }

  @Test func aLiveViewCommandsNoAgent() throws {
    let docker = #"[ "$1" != build ] || { echo '##vso[task.y]z'; sleep 1; }"#
    let done = try run(["--progress", "tty"], docker: docker, ["TF_BUILD": "True"])
    #expect(done.result.errors.contains("**vso[task.y]z"), "\(done.result.errors)")
    #expect(!done.result.errors.contains("##vso"), "\(done.result.errors)")
  }

  @Test func whatABuildHasMadeStays() throws {
    let docker = #"[ "$1" != build ] || echo mine >out.html"#
    let done = try run(["--report", "out.html"], docker: docker)
    #expect(done.result.status == 3)
    #expect(done.result.errors.contains("'out.html' is not the page of an earlier run"))
    let path = done.folder.url.appendingPathComponent("out.html")
    #expect(try String(contentsOf: path, encoding: .utf8) == "mine\n")
  }

  @Test func aShortSecretIsAWarningOfTheRun() throws {
    let spec = Self.spec.replacing(
      "registry: registry.example",
      with: "registry: { address: registry.example, login: { username: x, passwordEnv: PW } }")
    let done = try run([], spec: spec, ["PW": "abc"])
    #expect(done.result.status == 0, "\(done.result.errors)")
    #expect(done.result.errors.contains(", with 1 warning:"))
    #expect(
      done.result.errors.hasSuffix("Z - PW is too short to be masked in what docker writes\n"))
  }

  @Test func aRunHasATimeInAll() throws {
    let docker = #"trap 'finish 143' TERM; [ "$1" != build ] || while :; do sleep 0.1; done"#
    let done = try run(["--timeout", "5s"], docker: docker)
    #expect(done.result.status == 1)
    let lines = done.lines(done.result.errors)
    let fault = try #require(lines.firstIndex(of: "pipegen: error: the run took longer than 5s"))
    #expect(lines[fault...].contains("pipegen: interrupted:"), "\(lines)")
    #expect(lines[fault...].contains("pipegen: not done:"), "\(lines)")
    #expect(!done.calls.contains { $0.contains(" push ") })
  }

  /// Options that name what may not be written, and what is said of them.
  private static let refusals: [(options: [String], status: Int32, text: String)] = [
    (["--metadata-file", "pipegen.yml"], 3, "'pipegen.yml' is the spec itself, or a part of it"),
    (["--report", "./pipegen.yml"], 3, "'./pipegen.yml' is the spec itself, or a part of it"),
    (["--report", "."], 3, "cannot write '.': Is a directory"),
    (["--report", "x", "--metadata-file", "x"], 3, "'x' cannot take both"),
    (["--report", "-", "--metadata-file", "-"], 64, "standard output takes one of these: "),
    (["--report", "-", "--progress", "json"], 64, "standard output takes one of these: "),
    (
      ["--report", "Dockerfile"], 3,
      "'Dockerfile' is not the page of an earlier run, and would be lost"
    ),
    (
      ["--metadata-file", "a/Dockerfile"], 3,
      "'a/Dockerfile' is not what an earlier run has done, and would be lost"
    ),
    (["--report", ""], 3, "cannot write '': No such file or directory"),
    (["--report", "a/x", "--metadata-file", "./a/x"], 3, "'a/x' cannot take both"),
    (["--set", "version"], 64, "--set takes NAME=VALUE, not 'version'"),
    (["--timeout", "soon"], 64, "--timeout takes a duration, not 'soon': write hours, "),
  ]

  @Test(arguments: refusals)
  func whatCannotBeWritten(_ options: [String], _ status: Int32, _ text: String) throws {
    let done = try run(options)
    #expect(done.result.status == status && done.result.errors.contains(text))
    #expect(done.calls == [])
    let spec = try String(
      contentsOf: done.folder.url.appendingPathComponent("pipegen.yml"), encoding: .utf8)
    #expect(spec == Self.spec)
  }

  private static let agents = [
    ["TF_BUILD": "True", "BUILD_REASON": "IndividualCI"],
    ["GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push"],
  ]

  @Test(arguments: agents, ["auto", "plain", "json"])
  func nothingCommandsAnAgent(_ variables: [String: String], _ style: String) throws {
    let spec = Self.spec.replacing(
      "{ tags", with: "{ labels: { evil: \"##vso[task.complete]\" }, tags")
    let done = try run(["--progress", style, "--jobs", "2"], spec: spec, variables)
    #expect(done.result.status == 0, "\(done.result.errors)")
    let isAzure = variables["TF_BUILD"] != nil
    let lines = done.lines(done.result.text + done.result.errors)
    let commands = lines.filter { $0.contains("##") || (!isAzure && $0.hasPrefix("::")) }
    let allowed = isAzure ? ["##[group]", "##[endgroup]"] : ["::group::", "::endgroup::"]
    #expect(commands.allSatisfy { line in allowed.contains { line.hasPrefix($0) } }, "\(commands)")
    #expect(commands.isEmpty == (style != "auto"))
    #expect(lines.contains { $0.contains("**vso[task.setvariable variable=x]evil") })
    #expect(lines.contains { $0.contains("**vso[task.complete]") })
    #expect(done.calls.contains { $0.contains("evil=##vso[task.complete]") }, "docker is told it")
  }

  /// A fault quotes the spec, which anybody may have written.
  @Test func aFaultCommandsNoAgent() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("pipegen.yml", Data("pipegen: 1\nx: 1 # ##vso[task.complete]\n".utf8))
    let environment = TestEnvironment.plain.merging(["TF_BUILD": "True"]) { $1 }
    let result = try Repository.pipegen.run(
      ["check"], in: folder.url, environment: environment)
    #expect(result.status == 2)
    #expect(result.errors.contains("x: 1 # **vso[task.complete]"), "\(result.errors)")
    #expect(!result.errors.contains("##vso"))
  }

  @Test func keepingGoingPushesWhatIsWell() throws {
    let spec = """
      pipegen: 1
      registry: registry.example
      images:
        a: { context: a, tags: [fails] }
        b: { context: b, tags: [y] }

      """
    let brief = try run(["--jobs", "1"], spec: spec)
    #expect(brief.result.status == 1 && !brief.calls.contains("push registry.example/b:y"))
    let done = try run(["--jobs", "1", "--keep-going"], spec: spec)
    #expect(done.result.status == 1 && done.calls.contains("push registry.example/b:y"))
  }
}
