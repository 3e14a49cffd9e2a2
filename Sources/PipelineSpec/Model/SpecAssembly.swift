/// Makes one document of a spec's parts: images completed by what they inherit, their contexts seen
/// from the spec's folder.
enum SpecAssembly {
  /// One root, and whether some of it will be decoded more than once.
  static func root(
    of parts: [SpecPart], into diagnostics: inout Diagnostics
  ) -> (root: Node, isRepeated: Bool) {
    let root = parts[0]
    let isRepeated =
      parts.count > 1
      || root.entries.contains { ["defaults", "templates", "include"].contains($0.key.value) }
    let isInherited = root.entries.value(of: "images")?.entries != nil
    guard isRepeated || isInherited else {
      return (Node(root.entries, at: root.range), false)
    }
    var folders: [SourceFile.ID: String] = [:]
    if parts.count > 1 { for part in parts { folders[part.range.file] = part.folder } }
    var outer = Inheritance(root.entries)
    var images = NamedEntries(kind: "image")
    var groups = NamedEntries(kind: "group")
    for (index, part) in parts.enumerated() {
      let own = part.entries.value(of: "images")?.allEntries ?? []
      if index == 0 {
        images.add(outer.complete(own, into: &diagnostics), into: &diagnostics)
      } else {
        var inheritance = Inheritance(part.entries, in: outer)
        let completed = inheritance.complete(own, into: &diagnostics)
        images.add(completed.map { $0.placed(in: part.folder, folders) }, into: &diagnostics)
      }
      groups.add(part.entries.value(of: "groups")?.allEntries ?? [], into: &diagnostics)
    }
    var entries = root.entries.filter { parts.count == 1 || $0.key.value != "include" }
    entries.set("images", to: images.entries, at: root.range)
    if parts.count > 1 { entries.set("groups", to: groups.entries, at: root.range) }
    return (Node(entries, at: root.range), isRepeated)
  }
}

/// Entries of several files under one key.
private struct NamedEntries {
  let kind: String
  private(set) var entries: [Node.Entry] = []
  private var places: [String: SourceRange] = [:]

  init(kind: String) { self.kind = kind }

  mutating func add(_ new: [Node.Entry], into diagnostics: inout Diagnostics) {
    guard !entries.isEmpty else {
      entries = new
      return
    }
    if places.isEmpty { for entry in entries { places[entry.key.value] = entry.key.range } }
    for entry in new {
      let key = entry.key
      if let other = places.updateValue(key.range, forKey: key.value) {
        places[key.value] = other
        diagnostics.error(
          .clash, "\(kind) '\(key.value)' is in another file already", at: key.range,
          help: "give one of them another name",
          notes: [Diagnostic.Note(message: "the other one is here", range: other)])
      } else {
        entries.append(entry)
      }
    }
  }
}

extension [Node.Entry] {
  fileprivate mutating func set(_ key: String, to entries: [Node.Entry], at range: SourceRange) {
    if let index = firstIndex(where: { $0.hasKey(key) }) {
      guard self[index].value.entries != nil else { return }
      self[index] = self[index].replacing(Node(entries, at: self[index].value.range))
    } else if !entries.isEmpty {
      append(Node.Entry(key, at: range, Node(entries, at: range)))
    }
  }
}

extension Node.Entry {
  /// An image of a file in `folder`, its context and archive seen from the spec's; what is inherited
  /// from another file, which can only be the spec, is seen from there.
  fileprivate func placed(in folder: String, _ folders: [SourceFile.ID: String]) -> Node.Entry {
    guard folder != ".", let entries = value.entries else { return self }
    var changed = Array(entries)
    var hasContext = false
    for (index, entry) in entries.enumerated() {
      if entry.hasKey("context") {
        hasContext = true
        changed[index] = entry.placedContext(in: folder, folders)
      } else if entry.hasKey("from") {
        changed[index] = entry.placedFolders(in: folder, folders)
      } else if entry.hasKey("archive") {
        changed[index] = entry.placedFile(in: folder, folders)
      }
    }
    if !hasContext {
      let range = keyNode.range
      changed.append(
        Node.Entry("context", at: range, Node(folder.escapingDollars, .quoted, at: range)))
    }
    return replacing(Node(changed, at: value.range))
  }

  /// The context of an image of a file in `folder`, seen from the spec's.
  private func placedContext(
    in folder: String, _ folders: [SourceFile.ID: String]
  ) -> Node.Entry {
    let base = folders[value.range.file] ?? folder
    guard base != ".", case .scalar(let path, let style) = value.content else { return self }
    let start = base.escapingDollars
    let placed = path == "." ? start : LocalPath.join(start, path)
    return replacing(Node(placed, style, at: value.range))
  }

  /// A file of an image of a file in `folder`, seen from the spec's; a path that will be refused
  /// stays as it is.
  private func placedFile(
    in folder: String, _ folders: [SourceFile.ID: String]
  ) -> Node.Entry {
    let base = folders[value.range.file] ?? folder
    guard base != ".", case .scalar(let path, let style) = value.content, !path.isEmpty,
      path.utf8.first != 0x2F
    else { return self }
    return replacing(Node(LocalPath.join(base.escapingDollars, path), style, at: value.range))
  }

  /// `from` of an image of a file in `folder`, its folders seen from the spec's.
  private func placedFolders(
    in folder: String, _ folders: [SourceFile.ID: String]
  ) -> Node.Entry {
    guard let entries = value.entries else { return self }
    let placed = entries.map { entry in
      let node = entry.value
      let base = folders[node.range.file] ?? folder
      guard base != ".", case .scalar(let path, let style) = node.content, path.utf8.first == 0x2E
      else { return entry }
      let rest = path.utf8.starts(with: "./".utf8) ? String(path.dropFirst(2)) : path
      let start = "./" + base.escapingDollars
      return entry.replacing(
        Node(rest == "." ? start : LocalPath.join(start, rest), style, at: node.range))
    }
    return replacing(Node(placed, at: value.range))
  }
}

extension String {
  /// As text in which `${…}` is looked for.
  fileprivate var escapingDollars: String {
    guard holds(0x24) else { return self }
    return String(decoding: utf8.flatMap { $0 == 0x24 ? [$0, $0] : [$0] }, as: UTF8.self)
  }
}
