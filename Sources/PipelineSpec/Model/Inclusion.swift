/// Reads the files that a spec includes, and those that they include.
struct Inclusion {
  /// Files that a spec may include.
  static let maximumFiles = 100
  private static let allowed = ["pipegen", "defaults", "templates", "images", "groups", "include"]

  private let files: any SpecFiles
  private var sources: Sources
  private var nodes: Int
  private var parts: [SpecPart] = []
  private var seen: Set<String> = []

  /// The parts of the spec `root`, itself first, each behind those that name it.
  static func parts(
    of root: SpecPart, files: some SpecFiles, sources: inout Sources, nodeBudget: inout Int,
    into diagnostics: inout Diagnostics
  ) -> [SpecPart] {
    guard root.entries.value(of: "include") != nil else { return [root] }
    var inclusion = Inclusion(files: files, sources: sources, nodes: nodeBudget)
    inclusion.add(root, into: &diagnostics)
    sources = inclusion.sources
    nodeBudget = inclusion.nodes
    return inclusion.parts
  }

  private init(files: any SpecFiles, sources: Sources, nodes: Int) {
    self.files = files
    self.sources = sources
    self.nodes = nodes
  }

  private mutating func add(_ part: SpecPart, into diagnostics: inout Diagnostics) {
    parts.append(part)
    guard let node = part.entries.value(of: "include"),
      let patterns = Schema<[Located<String>]>.includes.decode(node, &diagnostics)
    else { return }
    for pattern in patterns {
      for path in paths(of: pattern, in: part.folder, into: &diagnostics) {
        guard seen.insert(path).inserted else { continue }
        guard seen.count <= Self.maximumFiles else {
          if seen.count == Self.maximumFiles + 1 {
            diagnostics.error(
              .tooLarge, "more than \(Self.maximumFiles) files are included", at: pattern.range,
              help: "put several into one")
          }
          return
        }
        read(path, namedBy: pattern, into: &diagnostics)
      }
    }
  }

  private func paths(
    of pattern: Located<String>, in folder: String, into diagnostics: inout Diagnostics
  ) -> [String] {
    let whole = LocalPath.join(folder, pattern.value)
    guard pattern.value.holds(0x2A) else { return [whole] }
    let paths = files.paths(matching: whole)
    if paths.isEmpty {
      diagnostics.warning(
        .unknownFile, "'\(pattern.value)' stands for no file", at: pattern.range,
        help: "'*' stands for any text without a '/'")
    }
    return paths
  }

  private mutating func read(
    _ path: String, namedBy pattern: Located<String>, into diagnostics: inout Diagnostics
  ) {
    switch files.content(of: path) {
    case .bytes(let bytes):
      let file = sources.add(SourceFile(name: files.name(of: path), bytes: bytes))
      guard let root = YAML.parse(file, in: sources, nodeBudget: &nodes, into: &diagnostics)
      else { return }
      let entries = root.allEntries
      guard !entries.isEmpty else {
        diagnostics.wrongKind(
          of: root, expected: "an included file", help: "it begins with 'pipegen: 1'")
        return
      }
      check(entries, at: root.range, into: &diagnostics)
      add(
        SpecPart(entries: entries, range: root.range, folder: LocalPath.folder(of: path)),
        into: &diagnostics)
    case .missing, .unknown:
      diagnostics.error(
        .unknownFile, "there is no '\(path)'", at: pattern.range,
        help: "paths are relative to the folder of the file that includes")
    case .unreadable(let reason): diagnostics.error(.unknownFile, reason, at: pattern.range)
    }
  }

  private func check(
    _ entries: [Node.Entry], at range: SourceRange, into diagnostics: inout Diagnostics
  ) {
    for entry in entries where !Self.allowed.contains(entry.key.value) {
      diagnostics.error(
        .unknownKey, "unknown key '\(entry.key.value)' in an included file", at: entry.key.range,
        help: "an included file holds only: \(Self.allowed.joined(separator: ", "))")
    }
    if let version = entries.value(of: "pipegen") {
      _ = Schema<Int>.languageVersion.decode(version, &diagnostics)
    } else {
      diagnostics.error(
        .missingKey, "missing key 'pipegen'", at: range, help: "begin the file with 'pipegen: 1'")
    }
    if let defaults = entries.value(of: "defaults") {
      _ = Schema<Defaults>.defaults.decode(defaults, &diagnostics)
    }
    if let templates = entries.value(of: "templates") {
      _ = Schema<[Keyed<String, ImageBody>]>.templates.decode(templates, &diagnostics)
    }
  }
}

extension Schema<[Located<String>]> {
  static let includes = oneOrMore(Schema<String>.includePath.located, named: "paths")
}

extension Schema<String> {
  /// A file below the folder of the one that names it; `*` stands for any text without a `/`.
  fileprivate static let includePath = Schema(.text(pattern: pathBelow)) { node, diagnostics in
    guard let path = diagnostics.text(of: node, expected: "a path") else { return nil }
    let parts = path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
    guard !parts.contains(where: { [".", "..", ""].contains(String(Substring($0))) }),
      path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      diagnostics.error(
        .invalidValue, "'\(path)' names no file to include", at: node.range,
        help: "name files below this one's folder, without '..', such as teams/*/images.yml")
      return nil
    }
    return path
  }
}
