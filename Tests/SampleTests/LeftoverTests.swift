import Foundation
import TestSupport
import Testing

/// However a run ends, no login and no child of it is left.
@Suite(.timeLimit(.minutes(60)), .waiting) struct LeftoverTests {
  private static let spec = """
    pipegen: 1
    registry: { address: registry.example, login: { username: ci, passwordEnv: PW } }
    images:
      base: { context: base }
      app: { tags: [x], from: { base: base } }

    """
  /// A login that leaves a password, a build that writes until it is ended, and an end of a name's
  /// loan that `undoing` does.
  private static func docker(build: String, undoing: String = ":") -> String {
    #"""
    case "$*" in
      login*) printf %s "$(cat)" >"$DOCKER_CONFIG/config.json" ;;
      build*' .')
        echo "$$" >|"$here/child"
        \#(build)
        ;;
      'tag pipegen-kept/base base') \#(undoing) ;;
    esac

    """#
  }

  /// Runs `script` with `run` before what it is given: pipegen's own process, whose number is in
  /// `process`. What it prints, and what is left.
  private func outcome(
    of script: String, docker text: String, git: String? = nil, spec: String = Self.spec
  ) throws -> String {
    let (folder, temporary, docker) = (
      try TemporaryFolder(), try TemporaryFolder(), try FakeDocker()
    )
    _ = try folder.file("pipegen.yml", Data(spec.utf8))
    _ = try folder.file("Dockerfile", Data("FROM base\n".utf8))
    let base = folder.url.appendingPathComponent("base")
    try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
    try Data("FROM scratch\n".utf8).write(to: base.appendingPathComponent("Dockerfile"))
    try Data(text.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    if let git {
      let path = docker.folder.appendingPathComponent("git")
      try Data("#!/bin/sh\nhere=${0%/*}\n\(git)\n".utf8).write(to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.path)
    }
    let driver = #"""
      here=$1 pipegen=$2
      run() { exec "$pipegen" run "$@"; }
      await_child() {
        tries=600
        until [ -s "$here/child" ] || [ "$tries" = 0 ]; do
          sleep 0.1
          tries=$((tries - 1))
        done
      }
      \#(script)
      ls -A "$TMPDIR"
      read -r child <"$here/child" || { echo 'no child'; exit; }
      case $(cat "/proc/$child/stat" 2>/dev/null) in '' | *') Z '*) ;; *) echo "left $child" ;; esac
      """#
    let bash = try #require(Program.find("bash"))
    let result = try bash.run(
      ["-c", driver, "driver", docker.folder.path, Repository.pipegen.path], in: folder.url,
      environment: docker.environment(["PW": "secret12", "TMPDIR": temporary.url.path]))
    return result.text
  }

  private static let writing = "while :; do echo line; sleep 0.1; done"

  @Test(arguments: ["plain", "json", "tty"]) func aReaderThatGoesAway(_ progress: String) throws {
    let text = try outcome(
      of: """
        { (run --progress \(progress) 2>&1); echo "status $?" >status; } | head -n 30 >/dev/null
        cat status
        """, docker: Self.docker(build: Self.writing))
    #expect(text == "status 141\n")
  }

  @Test(arguments: ["--dry-run", "--report - --no-push"])
  func aReaderOfAnAnswerThatGoesAway(_ option: String) throws {
    let text = try outcome(
      of: """
        (sleep 0.1; (run \(option) 2>errors); echo "status $?" >status) | :
        cat status
        grep error errors
        """, docker: "")
    #expect(text == "status 141\nno child\n")
  }

  /// The run cannot say so, and ends all the same.
  @Test(arguments: [("", "kill -s TERM $!", 143), ("--timeout 8s", ":", 1)].few(1))
  func aReaderThatDoesNotRead(_ option: String, _ signal: String, _ status: Int) throws {
    let text = try outcome(
      of: """
        mkfifo pipe
        sleep 600 <pipe &
        reader=$!
        (run \(option)) 2>pipe &
        await_child
        sleep 1
        \(signal)
        wait $!
        echo "status $?"
        kill "$reader"
        """, docker: Self.docker(build: "while :; do echo a line and another and one more; done"))
    #expect(text == "status \(status)\n")
  }

  /// What is undone has its bound as well.
  @Test(arguments: [("", "kill -s TERM $!", 143), ("--timeout 8s", ":", 1)].few(1))
  func aCleanUpThatHangs(_ option: String, _ signal: String, _ status: Int) throws {
    let text = try outcome(
      of: """
        (run \(option) --metadata-file out.json) 2>errors &
        await_child
        \(signal)
        wait $!
        echo "status $?"
        sed -n '/^pipegen: interrupted/,/^pipegen: not done/p' errors
        grep -c '"state": "interrupted"' out.json
        """,
      docker: Self.docker(
        build: "trap '' TERM; \(Self.writing)", undoing: "trap '' TERM; sleep 600 & wait"))
    let told = """
      pipegen: interrupted:
        - Build image app
        - Put back the name base
      pipegen: not done:
      2

      """
    #expect(text.hasPrefix("status \(status)\n"))
    #expect(!text.contains("left ") && !text.contains("pipegen-"), "\(text)")
    // Behind a signal a slow machine may have no time to say it.
    if status == 1 { #expect(text.hasSuffix(told)) }
  }

  @Test func aSignalWhileGitIsAsked() throws {
    let text = try outcome(
      of: """
        (run) 2>errors &
        await_child
        kill -s TERM $!
        wait $!
        echo "status $?"
        cat errors
        """, docker: "", git: #"echo "$$" >"$here/child"; sleep 600 & wait"#,
      spec: Self.spec.replacing("[x]", with: #"["${git.shortCommit}"]"#))
    #expect(text == "status 143\n")
  }
}
