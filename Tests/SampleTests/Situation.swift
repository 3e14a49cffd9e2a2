import TestSupport
import Testing

/// Where and why a run happens.
enum Situation: CaseIterable, CustomTestStringConvertible {
  case local, azurePush, azurePullRequest, azureFork, githubPush, githubPullRequest, gitlabPush
  case gitlabPullRequest, azureTopic, azureTag, azureSchedule, azureManual, githubTag, gitlabTag
  /// The end of another pipeline, a comment, a pipeline that another has begun.
  case azureResource, githubComment, gitlabChild

  /// The event as lanes name it, but for `other`.
  var event: String {
    switch self {
    case .local: "local"
    case .azurePush, .githubPush, .gitlabPush, .azureTopic: "push"
    case .azureTag, .githubTag, .gitlabTag: "tag"
    case .azureSchedule: "schedule"
    case .azureManual: "manual"
    case .azurePullRequest, .azureFork, .githubPullRequest, .gitlabPullRequest: "pullRequest"
    case .azureResource, .githubComment, .gitlabChild: "other"
    }
  }

  /// The branch or tag that it is about, of a pull request its target; none outside a CI.
  var ref: String {
    switch self {
    case .local: ""
    case .azureTopic: "topic/x"
    case .azureTag, .githubTag, .gitlabTag: "v1.2"
    case .azurePush, .azurePullRequest, .azureFork, .azureSchedule, .azureManual, .githubPush,
      .githubPullRequest, .gitlabPush, .gitlabPullRequest, .azureResource, .githubComment,
      .gitlabChild:
      "main"
    }
  }

  /// The commit that is built.
  static let commit = "0123456789abcdef0123456789abcdef01234567"
  /// A pull request's own, where the service tells it.
  static let sourceCommit = "fedcba9876543210fedcba9876543210fedcba98"
  /// A pull request's own branch.
  static let source = "topic/größe&'x"

  /// Whether the pipeline can be played in it.
  var isAzure: Bool { "\(self)".hasPrefix("azure") }

  var isPullRequest: Bool { event == "pullRequest" }

  /// What the service sets.
  var environment: [String: String] {
    switch self {
    case .local: [:]
    case .azurePush, .azurePullRequest, .azureFork, .azureTopic, .azureTag, .azureSchedule,
      .azureManual, .azureResource:
      AzureVariables(azureVariables).environment.merging(["TF_BUILD": "True"]) { _, new in new }
    case .githubComment:
      [
        "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "issue_comment",
        "GITHUB_REF": "refs/heads/main", "GITHUB_SHA": Self.commit,
      ]
    case .gitlabChild:
      [
        "GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "parent_pipeline", "CI_COMMIT_BRANCH": "main",
        "CI_COMMIT_SHA": Self.commit,
      ]
    case .githubPush:
      [
        "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main",
        "GITHUB_SHA": Self.commit,
      ]
    case .githubPullRequest:
      [
        "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_REF": "refs/pull/7/merge", "GITHUB_BASE_REF": "main",
        "GITHUB_HEAD_REF": Self.source, "GITHUB_SHA": Self.commit,
      ]
    case .githubTag:
      [
        "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/tags/v1.2",
        "GITHUB_SHA": Self.commit,
      ]
    case .gitlabPush:
      [
        "GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main",
        "CI_COMMIT_SHA": Self.commit,
      ]
    case .gitlabTag:
      [
        "GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "push", "CI_COMMIT_TAG": "v1.2",
        "CI_COMMIT_SHA": Self.commit,
      ]
    case .gitlabPullRequest:
      [
        "GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": Self.source,
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "", "CI_COMMIT_SHA": Self.commit,
      ]
    }
  }

  /// The variables of Azure's run; a run elsewhere is played there as a push.
  var azureVariables: [String: String] {
    let isFork = self == .azureFork
    let reasons = [
      "pullRequest": "PullRequest", "schedule": "Schedule", "manual": "Manual",
      "other": "ResourceTrigger",
    ]
    let branch =
      isPullRequest
      ? "refs/pull/7/merge" : event == "tag" ? "refs/tags/\(ref)" : "refs/heads/\(ref)"
    return [
      "Build.Reason": reasons[event] ?? "IndividualCI", "Build.SourceBranch": branch,
      "System.PullRequest.TargetBranch": isPullRequest ? "refs/heads/main" : "",
      "Build.BuildId": "77", "Build.SourceVersion": Self.commit,
      "System.PullRequest.SourceBranch": isPullRequest ? "refs/heads/\(Self.source)" : "",
      "System.PullRequest.SourceCommitId": isPullRequest ? Self.sourceCommit : "",
      "Major": "1", "Minor": "2",
      "System.PullRequest.IsFork": isFork ? "True" : "False",
    ]
  }

  var testDescription: String { "\(self)" }
}
