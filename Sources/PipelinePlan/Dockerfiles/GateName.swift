package import PipelineSpec

extension Dockerfile {
  /// Stages that by their names prove something, in order; what others stand on or copy from is there
  /// for those.
  package var likeGates: [Stage] {
    let used = Set(stages.flatMap(\.dependsOn))
    return stages.filter { stage in
      !used.contains(stage.index) && (stage.name.map(GateName.isOne) ?? false)
    }
  }
}

/// What the name of a stage tells.
private enum GateName {
  static func isOne(_ name: String) -> Bool {
    let parts = name.split { "-_.".contains($0) }.map(String.init)
    guard let last = parts.last, !preparations.contains(last) else { return false }
    return parts.contains(where: words.contains)
  }

  private static let words: Set<String> = [
    "audit", "check", "checks", "e2e", "lint", "linter", "spec", "specs", "test", "tester",
    "testing", "tests", "unittest", "unittests", "validate", "verify", "vet",
  ]

  /// `test-base`, and the like, prove nothing yet.
  private static let preparations: Set<String> = [
    "base", "builder", "data", "deps", "dependencies", "env", "environment", "tools",
  ]
}
