public import PipelineSpec

/// A CI service, as its environment variables tell what started a run.
///
/// One table for the script and the runner, so that both choose the same lane.
public struct CIHost: Sendable {
  /// Set and not empty under this service.
  public let marker: String
  /// The variable that names the reason of the run.
  public let reason: String
  /// What its values mean, but for `pushes`; any other is no event that a lane can name.
  public let events: [(values: [String], event: Event)]
  /// Its values for a push, of a branch or of a tag.
  public let pushes: [String]
  /// The variable that begins with `prefix` for a push of a tag; an empty prefix: is not empty.
  public let tag: (variable: String, prefix: String)
  /// The variable with the branch of a run, which may begin with `refs/heads/`.
  public let branch: String
  /// The variable with the branch that a pull request asks to change; it may begin so as well.
  public let target: String
  /// Variables with the commit of a run, and with that of a pull request's own branch; the first
  /// that is not empty counts.
  public let commit: (run: [String], source: [String])
  /// Variables with the branch of a pull request, which may begin with `refs/heads/`.
  public let source: [String]
  /// The variables with the ref and the commit of the merge that a pull request is built as, where
  /// the service makes one.
  public let merge: (ref: String, commit: String)?
  /// The variable that has this value for a pull request from a fork.
  public let fork: (variable: String, value: String)?

  /// Azure Pipelines; see "Use predefined variables" of its documentation.
  public static let azure = CIHost(
    marker: "TF_BUILD", reason: "BUILD_REASON",
    events: [(["PullRequest"], .pullRequest), (["Schedule"], .schedule), (["Manual"], .manual)],
    pushes: ["IndividualCI", "BatchedCI"],
    tag: ("BUILD_SOURCEBRANCH", "refs/tags/"), branch: "BUILD_SOURCEBRANCH",
    target: "SYSTEM_PULLREQUEST_TARGETBRANCH",
    commit: (["BUILD_SOURCEVERSION"], ["SYSTEM_PULLREQUEST_SOURCECOMMITID"]),
    source: ["SYSTEM_PULLREQUEST_SOURCEBRANCH"],
    merge: ("BUILD_SOURCEBRANCH", "BUILD_SOURCEVERSION"),
    fork: ("SYSTEM_PULLREQUEST_ISFORK", "True"))

  /// GitHub Actions; a fork is not told apart, its runs get no secrets.
  public static let github = CIHost(
    marker: "GITHUB_ACTIONS", reason: "GITHUB_EVENT_NAME",
    events: [
      (["pull_request", "pull_request_target"], .pullRequest), (["schedule"], .schedule),
      (["workflow_dispatch", "repository_dispatch"], .manual),
    ],
    pushes: ["push"],
    tag: ("GITHUB_REF", "refs/tags/"), branch: "GITHUB_REF", target: "GITHUB_BASE_REF",
    commit: (["GITHUB_SHA"], []), source: ["GITHUB_HEAD_REF"], merge: ("GITHUB_REF", "GITHUB_SHA"),
    fork: nil)

  /// GitLab CI.
  public static let gitlab = CIHost(
    marker: "GITLAB_CI", reason: "CI_PIPELINE_SOURCE",
    events: [
      (["merge_request_event", "external_pull_request_event"], .pullRequest),
      (["schedule"], .schedule), (["web", "api", "trigger"], .manual),
    ],
    pushes: ["push"],
    tag: ("CI_COMMIT_TAG", ""), branch: "CI_COMMIT_BRANCH",
    target: "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    commit: (
      ["CI_COMMIT_SHA"],
      [
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA",
        "CI_COMMIT_SHA",
      ]
    ),
    source: [
      "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME",
    ],
    merge: nil, fork: nil)

  /// In the order in which they are looked for.
  public static let all = [azure, github, gitlab]
}

/// What started a run, on what, and whether it may know secrets.
public struct RunOrigin: Hashable, Sendable {
  /// What started it; nil for what is none of a lane's events, such as a comment or the end of
  /// another pipeline: only a lane that takes everything takes it.
  public let event: Event?
  /// The tag of a tag's push, the target of a pull request, else the branch; nil where unknown.
  public let ref: String?
  /// Whether it builds a pull request from a fork, which gets no login.
  public let isFork: Bool

  /// Read off the environment; `local` outside the services of `CIHost.all`.
  public init(environment: [String: String]) {
    guard let host = CIHost.host(of: { environment[$0] ?? "" }) else {
      self.init(event: .local, isFork: false)
      return
    }
    let reason = environment[host.reason] ?? ""
    let tag = environment[host.tag.variable] ?? ""
    let isTag = !tag.isEmpty && tag.utf8.starts(with: host.tag.prefix.utf8)
    let push: Event? = host.pushes.contains(reason) ? (isTag ? .tag : .push) : nil
    let event = host.events.first { $0.values.contains(reason) }?.event ?? push
    let isFork = host.fork.map { environment[$0.variable] == $0.value } ?? false
    self.init(
      event: event, ref: event.flatMap { environment[host.variable(ofRefFor: $0)] }, isFork: isFork)
  }

  /// A run that `event` started on `ref`, which may begin with `refs/heads/` or `refs/tags/`.
  public init(event: Event?, ref: String? = nil, isFork: Bool) {
    self.event = event
    self.ref = ref.map(Self.short)
    self.isFork = isFork
  }

  private static func short(_ ref: String) -> String {
    let prefix = CIHost.refPrefixes.first { ref.utf8.starts(with: $0.utf8) } ?? ""
    return String(decoding: ref.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }
}

extension CIHost {
  /// The service under which a run with these variables is; nil outside of all.
  public static func host(of variable: (String) -> String) -> CIHost? {
    all.first { !variable($0.marker).isEmpty }
  }

  /// Refs of merges that services make to build pull requests.
  public static let mergeRef = "refs/pull/*/merge"

  /// Values of `reason` that mean a pull request.
  public var pullRequestReasons: [String] {
    events.filter { $0.event == .pullRequest }.flatMap(\.values)
  }

  /// What a variable's ref may begin with.
  public static let refPrefixes = ["refs/heads/", "refs/tags/"]

  /// The variable that tells what a run that `event` started is about.
  public func variable(ofRefFor event: Event) -> String {
    switch event {
    case .tag: tag.variable
    case .pullRequest: target
    case .push, .schedule, .manual, .local: branch
    }
  }
}
