/// A CI service, as its environment variables tell what started a run.
///
/// One table for the script and the runner, so that both choose the same lane.
public struct CIHost: Sendable {
  /// Set and not empty under this service.
  public let marker: String
  /// The variable that names the reason of the run.
  public let reason: String
  /// What its values mean; any other is a push.
  public let events: [(values: [String], event: Event)]
  /// The variable that begins with `prefix` for a push of a tag; an empty prefix: is not empty.
  public let tag: (variable: String, prefix: String)
  /// The variable that has this value for a pull request from a fork.
  public let fork: (variable: String, value: String)?

  /// Azure Pipelines; see "Use predefined variables" of its documentation.
  public static let azure = CIHost(
    marker: "TF_BUILD", reason: "BUILD_REASON",
    events: [(["PullRequest"], .pullRequest), (["Schedule"], .schedule), (["Manual"], .manual)],
    tag: ("BUILD_SOURCEBRANCH", "refs/tags/"), fork: ("SYSTEM_PULLREQUEST_ISFORK", "True"))

  /// GitHub Actions; a fork is not told apart, its runs get no secrets.
  public static let github = CIHost(
    marker: "GITHUB_ACTIONS", reason: "GITHUB_EVENT_NAME",
    events: [
      (["pull_request", "pull_request_target"], .pullRequest), (["schedule"], .schedule),
      (["workflow_dispatch", "repository_dispatch"], .manual),
    ],
    tag: ("GITHUB_REF", "refs/tags/"), fork: nil)

  /// GitLab CI.
  public static let gitlab = CIHost(
    marker: "GITLAB_CI", reason: "CI_PIPELINE_SOURCE",
    events: [
      (["merge_request_event", "external_pull_request_event"], .pullRequest),
      (["schedule"], .schedule), (["web", "api", "trigger"], .manual),
    ],
    tag: ("CI_COMMIT_TAG", ""), fork: nil)

  /// In the order in which they are looked for.
  public static let all = [azure, github, gitlab]
}

/// What started a run, and whether it may know secrets.
public struct RunOrigin: Hashable, Sendable {
  /// What started it.
  public let event: Event
  /// Whether it builds a pull request from a fork, which gets no login.
  public let isFork: Bool

  /// Read off the environment; `local` outside the services of `CIHost.all`.
  public init(environment: [String: String]) {
    guard let host = CIHost.all.first(where: { !(environment[$0.marker] ?? "").isEmpty }) else {
      self.init(event: .local, isFork: false)
      return
    }
    let reason = environment[host.reason] ?? ""
    let ref = environment[host.tag.variable] ?? ""
    let isTag = !ref.isEmpty && ref.utf8.starts(with: host.tag.prefix.utf8)
    let event = host.events.first { $0.values.contains(reason) }?.event ?? (isTag ? .tag : .push)
    let isFork = host.fork.map { environment[$0.variable] == $0.value } ?? false
    self.init(event: event, isFork: isFork)
  }

  /// A run that `event` started.
  public init(event: Event, isFork: Bool) {
    self.event = event
    self.isFork = isFork
  }
}
