import Execution
import Foundation
import PipelinePlan
import TestSupport

/// Carries many specs out by script, by pipeline and directly: one process of each shell for all of
/// them, in which `docker` and `env` are functions that only keep their words.
struct ThreeWays {
  /// What a spec called.
  struct Outcome {
    let script: SpecCalls
    let azure: SpecCalls
    let run: SpecCalls
    /// The run's steps with their calls; empty where the run was refused.
    let steps: [(step: Step, words: [String])]
  }

  private let scratch: TemporaryFolder
  private let cases: [SpecCase]

  /// `outcomes` of all `cases`, in their order.
  static func outcomes(of cases: [SpecCase]) async throws -> [Outcome] {
    let ways = try ThreeWays(cases)
    try ways.play(ways.scriptDriver, by: "dash", called: "script")
    try ways.play(ways.azureDriver, by: "bash", called: "azure")
    var outcomes: [Outcome] = []
    for index in cases.indices { outcomes.append(try await ways.outcome(of: index)) }
    guard !FileManager.default.fileExists(atPath: ways.root.appendingPathComponent("PWNED").path)
    else { throw SpecCase.Refused(description: "text of a spec was run as a command") }
    return outcomes
  }

  private init(_ cases: [SpecCase]) throws {
    self.cases = cases
    scratch = try TemporaryFolder()
    for folder in cases.flatMap(\.folders) {
      try FileManager.default.createDirectory(
        at: root.appendingPathComponent(folder), withIntermediateDirectories: true)
    }
    for path in Set(cases.flatMap(\.keyFiles)) {
      let file = root.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("content of \(path)\n".utf8).write(to: file)
    }
  }

  private var root: URL { scratch.url.appendingPathComponent("root") }

  private var plain: [String: String] {
    TestEnvironment.plain.merging([
      "HOME": scratch.url.path, "TMPDIR": scratch.url.path, "SOURCE_DATE_EPOCH": RunFacts.epoch,
      "SSH_AUTH_SOCK": scratch.url.path,
    ]) { _, new in new }
  }

  private func outcome(of index: Int) async throws -> Outcome {
    let (run, steps) = await run(cases[index])
    return Outcome(
      script: try calls(of: "\(index)-script"), azure: try calls(of: "\(index)-azure"), run: run,
      steps: steps)
  }

  private func run(
    _ one: SpecCase
  ) async -> (calls: SpecCalls, steps: [(step: Step, words: [String])]) {
    do throws(RefusedRun) {
      let request = try one.request(in: root.path, one.environment(plain))
      let launcher = RecordingLauncher(isCold: one.spec.isCold)
      let result = await PlanRunner(request, launcher: launcher, observer: SilentObserver()).run()
      let errors = result.failures.map { $0.diagnosis?.message ?? "" }.joined(separator: "\n")
      return (
        SpecCalls(status: result.isSuccess ? 0 : 1, calls: launcher.calls, errors: errors),
        request.steps.map { ($0, request.words(of: $0)) }
      )
    } catch {
      let errors = error.messages.joined(separator: "\n")
      return (SpecCalls(status: error.isUsage ? 64 : 1, calls: [], errors: errors), [])
    }
  }
}

// MARK: - Shells

extension ThreeWays {
  /// What stands for every engine, and for `env`, which would run a check.
  private static let functions = """
    test_keep() { printf '%s\\0' "$#" "$@" >>"$TEST_CALLS"; }
    test_engine() {
      case $2 in
        login)
          IFS= read -r TEST_INPUT || :
          if [ -n "$TEST_INPUT" ]; then test_keep "$@" "$TEST_INPUT"; else test_keep "$@"; fi
          ;;
        *) test_keep "$@" ;;
      esac
      case $TEST_COLD:$2:${3:-} in
        yes:pull:\(SpecMaker.foreign)*) ;; # what others have made is always there
        yes:pull:* | yes:buildx:imagetools | yes:image:inspect | yes:inspect:--type)
          printf 'manifest unknown\\n' >&2
          return 1
          ;;
      esac
    }
    docker() { test_engine docker "$@"; }
    buildah() { test_engine buildah "$@"; }
    podman() { test_engine podman "$@"; }
    env() { test_keep env "$@"; }
    exec_function() { "$@"; exit; }
    timeout() {
      [ "$1" != --foreground ] || shift
      shift
      "$@"
    }

    """

  private func play(_ driver: () throws -> String, by shell: String, called name: String) throws {
    let file = try scratch.file(
      "\(name).sh", Data((Self.functions + driver()).utf8))
    guard let program = Program.find(shell) else {
      return try Skip.report("random specs", because: "there is no \(shell)")
    }
    let result = try program.run([file.path], in: scratch.url, environment: plain)
    guard result.status == 0 else {
      throw SpecCase.Refused(description: "\(name): \(result.errors)")
    }
  }

