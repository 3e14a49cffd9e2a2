package import PipelineSpec

/// An image of a new spec: a Dockerfile, and the folder that it reads.
package struct StarterImage {
  /// Its Dockerfile, relative to the spec.
  let file: String
  /// What it is called; made from the path, and another one where that is taken.
  var name: String
  /// The folder that its build reads.
  let context: String
  /// The Dockerfile below that, nil for the usual one.
  let dockerfile: String?
  let caches: StarterCaches
  /// ARGs without which its FROMs name nothing.
  let missing: [String]

  /// What stands for a value that only the user knows.
  static let placeholder = "scratch"

  /// What `bytes` of `file` are an image of, in a folder called `root`; `tree` tells of paths relative
  /// to the spec.
  package init(
    _ file: String, _ bytes: [UInt8], root: String, in tree: some StarterTree
  ) throws(Dockerfile.Fault) {
    var missing: [String] = []
    var options = Dockerfile.Options()
    var reading = Dockerfile.reading(bytes)
    // A base in which no default stands is given by each build.
    while let name = reading.unsetVariables.first(where: { !missing.contains($0) }) {
      missing.append(name)
      options.arguments[name] = Self.placeholder
      reading = Dockerfile.reading(bytes, options: options)
    }
    if let fault = reading.fault { throw fault }
    guard let read = reading.dockerfile else { preconditionFailure("neither stages nor a fault") }
    self.file = file
    self.missing = missing
    caches = StarterCaches(read)
    let folder = LocalPath.folder(of: file)
    context = Self.context(of: read, in: folder, tree)
    let prefix = context == "." ? 0 : context.utf8.count + 1
    let below = String(decoding: file.utf8.dropFirst(prefix), as: UTF8.self)
    dockerfile = below == "Dockerfile" ? nil : below
    name = Self.name(of: file, root: root)
  }

  /// The nearest folder, the Dockerfile's own or one above, that has all that is copied from it.
  ///
  /// One from which everything is copied has something: not just the Dockerfile, or folders of others.
  private static func context(
    of dockerfile: Dockerfile, in folder: String, _ tree: some StarterTree
  ) -> String {
    // The context's own root is the root of its paths.
    let all = dockerfile.stages.flatMap(\.allInstructions).flatMap(\.contextPaths).map { path in
      String(decoding: path.utf8.drop { $0 == 0x2F }, as: UTF8.self)
    }
    let paths = all.filter { !$0.isEmpty && !$0.utf8.contains(where: "*?[$".utf8.contains) }
    let places = Array(sequence(first: folder) { $0 == "." ? nil : LocalPath.folder(of: $0) })
      .filter { place in paths.allSatisfy { tree.exists(LocalPath.join(place, $0)) } }
    guard dockerfile.stages.last?.contextClass == .whole else { return places.first ?? folder }
    let filled = places.first { tree.hasContent($0, isOwn: $0 == folder) }
    return filled ?? places.first ?? folder
  }

  /// `api` for services/api/Dockerfile, `worker` for worker.Dockerfile, the root's for Dockerfile.
  private static func name(of file: String, root: String) -> String {
    let parts = file.split(separator: "/").map(String.init)
    let last = parts.last ?? ""
    let lower = last.lowercased()
    for (start, end) in [("dockerfile.", ""), ("containerfile.", ""), ("", ".dockerfile")]
    where lower.hasPrefix(start) && lower.hasSuffix(end)
      && lower.utf8.count > start.utf8.count + end.utf8.count
    {
      let bytes = lower.utf8.dropFirst(start.utf8.count).dropLast(end.utf8.count)
      return plain(String(decoding: bytes, as: UTF8.self))
    }
    return plain(parts.dropLast().last ?? root)
  }

  /// Small letters, digits and single hyphens of `text`.
  private static func plain(_ text: String) -> String {
    let words = text.lowercased().utf8.split {
      !(0x61...0x7A).contains($0) && !(0x30...0x39).contains($0)
    }
    let name = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    return name.isEmpty ? "image" : String(decoding: name.utf8.prefix(100), as: UTF8.self)
  }
}

extension [StarterImage] {
  /// Gives those that would be called alike other names.
  package mutating func tellApart() {
    var taken: Set<String> = []
    for index in indices {
      let name = self[index].name
      let above = LocalPath.folder(of: LocalPath.folder(of: self[index].file))
        .split(separator: "/").last.map { String($0).lowercased() }
      var candidates = [name]
      if let above, above.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) {
        candidates.append("\(above)-\(name)")
      }
      candidates += (2...count + 2).map { "\(name)-\($0)" }
      self[index].name = candidates.first { !taken.contains($0) } ?? name
      taken.insert(self[index].name)
    }
  }
}
