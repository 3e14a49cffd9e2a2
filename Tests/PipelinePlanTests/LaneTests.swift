import PipelinePlan
import PipelineSpec
import TestSupport
import Testing

@Suite struct LaneTests {
  @Test(
    arguments: [
      ([:], Event.local, false), (["CI": "true"], .local, false), (["TF_BUILD": ""], .local, false),
      (["TF_BUILD": "True", "BUILD_REASON": "IndividualCI"], .push, false),
      (
        ["TF_BUILD": "True", "BUILD_REASON": "BatchedCI", "BUILD_SOURCEBRANCH": "refs/tags/v1"],
        .tag, false
      ),
      (["TF_BUILD": "True", "BUILD_REASON": "PullRequest"], .pullRequest, false),
      (
        ["TF_BUILD": "True", "BUILD_REASON": "PullRequest", "SYSTEM_PULLREQUEST_ISFORK": "True"],
        .pullRequest, true
      ),
      (["TF_BUILD": "True", "BUILD_REASON": "Schedule"], .schedule, false),
      (["TF_BUILD": "True", "BUILD_REASON": "Manual"], .manual, false),
      (
        ["GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request_target"], .pullRequest, false
      ),
      (
        ["GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/tags/v1"], .tag,
        false
      ),
      (["GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "workflow_dispatch"], .manual, false),
      (["GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "merge_request_event"], .pullRequest, false),
      (["GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "push", "CI_COMMIT_TAG": "v1"], .tag, false),
      (["GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "push"], .push, false),
    ] as [([String: String], Event, Bool)])
  func theOriginIsReadOffTheEnvironment(
    environment: [String: String], event: Event, isFork: Bool
  ) {
    let origin = RunOrigin(environment: environment)
    #expect(origin.event == event)
    #expect(origin.isFork == isFork)
  }

  @Test func aPullRequestPushesNothingAndEveryOtherRunAll() throws {
    let plan = try #require(
      Compiled(
        """
        pipegen: 1
        registry: example.azurecr.io
        images: { app: { tags: [a], stages: { s: { cache: c } } } }
        """
      ).plan)
    for event in Event.allCases {
      let steps = plan.steps(in: plan.lane(of: RunOrigin(event: event, isFork: false)))
      #expect(steps.count == (event == .pullRequest ? 3 : 5))
    }
    #expect(plan.steps(in: nil).allSatisfy { $0.phase == .build })
  }

  /// What no event names is in a lane that takes every run, and in no other.
  @Test func whatNoEventNames() throws {
    let plan = try #require(
      Compiled(
        """
        pipegen: 1
        registry: example.azurecr.io
        lanes:
          narrowed: { gitTags: ["v*"], push: [], reads: [rest] }
          events: { events: [push, manual], push: [], reads: [rest] }
          rest: { push: [images] }
        images: { app: { tags: [a] } }
        """
      ).plan)
    let lane = plan.lane(of: RunOrigin(event: nil, isFork: false))
    #expect(lane.map { plan.lanes[$0].name } == "rest")
  }
}
