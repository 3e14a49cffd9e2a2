import TestSupport
import Testing

/// Where and why a run happens.
enum Situation: CaseIterable, CustomTestStringConvertible {
  case local, azurePush, azurePullRequest, azureFork, githubPush, githubPullRequest, gitlabPush
  case gitlabPullRequest

  /// The event as lanes name it.
  var event: String {
    switch self {
    case .local: "local"
    case .azurePush, .githubPush, .gitlabPush: "push"
    case .azurePullRequest, .azureFork, .githubPullRequest, .gitlabPullRequest: "pullRequest"
    }
  }

  var isPullRequest: Bool { event == "pullRequest" }

  /// What the service sets.
  var environment: [String: String] {
    switch self {
    case .local: [:]
    case .azurePush, .azurePullRequest, .azureFork:
      AzureVariables(azureVariables).environment.merging(["TF_BUILD": "True"]) { _, new in new }
    case .githubPush: ["GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push"]
    case .githubPullRequest: ["GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request"]
    case .gitlabPush: ["GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "push"]
    case .gitlabPullRequest:
      ["GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "merge_request_event"]
    }
  }

  /// The variables of Azure's run; a run elsewhere is played there as a push.
  var azureVariables: [String: String] {
    let isFork = self == .azureFork
    return [
      "Build.Reason": isPullRequest ? "PullRequest" : "IndividualCI",
      "Build.SourceBranch": isPullRequest ? "refs/pull/7/merge" : "refs/heads/main",
      "Build.BuildId": "77", "Build.SourceVersion": "0123456789abcdef0123456789abcdef01234567",
      "Major": "1", "Minor": "2",
      "System.PullRequest.IsFork": isFork ? "True" : "False",
    ]
  }

  var testDescription: String { "\(self)" }
}
