/// One fault or doubt about the user's input, or one note about it.
public struct Diagnostic: Hashable, Sendable {
  /// How much it matters.
  public enum Severity: String, Sendable, CaseIterable {
    /// The input is refused.
    case error
    /// Compiled all the same; refused under `--strict`.
    case warning
  }

  /// A second place that belongs to the message, such as the first of two definitions.
  public struct Note: Hashable, Sendable {
    /// What stands there.
    public let message: String
    /// Where.
    public let range: SourceRange

    /// `message` about what stands at `range`.
    public init(message: String, range: SourceRange) {
      self.message = message
      self.range = range
    }
  }

  /// How much it matters.
  public let severity: Severity
  /// Stable name of this kind of fault.
  public let id: DiagnosticID
  /// What was found and what is allowed; one line, user text in quotes.
  public let message: String
  /// Where; nil for a fault of the whole compilation.
  public let range: SourceRange?
  /// The remedy, one line.
  public let help: String?
  /// Further places.
  public let notes: [Note]
}

/// Diagnostics of one compilation, in the order found.
///
/// A value that stages add to, so that one run reports every independent fault.
public struct Diagnostics: Sendable, Equatable {
  /// In the order found.
  public private(set) var all: [Diagnostic] = []

  /// None yet.
  public init() {}

  /// Whether the input is refused.
  public var hasErrors: Bool { all.contains { $0.severity == .error } }

  /// Records a fault for which the input is refused.
  public mutating func error(
    _ id: DiagnosticID, _ message: String, at range: SourceRange?, help: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    add(.error, id, message, range, help, notes)
  }

  /// Records a doubt; the input is still compiled.
  public mutating func warning(
    _ id: DiagnosticID, _ message: String, at range: SourceRange?, help: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    add(.warning, id, message, range, help, notes)
  }

  /// Adds those of another stage behind these.
  public mutating func append(_ others: Diagnostics) { all += others.all }

  /// Drops what was said before at the same place: what images inherit is read in each of them.
  package mutating func removeRepeated() {
    guard all.count > 1 else { return }
    var seen: Set<Diagnostic> = []
    all = all.filter { seen.insert($0).inserted }
  }

  private mutating func add(
    _ severity: Diagnostic.Severity, _ id: DiagnosticID, _ message: String, _ range: SourceRange?,
    _ help: String?, _ notes: [Diagnostic.Note]
  ) {
    all.append(
      Diagnostic(
        severity: severity, id: id, message: message, range: range, help: help, notes: notes))
  }

  /// By file, line and column, those without a place last; the order found decides ties.
  public var sorted: [Diagnostic] {
    all.enumerated().sorted { left, right in
      switch (left.element.range, right.element.range) {
      case (nil, nil): left.offset < right.offset
      case (nil, _): false
      case (_, nil): true
      case (let a?, let b?):
        (a.file.index, a.start, left.offset) < (b.file.index, b.start, right.offset)
      }
    }.map(\.element)
  }
}

/// The stable, kebab-case name of a kind of diagnostic, as printed in `[…]`.
public enum DiagnosticID: String, Sendable, CaseIterable {
  // Reading
  case encoding
  case syntax
  case tooLarge = "too-large"
  case tooDeep = "too-deep"
  case tooManyNodes = "too-many-nodes"
  case duplicateKey = "duplicate-key"
  case severalDocuments = "several-documents"
  case yamlTag = "yaml-tag"
  case aliasCycle = "alias-cycle"
  case undefinedAlias = "undefined-alias"
  case keyKind = "key-kind"
  case mergeKey = "merge-key"
  case notASpec = "not-a-spec"
  case tooManyFaults = "too-many-faults"
  // Decoding
  case unknownKey = "unknown-key"
  case missingKey = "missing-key"
  case wrongKind = "wrong-kind"
  case invalidValue = "invalid-value"
  case interpolation
  case clash
  case version
  // Planning
  case unknownVariable = "unknown-variable"
  case notYetKnown = "not-yet-known"
  case unknownName = "unknown-name"
  case reservedName = "reserved-name"
  case missingValue = "missing-value"
  case cycle
  case unknownFile = "unknown-file"
  case unknownStage = "unknown-stage"
  case missingDockerfile = "missing-dockerfile"
  case dockerfile
  case unknownArgument = "unknown-argument"
  case volatileArgument = "volatile-argument"
  case secretArgument = "secret-argument"
  case wholeContextCache = "cache-whole-context"
  case inertCache = "cache-inert"
  case unpinnedBase = "key-unpinned-base"
  case unreachedGate = "unreached-gate"
  case stageOrder = "stage-order"
  case openAxis = "open-axis"
  case untrustedCache = "untrusted-cache"
  case incompleteKey = "incomplete-key"
  case unusedRegistry = "unused-registry"
  case tooManySteps = "too-many-steps"
  case unsupported
  case secretFlow = "secret-flow"
  case azureCondition = "azure-condition"
}

extension DiagnosticID {
  /// Warnings that an image may say to be meant, in `allow`.
  package static let allowable: [DiagnosticID] = [
    .missingDockerfile, .unknownArgument, .volatileArgument, .secretArgument, .wholeContextCache,
    .inertCache, .unpinnedBase, .unreachedGate, .stageOrder,
  ]
}
