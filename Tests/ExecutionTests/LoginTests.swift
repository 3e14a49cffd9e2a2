import PipelinePlan
import Testing

@testable import Execution

/// Logins by a fake `docker` that writes down what it is given.
@Suite(.timeLimit(.minutes(60))) struct LoginTests {
  private let folder: Folder
  private static let password = "hunter22 ' \u{e9}\n"

  init() throws {
    folder = try Folder()
    folder.write(
      """
      #!/bin/sh
      log="\(folder.path)/log"
      {
        echo "argv: $*"
        tr '\\0' '\\n' < /proc/$$/environ | sed 's/^/env: /'
        if [ "$1" = login ]; then
          printf 'stdin: '; cat; echo .
          ls -ld "$DOCKER_CONFIG" | cut -c1-10
          cat "$DOCKER_CONFIG/config.json"
          ls -l "$DOCKER_CONFIG" | sed -n 's/.* -> /link: /p'
          mkdir -p "$DOCKER_CONFIG/made/by/docker"; echo '{}' > "$DOCKER_CONFIG/made/by/docker/x"
        fi
      } >> "$log"
      echo "the password is hunter22 '"
      """, to: "docker", mode: 0o755)
  }

  private func environment(password: String? = password) -> Environment {
    let environment = Environment([
      "PATH": "\(folder.path):/usr/bin:/bin", "HOME": folder.path, "TMPDIR": folder.path,
      "OTHER": "kept", "DOCKER_BUILDKIT": "0",
    ])
    return password.map { environment.setting("REGISTRY_PASSWORD", to: $0) } ?? environment
  }

  private func run(_ environment: Environment) async throws -> TestRun {
    try await TestRun.of(
      TestPlan.goSlalom(login: true), ChildLauncher(), environment: environment)
  }

  @Test func thePasswordGoesToStandardInputAloneByteForByte() async throws {
    let run = try await run(environment())
    #expect(run.result.isSuccess)
    let log = folder.read("log")
    #expect(log.contains("argv: login --username ci --password-stdin registry.example\n"))
    #expect(log.contains("stdin: \(Self.password).\n"))
    #expect(log.split(separator: "hunter22", omittingEmptySubsequences: false).count == 2)
    #expect(!log.contains("REGISTRY_PASSWORD"))
  }

  @Test func childrenInheritTheRest() async throws {
    _ = try await run(environment())
    let log = folder.read("log")
    for line in ["OTHER=kept", "DOCKER_BUILDKIT=0", "BUILDX_NO_DEFAULT_ATTESTATIONS=1"] {
      #expect(log.split(separator: "\n").count { $0 == "env: \(line)" } == 6, "\(line)")
    }
  }

  @Test func thePasswordIsMaskedInWhatDockerWrites() async throws {
    let run = try await run(environment(password: "hunter22 '"))
    #expect(run.observer.output.contains("the password is ***\n"))
    #expect(!run.observer.output.contains("hunter22"))
  }

  @Test func theLoginStaysInACopyOfTheConfigurationThatIsRemoved() async throws {
    let own = try Folder()
    own.write(#"{"proxies": "kept"}"#, to: "config.json")
    own.write("", to: "contexts")
    _ = try await run(environment().setting("DOCKER_CONFIG", to: own.path))
    let log = folder.read("log")
    #expect(log.contains("drwx------\n"))
    #expect(log.contains(#"{"proxies": "kept"}"#))
    #expect(log.contains("link: \(own.path)/contexts\n"))
    let config = try #require(
      log.split(separator: "\n").first { $0.hasPrefix("env: DOCKER_CONFIG=") })
    let path = String(config.dropFirst("env: DOCKER_CONFIG=".count))
    #expect(path.hasPrefix("\(folder.path)/pipegen-"))
    #expect(!FileSystem.exists(path))
    #expect(own.read("config.json") == #"{"proxies": "kept"}"#)
    #expect(FileSystem.exists("\(own.path)/contexts"))
    #expect(log.split(separator: "\n").count { $0 == config } == 6)
  }

  @Test func itIsRemovedAfterAnInterruptionToo() async throws {
    let interruption = Interruption()
    _ = try await TestRun.of(
      TestPlan.goSlalom(login: true), ChildLauncher(), environment: environment(),
      until: interruption
    ) { event in
      if case .started(let step, _) = event, step.index == 1 { interruption.raise(to: .stop) }
    }
    let log = folder.read("log")
    let config = try #require(
      log.split(separator: "\n").first { $0.hasPrefix("env: DOCKER_CONFIG=") })
    #expect(!FileSystem.exists(String(config.dropFirst("env: DOCKER_CONFIG=".count))))
  }

  @Test(arguments: [nil, ""]) func withoutAPasswordDockersOwnLoginIsUsed(
    password: String?
  ) async throws {
    let run = try await run(environment(password: password))
    #expect(run.result.isSuccess)
    #expect(
      run.observer.skips == [
        "REGISTRY_PASSWORD is not set: using docker's own login for registry.example"
      ])
    let log = folder.read("log")
    #expect(!log.contains("argv: login") && !log.contains("DOCKER_CONFIG"))
  }

  @Test func aFolderThatCannotBeMadeStopsTheRunBeforeItsFirstStep() async throws {
    let run = try await run(environment().setting("TMPDIR", to: "/no/such"))
    #expect(run.result.fault?.message.contains("/no/such") == true)
    #expect(run.result.notDone.count == 6 && !run.result.isSuccess)
    #expect(folder.read("log").isEmpty)
  }

  @Test func aPasswordTooShortToBeMaskedIsAWarning() async throws {
    let run = try await run(environment(password: "abc"))
    #expect(run.observer.warnings.count == 1)
  }
}
