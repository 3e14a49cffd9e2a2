import PipelinePlan
import PipelineSpec

/// Tells what is wrong with the world from what a command said.
struct Diagnoser {
  private let request: RunRequest

  init(_ request: RunRequest) { self.request = request }

  /// Texts by which docker says that no engine answers; parts stand in it in this order.
  private static let engineTexts = [
    ["cannot connect to the docker daemon"],
    ["error during connect"],
    ["dial unix ", "connect: "],
    ["is the docker daemon running"],
  ]
  /// Texts by which it says that a registry cannot be reached.
  private static let networkTexts = [
    ["no such host"], ["connection refused"], ["network is unreachable"], ["i/o timeout"],
    ["no route to host"], ["client.timeout"], ["tls handshake timeout"], ["connection reset"],
  ]

  private static let fullTexts = [["no space left on device"], ["disk quota exceeded"]]

  /// A program that did not start.
  func diagnosis(of error: LaunchError) -> Diagnosis {
    Diagnosis(message: error.message, help: error.help)
  }

  /// A command that failed; nil where docker's own words say it best.
  func diagnosis(
    of step: Step, exit: Exit, fault: RegistryFault, text: CaselessText
  ) -> Diagnosis? {
    if exit.cause == .timeout {
      return Diagnosis(
        message: "no end after \(Self.text(of: step.policy.timeout)), the bound of one attempt",
        help: "look for what it waits for in its last lines")
    }
    if Self.engineTexts.contains(where: { text.holds($0) }) { return engine }
    if Self.fullTexts.contains(where: { text.holds($0) }) { return full }
    switch step.operation {
    case .login(let login): return self.login(login, fault, text)
    case .require(let requirement):
      return Diagnosis(message: requirement.message, help: requirement.help)
    case .pull, .find, .probe, .tag, .copy, .push, .build, .name, .unname, .save, .extract, .check:
      return step.operation.asked.flatMap { registry($0, fault, text) }
    }
  }

  private static func text(of timeout: Duration) -> String {
    let seconds = timeout.components.seconds
    return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
  }

  private var engine: Diagnosis {
    let host = request.environment.text(of: "DOCKER_HOST")
    let place = host.map { "DOCKER_HOST is '\(DisplayText.escaped($0))'" }
    return Diagnosis(
      message: "no Docker engine answers (\(place ?? "DOCKER_HOST is not set"))",
      help: "start the engine, or set DOCKER_HOST to one that runs")
  }

  private var full: Diagnosis {
    Diagnosis(
      message: "no space is left, here or where the engine keeps its images",
      help: "'docker system df' shows what fills it, 'docker system prune' frees some")
  }

  private func login(
    _ login: Plan.Login, _ fault: RegistryFault, _ text: CaselessText
  ) -> Diagnosis {
    if isUnreachable(fault, text) { return unreachable(login.host) }
    switch fault {
    case .denied, .hidden:
      return Diagnosis(
        message: "registry \(login.host) refuses the login of '\(login.username)'",
        help: "check the password in \(login.passwordVariable), and the username")
    case .missing, .transient, .unknown:
      return Diagnosis(
        message: "cannot log in to registry \(login.host) as '\(login.username)'",
        help: "check the password in \(login.passwordVariable), and the registry's address")
    }
  }

  private func registry(
    _ reference: Word, _ fault: RegistryFault, _ text: CaselessText
  ) -> Diagnosis? {
    let host = request.host(of: reference)
    if isUnreachable(fault, text) { return unreachable(host) }
    if RegistryFault.patterns.contains(where: { $0.isRateLimit && text.holds($0.parts) }) {
      return Diagnosis(
        message: "registry \(host) limits how often it is asked",
        help: "try again later; who is logged in may ask more often")
    }
    switch fault {
    case .denied, .hidden:
      return Diagnosis(
        message: "registry \(host) refuses access",
        help: loginHelp(for: host))
    case .missing, .transient, .unknown: return nil
    }
  }

  private func isUnreachable(_ fault: RegistryFault, _ text: CaselessText) -> Bool {
    switch fault {
    case .transient, .unknown: Self.networkTexts.contains { text.holds($0) }
    case .missing, .denied, .hidden: false
    }
  }

  private func unreachable(_ host: String) -> Diagnosis {
    Diagnosis(
      message: "registry \(host) cannot be reached",
      help: "check the address '\(host)' in the spec, and the network from the engine to it")
  }

  private func loginHelp(for host: String) -> String {
    let login = request.logins.first { $0.host == host }
    switch (request.access(to: host), login) {
    case (.loggedIn, let login?):
      return "user '\(login.username)' needs the right to it"
    case (.impossible, let login?) where !request.origin.isFork:
      return "set \(login.passwordVariable), which is empty, or run 'docker login \(host)'"
    case (.impossible, _):
      return "a pull request from a fork gets no login"
    case (.loggedIn, nil), (.own, _):
      return "run 'docker login \(host)', or give the registry a login in the spec"
    }
  }
}
