import Testing

@testable import Execution
@testable import PipelinePlan

/// What failures mean, by policy.
@Suite struct JudgementTests {
  private func judge(
    _ tolerance: Step.Tolerance, _ fault: RegistryFault, _ access: Access = .loggedIn,
    attempt: Int = 3
  ) -> Judgement {
    Judgement(
      of: .pull("host/image:tag"),
      policy: Step.Policy(tolerance: tolerance, tries: 3, timeout: .seconds(1)),
      attempt: attempt, fault: fault, access: access)
  }

  @Test(arguments: Access.allCases) func aMissingCacheIsCold(access: Access) {
    #expect(judge(.coldCache, .missing, access) == .cold)
  }

  @Test func aCacheThatIsDeniedIsAFailureWhereTheRunCouldLogIn() {
    #expect(judge(.coldCache, .denied, .loggedIn) == .failed)
    #expect(judge(.coldCache, .denied, .own) == .failed)
    #expect(judge(.coldCache, .denied, .impossible) == .tolerated(.noLogin))
  }

  @Test func aCacheThatIsHiddenIsColdForThoseWhoLoggedIn() {
    #expect(judge(.coldCache, .hidden, .loggedIn) == .tolerated(.hidden))
    #expect(judge(.coldCache, .hidden, .impossible) == .tolerated(.noLogin))
    #expect(judge(.coldCache, .hidden, .own) == .failed)
  }

  @Test(arguments: Access.allCases) func aBrokenRegistryIsNoColdCache(access: Access) {
    #expect(judge(.coldCache, .unknown, access) == .failed)
    #expect(judge(.coldCache, .transient, access) == .failed)
  }

  @Test func onlyWhatTimeMayCureIsTriedAgain() {
    for fault in RegistryFault.allCases {
      for tolerance in [Step.Tolerance.required, .coldCache, .bestEffort] {
        #expect((judge(tolerance, fault, attempt: 2) == .retry) == (fault == .transient))
        #expect(judge(tolerance, fault, attempt: 3) != .retry)
      }
    }
  }

  @Test(arguments: [Plan.Operation.login(TestPlan.login), TestPlan.goSlalom().steps[1].operation])
  func loginsAndBuildsAreTriedOnce(operation: Plan.Operation) {
    let judgement = Judgement(
      of: operation, policy: Step.Policy(tolerance: .required, tries: 3, timeout: .seconds(1)),
      attempt: 1, fault: .transient, access: .own)
    #expect(judgement == .failed)
  }

  @Test(arguments: RegistryFault.allCases) func bestEffortIsNeverAFailure(fault: RegistryFault) {
    #expect(judge(.bestEffort, fault) == .tolerated(.bestEffort))
    #expect(judge(.required, fault) == .failed)
  }
}
