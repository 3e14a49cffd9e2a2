import PipelinePlan
import PipelineSpec

/// What a plan's images are built from: what `paths: auto` stands for.
struct AzurePaths {
  private let plan: Plan
  /// The spec's folder in the repository; empty for its root.
  private let folder: String
  /// The spec's files, and those that are made of it for these images.
  private let files: [String]

  /// Of `output`, whose path is that of one file, as is that of the `script` that does the same.
  init(
    of plan: Plan, for output: AzureOutput, beside script: ShellOutput?, _ request: EmissionRequest
  ) {
    self.plan = plan
    folder = output.folder ?? ""
    let made = request.outputs.shell.map(\.path) + request.outputs.azure.map(\.path)
    files =
      request.files + [output.path] + (script.map { [$0.path] } ?? [])
      + made.filter { !OutputFiles.isForEachImage($0) }
  }

  /// Contexts, Dockerfiles outside of them, and the spec; nil where that is everything.
  var list: [String]? {
    let used = Set(plan.steps.compactMap(\.image))
    let contexts = plan.images.indices.filter(used.contains).map { plan.images[$0].context.string }
    let dockerfiles = plan.steps.compactMap { step -> String? in
      if case .build(let build) = step.operation { build.dockerfile?.string } else { nil }
    }
    let checks = plan.steps.compactMap { step -> String? in
      guard case .check(let check) = step.operation else { return nil }
      return check.workingDirectory ?? "."
    }
    let folders = Set(contexts + checks).map(plain)
    if folders.contains(where: \.isEmpty) { return nil }
    let files = Set(dockerfiles + files).map(plain)
    let paths = Set(folders + files)
    return paths.filter { !isBelow(paths, $0) }.sorted(by: isBefore)
  }

  /// Why there is no list, for a reader; nil where there is one.
  var reason: String? {
    let used = Set(plan.steps.compactMap(\.image))
    let images = plan.images.indices.filter(used.contains).map { plan.images[$0] }
    if let image = images.first(where: { plain($0.context.string).isEmpty }) {
      return "image '\(image.name)' is built from the whole repository"
    }
    for case .check(let check) in plan.steps.map(\.operation)
    where plain(check.workingDirectory ?? ".").isEmpty {
      return "check '\(check.name)' has no workingDirectory, and so may read all files"
    }
    return nil
  }

  /// Whether one of `paths` is a folder above `path`.
  private func isBelow(_ paths: Set<String>, _ path: String) -> Bool {
    var folder = path.utf8[...]
    while let slash = folder.lastIndex(of: UInt8(ascii: "/")) {
      folder = folder[..<slash]
      if paths.contains(String(Substring(folder))) { return true }
    }
    return false
  }

  private func isBefore(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// From the repository's root, without `./` and a `/` at its end: Azure compares text.
  private func plain(_ path: String) -> String {
    let parts = "\(folder)/\(path)".utf8.split(separator: UInt8(ascii: "/"))
    return parts.filter { !$0.elementsEqual(".".utf8) }.map { String(Substring($0)) }
      .joined(separator: "/")
  }
}
