import Foundation
import TestSupport
import Testing

/// Scripts that build several images at a time.
@Suite(.waiting) struct ParallelTests {
  /// Adds `parallel: number` to a sample's script.
  static func parallel(_ number: Int) -> (String) -> String {
    { spec in
      spec.replacing(", parallel: 3", with: "")
        .replacing("  shell: { path", with: "  shell: { parallel: \(number), path")
        .replacing(
          "  shell: ci/build.sh", with: "  shell: { parallel: \(number), path: ci/build.sh }"
        )
        .replacing(
          "  shell: ci/docker-azure-build.sh",
          with: "  shell: { parallel: \(number), path: ci/docker-azure-build.sh }")
    }
  }

  /// Law 8: the same commands, in an order that the plan allows.
  @Test(arguments: crossed(Sample.few, [1, 3]))
  func theSameCommands(_ sample: Sample, _ number: Int) throws {
    let generated = try GeneratedSample(sample, edit: Self.parallel(number))
    for way in WayOut.shells {
      let docker = try FakeDocker()
      guard
        let done = try generated.perform(way, in: .azurePush, docker: docker, password: "secret")
      else { continue }
      let expected = try Expectation(generated, in: .azurePush, way)
      #expect(done.status == 0, "\(way): \(done.errors)")
      #expect(done.lines.sorted() == expected.lines.sorted(), "\(way)")
      #expect(expected.orderFaults(in: done.calls) == [], "\(way)")
      if number == 1 {
        #expect(zip(done.calls, done.calls.dropFirst()).allSatisfy { $0.end < $1.start })
      }
    }
  }

  @Test(arguments: crossed(EngineSpec.allCases, [Situation.azurePush, .azurePullRequest]))
  func everyEngine(_ engine: EngineSpec, _ situation: Situation) throws {
    let text = try String(
      contentsOf: engine.sample().folder.appendingPathComponent("pipegen.yml"), encoding: .utf8)
    let generated = try GeneratedSample(Sample("hello")) { _ in
      Self.parallel(2)(text) + "defaults: { timeout: 2h, timeouts: { pull: 5m, push: 5m } }\n"
    }
    for way in WayOut.shells {
      let docker = try FakeDocker()
      guard
        let done = try generated.perform(way, in: situation, docker: docker, password: "secret")
      else { continue }
      let expected = try Expectation(generated, in: situation, way)
      #expect(done.status == 0, "\(way): \(done.errors)")
      #expect(done.lines.sorted() == expected.lines.sorted(), "\(way)")
      #expect(expected.orderFaults(in: done.calls) == [], "\(way)")
    }
  }

  /// What is found by keys in one job is known to the others.
  @Test(arguments: [KeyedImages.here, .pushed, .missing].few(2))
  func keys(_ place: KeyedImages) throws {
    let generated = try GeneratedSample(Sample("keys"), edit: Self.parallel(3))
    for way in WayOut.shells {
      let expected = try Expectation(generated, in: .azurePush, way) { _ in place }
      let docker = try FakeDocker(place, of: expected.keyed.map(\.value).sorted())
      guard let done = try generated.perform(way, in: .azurePush, docker: docker) else { continue }
      #expect(done.status == 0, "\(way): \(done.errors)")
      #expect(done.lines.sorted() == expected.lines.sorted(), "\(way)")
      #expect(expected.orderFaults(in: done.calls) == [], "\(way)")
    }
  }

