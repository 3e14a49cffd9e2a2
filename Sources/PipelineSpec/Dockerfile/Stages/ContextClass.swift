extension Dockerfile {
  /// What of the build context is read: the worse, the more often a change of it misses a cache.
  public enum ContextClass: String, Sendable, CaseIterable, Comparable {
    /// Nothing: a toolchain.
    case none
    /// Files that name dependencies.
    case manifest
    /// Single files that are neither program text nor a product.
    case file
    /// Anything else.
    case source
    /// All of it.
    case whole

    /// Less is better.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .none: 0
      case .manifest: 1
      case .file: 2
      case .source: 3
      case .whole: 4
      }
    }

    /// Of one path in the context, wildcards allowed.
    init(path: [UInt8]) {
      let parts = path.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
      )
      .filter { !$0.elementsEqual(".".utf8) }
      guard let last = parts.last else {
        self = .whole
        return
      }
      if parts.allSatisfy({ $0.elementsEqual("*".utf8) || $0.elementsEqual("**".utf8) }) {
        self = .whole
      } else if FileKind.isManifest(last) {
        self = .manifest
      } else {
        self = path.last != UInt8(ascii: "/") && FileKind.isPlain(last) ? .file : .source
      }
    }
  }
}

extension Dockerfile.Instruction {
  /// The worst of what it reads from the build context; nil if it reads nothing.
  public var contextClass: Dockerfile.ContextClass? {
    contextPathBytes.map { Dockerfile.ContextClass(path: $0) }.max()
  }

  /// The paths that it reads from the build context, wildcards as written; empty text for all.
  ///
  /// Variables that the Dockerfile sets are expanded.
  public var contextPaths: [String] { contextPathBytes.map(\.text) }

  private var contextPathBytes: [[UInt8]] {
    switch content {
    case .copy(let copy):
      guard copy.origin == .context else { return [] }
      return copy.files.filter { keyword == .copy || RemoteSource($0) == nil }
    case .run(let run):
      guard !run.mounts.isEmpty else { return [] }
      return run.mounts.filter { $0.origin == .context }.map { Array($0.contextPath.utf8) }
    case .arguments, .trigger, .other: return []
    }
  }
}

extension Dockerfile.ContextClass {
  /// Gives every stage its class.
  static func classify(_ stages: inout [Dockerfile.Stage]) {
    var dependents = [[Int]](repeating: [], count: stages.count)
    for index in stages.indices {
      for needed in stages[index].dependsOn { dependents[needed].append(index) }
    }
    let read = stages.map { stage in
      stage.allInstructions.map { ($0.keyword, level: $0.contextClass ?? .none) }
    }
    let own = read.map { $0.map(\.level).max() ?? .none }
    var isDone = [Bool](repeating: false, count: stages.count)
    for level in allCases.reversed() {
      var open = own.indices.filter { own[$0] == level }
      while let index = open.popLast() {
        guard !isDone[index] else { continue }
        isDone[index] = true
        stages[index].contextClass = level
        open += dependents[index]
      }
    }
    for index in stages.indices {
      let base = stages[index].baseStage.map { stages[$0].contextClass } ?? .none
      stages[index].isSplittable = base <= .file && isSplittable(read[index])
    }
  }

  private static func isSplittable(
    _ instructions: [(keyword: Dockerfile.Keyword, level: Dockerfile.ContextClass)]
  ) -> Bool {
    var hasManifest = false
    var hasRun = false
    for (keyword, level) in instructions {
      if level > .file { return hasRun }
      if level == .manifest { hasManifest = true }
      if hasManifest, keyword == .run { hasRun = true }
    }
    return false
  }
}
