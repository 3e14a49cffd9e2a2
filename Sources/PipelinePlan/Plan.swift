public import PipelineSpec

/// What a spec means: a graph of steps, each with what it may cost and whose fault it is.
///
/// Everything that is decided is decided here; a back end only spells it. A class, as everything that
/// spells it holds it.
public final class Plan: Sendable {
  /// What builds and pushes.
  public let engine: Engine
  /// Values to be known before the first step, in the spec's order.
  public let parameters: [Parameter]
  /// Registries in the spec's order.
  public let registries: [Registry]
  /// Images in an order in which they can be built.
  public let images: [PlannedImage]
  /// Images under one name, in the spec's order.
  public let groups: [Group]
  /// All secrets of the spec, in its order, whether a build takes them or not.
  public let secrets: [Build.Secret]
  /// In an order in which they can be done one after the other: those of a phase together, each
  /// behind all that it needs.
  public let steps: [Step]
  /// Who may push what; the first lane that matches is taken.
  public let lanes: [Lane]
  /// What has to hold for the parameters before the first step.
  public let tagRules: [TagRule]
  /// Digests to be known before the first step, each behind those that it is made of.
  public let keys: [ContentKey]
  /// Facts that every run has to know: what its steps, tags and keys name.
  public let facts: [Fact]

  init(
    engine: Engine, parameters: [Parameter], registries: [Registry], images: [PlannedImage],
    groups: [Group], secrets: [Build.Secret], steps: [Step], lanes: [Lane], tagRules: [TagRule],
    keys: [ContentKey]
  ) {
    self.engine = engine
    self.parameters = parameters
    self.registries = registries
    self.images = images
    self.groups = groups
    self.secrets = secrets
    self.steps = steps
    self.lanes = lanes
    self.tagRules = tagRules
    self.keys = keys
    facts = Fact.named(by: steps, tagRules, keys)
  }

  /// A value known only when the plan runs.
  public struct Parameter: Hashable, Sendable {
    /// The hole that it fills.
    public let variable: Variable
    /// The environment variable that gives it.
    public let environmentName: String
    /// Its value where nobody gives one; nil where a run has to, or may leave it without.
    public let `default`: Word?
    /// What its value may be; nil for any text.
    public let rule: ValueRule?
    /// One line for `--help`.
    public let help: String?
    /// Its key in the spec.
    public let origin: SourceRange
  }

  /// A registry of the spec.
  public struct Registry: Hashable, Sendable {
    /// Its key in the spec.
    public let name: String
    /// What `docker login` is told.
    public let host: String
    /// Where its references begin.
    public let address: String
    /// Whether anything of the plan is there.
    public let isUsed: Bool
  }

  /// An image of the spec.
  public struct PlannedImage: Hashable, Sendable {
    private let keyText: Text
    /// For people: the key and, of a matrix, the leg. Each step of the image has it in its title.
    package let nameText: Text
    /// HOST/PATH in the first registry.
    public let repository: Text
    /// What other images of the spec call it; nil where its tags are faulty.
    public let reference: Word?
    /// The folder that its builds read.
    public let context: Text
    /// What of it is cached.
    public let caching: Caching
    /// Images of the spec that have to be built before it: indices into `Plan.images`.
    public let needs: KeptList<Int>

    init(
      key: Text, name: Text, repository: Text, reference: Word?, context: Text,
      caching: Caching, needs: KeptList<Int>
    ) {
      keyText = key
      nameText = name
      self.repository = repository
      self.reference = reference
      self.context = context
      self.caching = caching
      self.needs = needs
    }

    /// Its key in the spec.
    public var key: String { keyText.string }
    /// For people: the key and, of a matrix, the leg.
    public var name: String { nameText.string }
  }

  /// What of an image is kept between runs.
  public enum Caching: Hashable, Sendable {
    case none
    /// Some of its stages.
    case stages
    /// The image itself.
    case image
  }

  /// Images under one name.
  public struct Group: Hashable, Sendable {
    /// Its key in the spec.
    public let name: String
    /// Keys of its images, those of groups in it among them.
    public let images: [String]
  }

