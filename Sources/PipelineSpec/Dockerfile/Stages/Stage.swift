extension Dockerfile {
  /// A stage: a FROM and the instructions behind it.
  public struct Stage: Sendable {
    /// Its number, from 0.
    public let index: Int
    /// In small letters; nil if it has none.
    public let name: String?
    /// What FROM names, variables expanded; as written where they cannot be.
    public internal(set) var base: String
    /// The stage that `base` is; nil for an image and for `scratch`.
    public internal(set) var baseStage: Int?
    /// `--platform`, expanded and in its usual form; nil without one, or for a wrong one.
    public internal(set) var platform: String?
    /// The lines of its FROM, from 1.
    public let lines: ClosedRange<Int>
    /// The whole stage as indices into the file, from FROM to its last instruction.
    public internal(set) var bytes: Range<Int>
    /// FROM's own place.
    public let fromBytes: Range<Int>
    /// What it needs, sorted: by FROM, `--from` and mounts, its triggers' too.
    public internal(set) var dependsOn: [Int] = []
    /// Images that it reads from beside its base, each once, in order.
    public internal(set) var images: [String] = []
    /// The ARGs that it declares, in order.
    public internal(set) var arguments: [Argument] = []
    /// What the base stage's ONBUILDs put here; they run first.
    public internal(set) var triggers: [Instruction] = []
    /// Its own, in order.
    public internal(set) var instructions: [Instruction] = []
    /// Variables in FROM that have no value.
    public internal(set) var unsetVariables: [String] = []
    /// The worst of what it and all that it needs read from the build context.
    public internal(set) var contextClass = ContextClass.none
    /// Whether a RUN stands behind a manifest and before all that reads sources: what is above
    /// could be a stage of its own.
    public internal(set) var isSplittable = false

    /// `base` as bytes; empty where it cannot be told.
    var baseKey: [UInt8] = []
    let baseText: ArraySlice<UInt8>
    let key: [UInt8]
    let platformText: [UInt8]?

    /// Whether a variable decides what FROM names.
    public var isBaseVariable: Bool { baseText.contains(UInt8(ascii: "$")) }

    /// Its line, from 1.
    public var line: Int { lines.lowerBound }

    /// All that runs in it, in order.
    public var allInstructions: [Instruction] {
      triggers.isEmpty ? instructions : triggers + instructions
    }
  }
}
