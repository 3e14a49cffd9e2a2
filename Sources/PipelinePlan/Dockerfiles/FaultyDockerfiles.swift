import PipelineSpec

/// Dockerfiles that messages quote, each read once.
struct FaultyDockerfiles {
  private var known: [String: SourceFile.ID] = [:]
  /// More are not quoted: nobody reads so many messages.
  private static let maximum = 1000

  /// Where a fault is in the Dockerfile at `path`, which messages call `name`; nil where it is of the
  /// whole file.
  mutating func place(
    of fault: Dockerfile.Fault, _ path: String, _ name: String, _ bytes: [UInt8],
    in sources: inout Sources
  ) -> SourceRange? {
    guard fault.line != nil else { return nil }
    let file: SourceFile.ID
    if let id = known[path] {
      file = id
    } else {
      guard known.count < Self.maximum else { return nil }
      file = sources.add(SourceFile(name: name, bytes: bytes))
      known[path] = file
    }
    return sources[file].range(of: fault, in: file)
  }
}
