/// An Azure pipeline, or a template for one.
public struct AzureOutput: FileOutput {
  /// Relative to the spec's folder; `${image}` in it makes a file for each image.
  public var path = "azure-pipelines.yml"
  /// Images that it is about, by patterns; nil for all.
  public var images: [Located<String>]?
  /// The spec's folder, as seen from the repository's root; nil for the root itself.
  public var folder: String?
  /// The run's number; nil for Azure's own.
  public var name: String?
  /// How the plan is spread over jobs and steps.
  public var layout = AzureLayout.steps
  /// Pushes that start it.
  public var trigger = AzureTrigger.everyBranch
  /// Pull requests that start it; nil for those of the trigger's branches.
  public var pullRequests: AzurePullRequests?
  /// Times at which it starts.
  public var schedules: [AzureSchedule] = []
  /// Where it runs.
  public var pool = AzurePool.standard
  /// Variables of the pipeline, passed through.
  public var variables: AzureValue?
  /// Repositories, containers and what else it uses, passed through.
  public var resources: AzureValue?
  /// Docker registry service connections by registry name.
  public var serviceConnections: [Keyed<String, String>] = []
  /// Values of parameters, in which Azure's macros are live.
  public var parameters: [Keyed<String, String>] = []
  /// Secret variables that hold secrets, such as `$(Npm-Token)`.
  public var secrets: [Keyed<String, Located<String>>] = []
  /// How its jobs check out.
  public var checkout = AzureCheckout.standard
  /// Bound of each of its jobs; nil for an hour, or what a build or check in it may take.
  public var timeout: Duration?
  /// The whole of the pipeline, the plan's parts among it; nil for those alone.
  public var stages: AzureValue?
  /// What it is a template of; nil for a pipeline.
  public var template: AzureTemplate?
  /// The template that it extends.
  public var extends: AzureExtends?
  /// Where the spec names the path, or the output; nil where it does not.
  public internal(set) var place: SourceRange?

  /// What `emit azure` prints where the spec says nothing.
  public static let standard = AzureOutput()
}

/// How a plan is spread over jobs and steps.
public enum AzureLayout: String, Sendable, CaseIterable {
  /// One step calls the generated script.
  case script
  /// One job with a step for each of the plan's.
  case steps
  /// A job for each image, one behind those that it is built from.
  case jobs
}

/// What a file without triggers and a pool of its own holds, for another to include.
public enum AzureTemplate: String, Sendable, CaseIterable {
  case steps
  case jobs
  case stages
}

/// A template that a pipeline extends.
public struct AzureExtends: Sendable {
  /// Its file, perhaps with `@` and a repository.
  public let template: String
  /// Values of its parameters.
  public let parameters: AzureValue?
}

/// Agents that may run a job.
public struct AzurePool: Sendable, Equatable {
  /// Whose agents they are.
  public enum Agents: Sendable, Equatable {
    /// Microsoft's, with this image.
    case hosted(vmImage: String)
    /// Those of a pool of the organisation's own.
    case named(String)
  }

  /// Whose agents they are.
  public let agents: Agents
  /// What an agent has to have.
  public let demands: [String]

  static let standard = AzurePool(agents: .hosted(vmImage: "ubuntu-24.04"), demands: [])
}

/// How a job checks out.
public struct AzureCheckout: Sendable, Equatable {
  /// Commits that are fetched, 0 for all; nil for what the plan needs.
  public let fetchDepth: Int?
  /// Whether tags are fetched; nil for Azure's default.
  public let fetchTags: Bool?
  /// `true` or `recursive`; nil for none.
  public let submodules: String?
  /// Whether files of git-lfs are fetched; nil for Azure's default.
  public let lfs: Bool?

  static let standard = AzureCheckout(fetchDepth: nil, fetchTags: nil, submodules: nil, lfs: nil)
}
