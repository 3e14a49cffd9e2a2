import Foundation
import TestSupport
import Testing

/// What a check of a parallel script has started itself.
@Suite(.timeLimit(.minutes(60)), .waiting) struct GrandchildTests {
  private static let spec = """
    pipegen: 1
    registry: localhost:5000
    images: { app: {} }
    checks:
      deep: { run: "sleep 600 & echo $! >deep; wait" }
    outputs:
      shell: { path: build.sh, parallel: 2 }

    """

  /// With job control a shell's background jobs do not ignore INT.
  private static let driver = #"""
    set -m
    signal=$1
    shift
    "$@" &
    script=$!
    until [ -s deep ]; do sleep 0.1; done
    kill -s "$signal" "$script"
    wait "$script"
    echo "status $(($? - 128))"
    read -r child <deep
    tries=20
    while [ "$tries" -gt 0 ]; do
      case $(cat "/proc/$child/stat" 2>/dev/null) in '' | *') Z '*) exit ;; esac
      sleep 0.1
      tries=$((tries - 1))
    done
    echo "left $child"
    kill "$child"
    """#

  /// It ends by a signal to the script, where `timeout` makes groups.
  @Test(arguments: WayOut.shells, [("INT", 2), ("TERM", 15)])
  func ends(_ way: WayOut, _ signal: (name: String, number: Int)) throws {
    // Busybox has a `timeout` of its own.
    guard case .script(let shell) = way, shell.description != "busybox sh",
      let program = try shell.found(), let bash = Program.find("bash")
    else { return }
    let (folder, docker) = (try TemporaryFolder(), try FakeDocker())
    _ = try folder.file("pipegen.yml", Data(Self.spec.utf8))
    _ = try folder.file("Dockerfile", Data("FROM scratch\n".utf8))
    let generated = try Repository.pipegen.run(["generate"], in: folder.url, input: Data())
    #expect(generated.status == 0, "\(generated.errors)")
    let result = try bash.run(
      ["-c", Self.driver, "driver", signal.name, program.path] + shell.arguments + ["build.sh"],
      in: folder.url, environment: docker.environment())
    #expect(result.text == "status \(signal.number)\n", "\(result.errors)")
  }
}
