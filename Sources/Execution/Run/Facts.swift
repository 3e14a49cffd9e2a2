public import PipelinePlan
import PipelineSpec
import Synchronization

/// What git, the clock and a CI's variables tell of a run; the script's functions find out the same.
public struct Facts: Sendable {
  /// Why a fact is not known.
  public struct Fault: Error, Hashable, Sendable {
    /// One line.
    public let message: String
    /// Whether a value that was given is at fault, not the world.
    public let isUsage: Bool
  }

  private let environment: Environment
  private let workingDirectory: String?
  private let seconds: Int64
  private let interruption: Interruption
  let digest: @Sendable ([UInt8]) -> String

  /// - Parameters:
  ///   - environment: Pipegen's own.
  ///   - workingDirectory: The spec's folder; nil for pipegen's.
  ///   - seconds: The instant of the run, since 1970.
  ///   - interruption: Ends git early.
  ///   - digest: SHA-256 of bytes, as hexadecimal digits.
  public init(
    environment: Environment = Environment(), workingDirectory: String? = nil, seconds: Int64 = 0,
    until interruption: Interruption = Interruption(),
    digest: @escaping @Sendable ([UInt8]) -> String = { _ in "" }
  ) {
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.seconds = seconds
    self.interruption = interruption
    self.digest = digest
  }

  /// The value of `fact`; nil where it is optional and there is none. The lane is the run's own.
  public func value(of fact: Fact, lane: String) throws(Fault) -> String? {
    switch fact {
    case .lane: lane
    case .commit: try commit(for: fact)
    case .shortCommit: String(decoding: try commit(for: fact).utf8.prefix(7), as: UTF8.self)
    case .branch:
      try branch().map { Slug.of($0, digest: digest) }
    case .tag: try tag()
    case .describe: try description()
    case .time: try time()
    case .date: String(try time().prefix { $0 != "T" })
    case .compactDate: String(try time().prefix { $0 != "T" }.filter { $0 != "-" })
    }
  }

  /// The branch that is checked out; nil where none is, or where git cannot tell.
  public func checkedOutBranch() -> String? {
    head.map { String(decoding: $0, as: UTF8.self) }
  }
}

// MARK: - Git

extension Facts {
  private func variable(_ name: String) -> String { environment.text(of: name) ?? "" }

  private func first(of names: [String]) -> [UInt8]? {
    names.lazy.compactMap { environment.bytes(of: $0) }.first { !$0.isEmpty }
  }

  private var host: CIHost? { CIHost.host(of: variable) }

  private func isPullRequest(on host: CIHost) -> Bool {
    host.pullRequestReasons.contains(variable(host.reason))
  }

  private func commit(for fact: Fact) throws(Fault) -> String {
    if let host {
      let names = isPullRequest(on: host) ? host.commit.source : host.commit.run
      if let known = first(of: names) { return String(decoding: known, as: UTF8.self) }
    }
    try requireRepository(for: fact)
    guard let head = git(["rev-parse", "--verify", "--quiet", "HEAD"]).text else {
      throw Fault(
        message: "${\(fact.rawValue)} needs a commit, and the repository has none", isUsage: false)
    }
    return mergedCommit(of: head) ?? head
  }

  /// What the merge `head`, made by the service of a pull request, merges; nil for any other commit.
  private func mergedCommit(of head: String) -> String? {
    guard let host, isPullRequest(on: host), let merge = host.merge,
      RefPattern(text: CIHost.mergeRef).matches(variable(merge.ref)), variable(merge.commit) == head
    else { return nil }
    let lines = git(["cat-file", "commit", "HEAD"]).output.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let parents = lines.prefix { !$0.isEmpty }.filter { $0.starts(with: "parent ".utf8) }
    return parents.count > 1 ? String(decoding: parents[1].dropFirst(7), as: UTF8.self) : nil
  }

