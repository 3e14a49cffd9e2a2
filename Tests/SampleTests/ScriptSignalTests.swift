import Foundation
import TestSupport
import Testing

/// A sequential script that has something to undo, and signals that reach it alone.
@Suite(.timeLimit(.minutes(60)), .waiting) struct ScriptSignalTests {
  /// With job control a shell's background jobs do not ignore INT.
  private static let driver = #"""
    set -m
    here=$1 signal=$2
    shift 2
    "$@" &
    script=$!
    until [ -s "$here/child" ]; do sleep 0.1; done
    start=$(date +%s)
    kill -s "$signal" "$script"
    wait "$script"
    echo "status $?"
    [ "$(($(date +%s) - start))" -lt 4 ] || echo late
    read -r child <"$here/child"
    case $(cat "/proc/$child/stat" 2>/dev/null) in '' | *') Z '*) ;; *) echo "left $child" ;; esac
    """#

  /// What runs ends at once, names and logins are undone, and the script dies of the signal: in a
  /// build, in a try that may come again, in the pause before.
  @Test(arguments: WayOut.shells, [("INT", 130), ("TERM", 143)])
  func ends(_ way: WayOut, _ signal: (name: String, status: Int)) throws {
    for operation in ["build*' api'", "pull*", "sleep"] {
      try send(signal, to: way, in: operation)
    }
  }

  private func send(
    _ signal: (name: String, status: Int), to way: WayOut, in operation: String
  ) throws {
    guard case .script(let shell) = way, let program = try shell.found(),
      let bash = Program.find("bash")
    else { return }
    let generated = try GeneratedSample.shared(Sample("families"))
    let (docker, temporary) = (try FakeDocker(), try TemporaryFolder())
    let running =
      operation == "sleep"
      ? #"""
      case $1 in
        pull)
          printf '%s\n' "$$" >| "$here/child"
          printf 'toomanyrequests\n' >&2
          finish 1
          ;;
      esac

      """#
      : #"""
      case "$*" in
        \#(operation))
          printf '%s\n' "$$" >| "$here/child"
          while :; do sleep 0.1; done
          ;;
      esac

      """#
    try Data(running.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    let result = try bash.run(
      ["-c", Self.driver, "driver", docker.folder.path, signal.name, program.path]
        + shell.arguments + [generated.scriptPath],
      in: generated.folder,
      environment: docker.environment([
        "FAMILIES_PASSWORD": "secret", "PACKAGES_TOKEN": "token", "TMPDIR": temporary.url.path,
      ]))
    #expect(result.text == "status \(signal.status)\n", "\(operation): \(result.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.url.path) == [])
    guard operation.hasPrefix("build") else { return }
    // The call that was ended has no end.
    let events = docker.folder.appendingPathComponent("events")
    let calls = try FileManager.default.contentsOfDirectory(atPath: events.path).map {
      String(decoding: try Data(contentsOf: events.appendingPathComponent($0)), as: UTF8.self)
    }
    #expect(calls.contains { $0.contains("tag\u{0}pipegen-kept/base\u{0}base") })
  }
}
