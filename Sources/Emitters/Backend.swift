package import PipelinePlan
package import PipelineSpec

/// A way to spell a plan as text.
///
/// It decides nothing about meaning: what it cannot spell is a located error, never left out.
package protocol Backend {
  /// As in `pipegen emit NAME` and below `outputs`.
  static var name: String { get }
  /// Whether the spec asks for its file.
  static func isRequested(by outputs: Outputs) -> Bool
  /// The files, one where the spec asks for none; fewer once it has reported why.
  static func emit(_ request: EmissionRequest, into diagnostics: inout Diagnostics) -> [Artifact]
}

/// What a back end is given.
package struct EmissionRequest: Sendable {
  package let plan: Plan
  package let outputs: Outputs
  /// The spec and the files that it includes, relative to its folder.
  package let files: [String]

  package init(plan: Plan, outputs: Outputs, files: [String]) {
    self.plan = plan
    self.outputs = outputs
    self.files = files
  }
}

/// A generated file.
package struct Artifact: Sendable {
  /// Relative to the spec's folder.
  package let path: String
  /// What has to stand in the very first line; empty for nothing.
  package let firstLine: String
  /// The text below the header, which says what made the file and has a digest of this.
  package let body: WrittenText
  package let isExecutable: Bool
}

/// Every back end.
package enum Backends {
  package static var all: [any Backend.Type] { [ShellScript.self, AzurePipeline.self] }

  package static var names: [String] { all.map { $0.name } }

  package static func named(_ name: String) -> (any Backend.Type)? {
    all.first { $0.name == name }
  }
}