  /// A tag that is known only when the plan runs.
  public struct TagRule: Hashable, Sendable {
    /// Has to be a legal tag.
    public let tag: Word
    /// Repository in which it will stand.
    public let repository: Text
    /// Tags of that repository which it must not equal: those of caches and of other images, and
    /// what only some lanes write. One that is known only at run time stands in the rule of the later.
    public let taken: KeptList<Word>
    /// Where the spec says it.
    public let origin: SourceRange
  }
}

extension Plan.Parameter {
  /// Whether a run has to give it a value.
  public var isRequired: Bool { self.default == nil && !variable.isOptional }
}

extension Plan {
  /// Folders that the builds read, each once, without the spec's own.
  public var contexts: [Text] {
    var isUsed = Array(repeating: false, count: images.count)
    for step in steps { if let image = step.image { isUsed[image] = true } }
    var seen: Set<Text> = ["."]
    seen.reserveCapacity(images.count + 1)
    var contexts: [Text] = []
    for index in images.indices where isUsed[index] {
      let context = images[index].context
      if seen.insert(context).inserted { contexts.append(context) }
    }
    return contexts
  }
}

/// One step of a plan. A class, as every pass over the steps takes each of them in turn.
public final class Step: Sendable {
  /// Position in the steps of the whole plan.
  public struct ID: Hashable, Sendable, Comparable, BitwiseCopyable {
    private let number: Int32

    init(index: Int) { number = Int32(index) }

    /// Position in the steps of the whole plan.
    public var index: Int { Int(number) }

    /// In the plan's order.
    public static func < (left: ID, right: ID) -> Bool { left.number < right.number }
  }

  /// No step begins before all steps of earlier phases are done.
  public enum Phase: Int, Sendable, Comparable, CaseIterable {
    /// Logins, pulls and builds.
    case build
    /// Pushes of runtime images: none before every build has passed.
    case pushImages
    /// Pushes of cache images: behind what users wait for.
    case pushCaches
    /// What is undone whatever happened, where it was begun.
    case cleanUp

    /// In the order in which they run.
    public static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
  }

  /// What a failure of the step means.
  public enum Tolerance: Sendable {
    /// The run fails.
    case required
    /// A missing image is a cold cache; where the run could not log in, an unreadable one is a
    /// warning. Any other failure fails the run.
    case coldCache
    /// A warning.
    case bestEffort
  }

  /// How hard a step is tried.
  public struct Policy: Hashable, Sendable {
    /// Bound of one attempt.
    public let timeout: Duration
    private let attempts: UInt16
    /// What a failure means.
    public let tolerance: Tolerance

    init(tolerance: Tolerance, tries: Int, timeout: Duration) {
      self.timeout = timeout
      attempts = UInt16(tries)
      self.tolerance = tolerance
    }

    /// Attempts in all, of what a later attempt may cure.
    public var tries: Int { Int(attempts) }
  }

  // In an order in which they take the least room: a large plan has a hundred thousand steps.

  /// What it does.
  public let operation: Plan.Operation
  /// When, as against all others.
  public let phase: Phase
  /// Whether it pulls a cache image, or pushes it: one that is still what was pulled is not pushed.
  public let tracksContent: Bool
  /// Its position in the plan.
  public let id: ID
  /// Steps that have to be done before; all are earlier ones.
  public let needs: KeptList<ID>
  /// What has to be found out for it to be done: all of them hold.
  public let conditions: KeptList<Condition>
  /// Lanes in which it is done.
  public let lanes: LaneSet
  /// How hard it is tried.
  public let policy: Policy
  private let imageIndex: Int32
  /// Where the spec asks for it.
  public let origin: SourceRange?

  /// The image that it belongs to: an index into `Plan.images`; nil for a login.
  public var image: Int? { imageIndex < 0 ? nil : Int(imageIndex) }

  init(
    id: ID, operation: Plan.Operation, needs: KeptList<ID>, phase: Phase, policy: Policy,
    lanes: LaneSet, image: Int?, origin: SourceRange?, conditions: KeptList<Condition>,
    tracksContent: Bool
  ) {
    self.id = id
    self.operation = operation
    self.needs = needs
    self.phase = phase
    self.policy = policy
    self.lanes = lanes
    imageIndex = Int32(image ?? -1)
    self.origin = origin
    self.conditions = conditions
    self.tracksContent = tracksContent
  }
}