  /// Builds of `worker` and `web` wait for each other: one after the other they would never end.
  private static let meeting = #"""
    meet() {
      true >| "$here/is-$1"
      waited=0
      until [ -e "$here/is-$2" ] || [ "$waited" -gt 1200 ]; do
        sleep 0.1
        waited=$((waited + 1))
      done
    }
    case "$*" in
      build*' services/worker') meet worker web ;;
      build*' web') meet web worker ;;
    esac

    """#

  private func perform(_ way: WayOut, _ faults: String) throws -> Performance? {
    let generated = try GeneratedSample(Sample("monorepo"), edit: Self.parallel(3))
    let docker = try FakeDocker()
    try Data(faults.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    return try generated.perform(way, in: .azurePush, docker: docker, password: "secret")
  }

  @Test(arguments: WayOut.shells)
  func imagesThatDoNotNeedEachOther(_ way: WayOut) throws {
    guard let done = try perform(way, Self.meeting) else { return }
    #expect(done.status == 0, "\(done.errors)")
    let calls = done.calls.filter { $0.words.first == "build" }
    #expect(
      calls.contains { left in calls.contains { $0.start < left.start && left.start < $0.end } })
  }

  /// What has no cache begins when the builds are done that have one; see `LayerSharing`.
  @Test(arguments: WayOut.shells)
  func whatHasNoCacheIsLast(_ way: WayOut) throws {
    guard let done = try perform(way, "case $1 in build) sleep 0.2 ;; esac\n") else { return }
    #expect(done.status == 0, "\(done.errors)")
    let builds = done.calls.filter { $0.words.first == "build" }
    let last = builds.filter {
      ["services/gateway", "tools/Dockerfile"].contains(where: $0.words.contains)
    }
    #expect(last.count == 2)
    let first = builds.filter { !last.map(\.start).contains($0.start) }
    #expect(first.allSatisfy { call in last.allSatisfy { call.end < $0.start } })
  }

  /// Lines that come in pieces are whole, and each says whose it is.
  @Test(arguments: WayOut.shells)
  func linesAreWhole(_ way: WayOut) throws {
    let pieces = #"""
      case $1 in
        build)
          for piece in one two three; do
            printf ' %s' "$piece"
            printf ' %s' "$piece" >&2
            sleep 0.05
          done
          printf ' for %s\n and a last line' "$*"
          ;;
      esac

      """#
    guard let done = try perform(way, pieces) else { return }
    #expect(done.status == 0, "\(done.errors)")
    let labels = ["base", "api", "worker", "web", "gateway", "tools", "push", "push caches"]
    let lines = done.errors.split(separator: "\n").map(String.init)
    let own = lines.filter { $0.hasPrefix("| ") || $0.hasPrefix("lane ") }
    let others = lines.filter { !own.contains($0) }
    #expect(others.allSatisfy { line in labels.contains { line.hasPrefix("\($0) | ") } })
    #expect(others.count { $0.contains(" | ") && $0.contains(" and a last line") } > 8)
    let whole = " one one two two three three for "
    #expect(others.count { $0.contains(whole) } == done.lines(of: "build").count)
  }

  /// A job that is killed tells nothing of itself, as none can whose disk is full.
  @Test(arguments: WayOut.shells)
  func aJobThatIsKilled(_ way: WayOut) throws {
    let killing = #"""
      case "$*" in
        build*' services/worker') kill -s KILL "$PPID" ;;
      esac

      """#
    guard let done = try perform(way, killing) else { return }
    #expect(done.status == 128 + 9, "\(done.errors)")
    #expect(done.lines(of: "push") == [])
  }

  /// After a failure nothing new begins, what runs may end, and its status is the script's.
  @Test(arguments: WayOut.shells)
  func aFailure(_ way: WayOut) throws {
    let failing = #"""
      case "$*" in
        build*' services/worker')
          until [ -e "$here/is-web" ]; do sleep 0.1; done
          true >| "$here/is-worker"
          echo "RUN failed" >&2
          finish 9
          ;;
        build*' web')
          true >| "$here/is-web"
          until [ -e "$here/is-worker" ]; do sleep 0.1; done
          sleep 1
          ;;
      esac

      """#
    guard let done = try perform(way, failing) else { return }
    #expect(done.status == 1, "\(done.errors)")
    #expect(done.errors.contains("worker | RUN failed\n"))
    #expect(done.errors.contains("| worker | localhost:5000/shop/worker:77 |  | "))
    #expect(done.errors.contains(" | failed |\n"))
    #expect(done.errors.contains("not done |\n"))
    #expect(done.pushes == [])
    #expect(done.lines(of: "build").count { $0.hasSuffix(" web") } == 1)
    #expect(done.lines(of: "build").count { $0.hasSuffix(" services/worker") } == 1)
  }

  /// What docker says of digests and of layers that it had.
  @Test(arguments: WayOut.shells)
  func theSummary(_ way: WayOut) throws {
    let words = #"""
      case $1 in
        build) printf '#7 CACHED\n#8 [2/2] RUN x\n#8 DONE 1.0s\n' >&2 ;;
        push)
          printf 'The push refers to repository [%s]\n' "${2%:*}"
          printf '%s: digest: sha256:%064d size: 527\n' "${2##*:}" 7
          ;;
      esac

      """#
    let file = try TemporaryFolder()
    let path = file.url.appendingPathComponent("summary.md")
    let generated = try GeneratedSample(Sample("monorepo"), edit: Self.parallel(2))
    let docker = try FakeDocker()
    try Data(words.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    guard
      let done = try generated.perform(
        way, in: .azurePush, docker: docker, password: "secret",
        environment: ["PIPEGEN_SUMMARY": path.path])
    else { return }
    #expect(done.status == 0, "\(done.errors)")
    let digest = "sha256:" + String(repeating: "0", count: 63) + "7"
    let table = try String(contentsOf: path, encoding: .utf8)
    #expect(done.errors.contains(table))
    let rows = table.split(separator: "\n").map(String.init)
    #expect(rows.count == 2 + 7)
    #expect(rows.contains { $0.hasPrefix("| base |  |  | ") && $0.hasSuffix(" built, 2 cached |") })
    #expect(
      rows.contains {
        $0.hasPrefix("| web | localhost:5000/shop/web:77-static | \(digest) | ")
          && $0.hasSuffix(" s | built, 2 cached, pushed |")
      })
  }

  /// Of the references of one run some are pushed.
  @Test(arguments: WayOut.shells)
  func theSummaryOfAFailedPush(_ way: WayOut) throws {
    let failing = #"""
      case "$*" in
        'push '*/web:*)
          echo "denied: no" >&2
          finish 1
          ;;
      esac

      """#
    guard let done = try perform(way, failing) else { return }
    #expect(done.status == 1)
    let rows = done.errors.split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(rows.contains { $0.hasPrefix("| api | ") && $0.hasSuffix(" built, pushed |") })
    #expect(rows.contains { $0.hasPrefix("| web | ") && $0.hasSuffix(" built, not pushed |") })
  }

  /// A relative file is one of the folder in which the script was called.
  @Test(arguments: WayOut.shells, [("out.md", Int32(0)), ("gone/out.md", 1)])
  func theSummarysFile(_ way: WayOut, _ file: (name: String, status: Int32)) throws {
    guard case .script(let shell) = way, let program = try shell.found() else { return }
    let generated = try GeneratedSample(Sample("monorepo"), edit: Self.parallel(2))
    let (docker, folder) = (try FakeDocker(), try TemporaryFolder())
    let result = try program.run(
      shell.arguments + [generated.script.path], in: folder.url,
      environment: docker.environment([
        "SHOP_REGISTRY_PASSWORD": "secret", "PIPEGEN_SUMMARY": file.name,
      ]))
    #expect(result.status == file.status, "\(result.errors)")
    let path = folder.url.appendingPathComponent(file.name).path
    #expect(FileManager.default.fileExists(atPath: path) == (file.status == 0))
    let text = "cannot write the summary to "
    #expect(result.errors.contains(text) == (file.status != 0), "\(result.errors)")
    // Found out before anything is done.
    #expect(try docker.calls.isEmpty == (file.status != 0))
  }

  /// A signal ends what runs; nothing of the run is left, and the script dies of the signal.
  @Test(arguments: WayOut.shells, ["INT", "TERM", "HUP"])
  func aSignal(_ way: WayOut, _ signal: String) throws {
    try send(to: way, signal, times: 1, isDeaf: false)
  }

  /// What does not listen is killed; a second signal does not wait for it, and still cleans up.
  @Test(arguments: WayOut.shells, [1, 2])
  func aSignalToTheDeaf(_ way: WayOut, _ times: Int) throws {
    try send(to: way, "TERM", times: times, isDeaf: true)
  }

  private func send(to way: WayOut, _ signal: String, times: Int, isDeaf: Bool) throws {
    guard case .script(let shell) = way, let program = try shell.found(),
      let bash = Program.find("bash")
    else { return }
    let generated = try GeneratedSample(Sample("monorepo"), edit: Self.parallel(2))
    let docker = try FakeDocker()
    let temporary = try TemporaryFolder()
    let running = #"""
      case "$*" in
        build*' web' | build*' services/worker')
          \#(isDeaf ? "trap '' TERM" : ":")
          printf '%s\n' "$$" >| "$here/child-${*##*[ /]}"
          while :; do sleep 0.1; done
          ;;
      esac

      """#
    try Data(running.utf8).write(to: docker.folder.appendingPathComponent("faults"))
    // With job control a shell's background jobs do not ignore INT.
    let driver = #"""
      set -m
      here=$1 signal=$2 times=$3
      shift 3
      "$@" &
      script=$!
      until [ -s "$here/child-web" ] && [ -s "$here/child-worker" ]; do sleep 0.1; done
      kill -s "$signal" "$script"
      if [ "$times" = 2 ]; then
        sleep 1
        kill -s "$signal" "$script"
      fi
      wait "$script"
      echo "status $(($? - 128))"
      for file in "$here"/child-*; do
        read -r child <"$file"
        [ "$times" = 1 ] || while kill -0 "$child" 2>/dev/null; do sleep 0.1; done
        case $(cat "/proc/$child/stat" 2>/dev/null) in '' | *') Z '*) ;; *) echo "left $child" ;; esac
      done
      """#
    let result = try bash.run(
      ["-c", driver, "driver", docker.folder.path, signal, "\(times)", program.path]
        + shell.arguments
        + [generated.scriptPath],
      in: generated.folder,
      environment: docker.environment([
        "SHOP_REGISTRY_PASSWORD": "secret", "TMPDIR": temporary.url.path,
      ]))
    let number = ["HUP": 1, "INT": 2, "TERM": 15][signal] ?? 0
    #expect(result.text == "status \(number)\n", "\(result.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.url.path) == [])
  }

  @Test(arguments: Sample.few)
  func shellcheckOfTheScript(_ sample: Sample) throws {
    guard let shellcheck = Program.find("shellcheck") else {
      return try Skip.report("scripts by shellcheck", because: "shellcheck is not on PATH")
    }
    let generated = try GeneratedSample(sample, edit: Self.parallel(2))
    let result = try shellcheck.run(
      ["-s", "sh", "-S", "warning", "-e", "SC2034", generated.scriptPath], in: generated.folder)
    #expect(result.status == 0, "\(result.text)\(result.errors)")
  }
}