  private func branch() throws(Fault) -> [UInt8]? {
    guard let host else {
      try requireRepository(for: .branch)
      return head
    }
    let name = first(of: isPullRequest(on: host) ? host.source : [host.branch]) ?? []
    let branch = Self.name(of: name, behind: "refs/heads/")
    return branch.isEmpty ? nil : branch
  }

  private func tag() throws(Fault) -> String? {
    let tag: [UInt8]
    if let host {
      let ref = isPullRequest(on: host) ? [] : first(of: [host.tag.variable]) ?? []
      tag = Self.name(of: ref, behind: "refs/tags/")
    } else {
      try requireRepository(for: .tag)
      tag = git(["describe", "--tags", "--exact-match", "HEAD"]).line
    }
    return tag.isEmpty ? nil : String(decoding: tag, as: UTF8.self)
  }

  private func description() throws(Fault) -> String {
    let commit = try commit(for: .describe)
    try requireRepository(for: .describe)
    guard let text = git(["describe", "--tags", "--always", commit]).text else {
      throw Fault(
        message: "${\(Fact.describe.rawValue)} needs commit "
          + "'\(DisplayText.escaped(commit))', which git does not describe", isUsage: false)
    }
    return text
  }

  /// What `ref` names behind `prefix`; a ref of another kind names nothing, any other text itself.
  private static func name(of ref: [UInt8], behind prefix: String) -> [UInt8] {
    if ref.starts(with: prefix.utf8) { return Array(ref.dropFirst(prefix.utf8.count)) }
    return ref.starts(with: "refs/".utf8) ? [] : ref
  }

  private var head: [UInt8]? {
    let ref = Self.name(of: git(["symbolic-ref", "--quiet", "HEAD"]).line, behind: "refs/heads/")
    return ref.isEmpty ? nil : ref
  }

  private func requireRepository(for fact: Fact) throws(Fault) {
    let answer = git(["rev-parse", "--git-dir"])
    if answer.isSuccess { return }
    let name = "${\(fact.rawValue)}"
    guard answer.isStarted else {
      throw Fault(message: "\(name) needs git, which is not on PATH", isUsage: false)
    }
    throw Fault(
      message: "\(name) needs a git repository: "
        + DisplayText.escaped(String(decoding: answer.line(of: answer.errors), as: UTF8.self)),
      isUsage: false)
  }

  /// What git answered.
  private struct Answer {
    var isStarted = true
    var isSuccess = false
    var output: [UInt8] = []
    var errors: [UInt8] = []

    /// What it wrote, without the last line feed; empty where it failed.
    var line: [UInt8] { isSuccess ? line(of: output) : [] }

    /// The same as text; nil where it is empty.
    var text: String? { line.isEmpty ? nil : String(decoding: line, as: UTF8.self) }

    func line(of bytes: [UInt8]) -> [UInt8] {
      bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes
    }
  }

  private func git(_ arguments: [String]) -> Answer {
    let command = ResolvedCommand(
      words: ["git"] + arguments, environment: environment.setting("LC_ALL", to: "C"),
      workingDirectory: workingDirectory, timeout: .seconds(60))
    let answer = Mutex(Answer())
    do throws(LaunchError) {
      let exit = try ChildLauncher().wait(for: command, until: interruption) { stream, bytes in
        answer.withLock { answer in
          switch stream {
          case .output: answer.output += bytes
          case .error: answer.errors += bytes
          }
        }
      }
      answer.withLock { $0.isSuccess = exit.isSuccess }
    } catch {
      answer.withLock { $0.isStarted = false }
    }
    return answer.withLock { $0 }
  }
}

// MARK: - Clock

extension Facts {
  private func time() throws(Fault) -> String {
    guard let given = environment.text(of: "SOURCE_DATE_EPOCH") else {
      return UTCTime.text(ofSeconds: seconds)
    }
    guard given.utf8.count <= 11, given.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let seconds = Int64(given)
    else {
      throw Fault(
        message: "SOURCE_DATE_EPOCH is '\(DisplayText.escaped(given))', not a number of seconds",
        isUsage: true)
    }
    return UTCTime.text(ofSeconds: seconds)
  }
}
