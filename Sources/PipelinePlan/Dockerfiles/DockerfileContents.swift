import PipelineSpec

/// What is at the paths of Dockerfiles: each is asked for once, and images that share one share it.
final class DockerfileContents {
  private let files: any SpecFiles
  private var known: [Text: SpecFileContent?] = [:]

  /// Of about `count` images.
  init(_ files: any SpecFiles, count: Int) {
    self.files = files
    known.reserveCapacity(count)
  }

  /// What is at `path`; of a file that is too large no more than shows that.
  func content(of path: Text) -> SpecFileContent {
    read(path, once: &known[path, default: nil])
  }

  private func read(_ path: Text, once content: inout SpecFileContent?) -> SpecFileContent {
    if let content { return content }
    var new = files.content(of: path.string)
    if case .bytes(let bytes) = new, bytes.count > Dockerfile.maximumBytes {
      new = .bytes(Array(bytes.prefix(Dockerfile.maximumBytes + 1)))
    }
    content = new
    return new
  }
}