  private func scriptDriver() throws -> String {
    try cases.enumerated().map { index, one in
      let values = one.spec.arePositional ? [:] : one.variables
      // No function stands for what `exec` begins.
      let text = String(decoding: one.script, as: UTF8.self)
        .replacing(" exec timeout", with: " exec_function timeout")
        .replacing(#" exec "$@""#, with: #" exec_function "$@""#)
        // But that of a check's own shell.
        .replacing(#"cd -- "$1" && shift && exec_function"#, with: #"cd -- "$1" && shift && exec"#)
      let file = try scratch.file("\(index)-script", Data(text.utf8))
      let environment = one.environment(values).merging(["PIPEGEN_ROOT": root.path]) { $1 }
      // What is no argument comes by the environment in any case.
      let others = one.plan.parameters.filter { !one.positional.contains($0.variable.name) }
        .reduce(into: [String: String]()) { all, parameter in
          all[parameter.environmentName] = one.given[parameter.variable.name]
        }
      let arguments =
        one.spec.arePositional ? ["--"] + one.positional.map { one.given[$0] ?? "" } : []
      let body = start(
        file, environment.merging(others) { $1 }, arguments: arguments, input: "")
      return wrapped(body, "\(index)-script", one)
    }.joined()
  }

  private func azureDriver() throws -> String {
    try cases.enumerated().map { index, one in
      let temporary = scratch.url.appendingPathComponent("\(index)-agent")
      try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
      let isFork = one.spec.situation == .azureFork
      let player = AzurePlayer(
        variables: one.spec.situation.azureVariables,
        secrets: (isFork ? [:] : one.passwords).merging(one.azureSecrets) { $1 },
        connections: one.connections.mapValues { AzurePlayer.Connection(host: $0) },
        environment: ["SSH_AUTH_SOCK": scratch.url.path])
      let starts = try player.starts(for: one.azure, sources: root, temporary: temporary)
      let body = try starts.enumerated().map { number, step in
        let file = try scratch.file("\(index)-azure-\(number)", Data(step.script.utf8))
        return start(
          file, step.environment, arguments: step.arguments,
          input: String(decoding: step.input, as: UTF8.self))
          + "TEST_STATUS=$?\n[ \"$TEST_STATUS\" -eq 0 ] || exit \"$TEST_STATUS\"\n"
      }.joined()
      return wrapped(body, "\(index)-azure", one)
    }.joined()
  }

  /// Reads `file` in a shell of its own.
  private func start(
    _ file: URL, _ environment: [String: String], arguments: [String], input: String
  ) -> String {
    let exports = environment.sorted { $0.key < $1.key }.map { "export \($0)=\(quoted($1))\n" }
    let words = arguments.map(quoted).joined(separator: " ")
    return """
      (
      \(exports.joined())cd \(quoted(root.path))
      set -- \(words)
      . \(quoted(file.path))
      )

      """
  }

  private func wrapped(_ body: String, _ name: String, _ one: SpecCase) -> String {
    let path = scratch.url.appendingPathComponent(name).path
    return """
      TEST_CALLS=\(quoted(path)).calls TEST_COLD=\(one.spec.isCold ? "yes" : "no")
      : >"$TEST_CALLS"
      (
      \(body)) </dev/null >\(quoted(path)).out 2>&1
      printf '%s' "$?" >\(quoted(path)).status

      """
  }

  /// By bytes: a quote may be part of a Character.
  private func quoted(_ text: String) -> String {
    let bytes = text.utf8.flatMap { $0 == 0x27 ? Array(#"'\''"#.utf8) : [$0] }
    return "'" + String(decoding: bytes, as: UTF8.self) + "'"
  }

  /// What a shell kept of one spec.
  private func calls(of name: String) throws -> SpecCalls {
    let path = scratch.url.appendingPathComponent(name).path
    func content(_ ending: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: "\(path).\(ending)"))
    }
    var fields = try content("calls").split(separator: 0, omittingEmptySubsequences: false)
      .dropLast().map { String(decoding: $0, as: UTF8.self) }[...]
    var calls: [SpecCalls.Call] = []
    while let count = fields.popFirst().flatMap({ Int($0) }) {
      let words = Array(fields.prefix(count))
      calls.append(SpecCalls.Call(words: words, start: calls.count, end: calls.count))
      fields = fields.dropFirst(count)
    }
    return SpecCalls(
      status: Int32(String(decoding: try content("status"), as: UTF8.self)) ?? -1, calls: calls,
      errors: String(decoding: try content("out"), as: UTF8.self))
  }
}
