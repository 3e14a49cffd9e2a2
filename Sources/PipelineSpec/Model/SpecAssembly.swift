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
      return (Node(.mapping(root.entries), at: root.range), false)
    }
    let folders = parts.reduce(into: [:]) { $0[$1.range.file] = $1.folder }
    var outer = Inheritance(root.entries)
    var images = NamedEntries(kind: "image")
    var groups = NamedEntries(kind: "group")
    for (index, part) in parts.enumerated() {
      let own = part.entries.value(of: "images")?.entries ?? []
      if index == 0 {
        images.add(outer.complete(own, into: &diagnostics), into: &diagnostics)
      } else {
        var inheritance = Inheritance(part.entries, in: outer)
        let completed = inheritance.complete(own, into: &diagnostics)
        images.add(completed.map { $0.placed(in: part.folder, folders) }, into: &diagnostics)
      }
      groups.add(part.entries.value(of: "groups")?.entries ?? [], into: &diagnostics)
    }
    var entries = root.entries.filter { parts.count == 1 || $0.key.value != "include" }
    entries.set("images", to: images.entries, at: root.range)
    if parts.count > 1 { entries.set("groups", to: groups.entries, at: root.range) }
    return (Node(.mapping(entries), at: root.range), isRepeated)
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
      if let other = places[entry.key.value] {
        diagnostics.error(
          .clash, "\(kind) '\(entry.key.value)' is in another file already", at: entry.key.range,
          help: "give one of them another name",
          notes: [Diagnostic.Note(message: "the other one is here", range: other)])
      } else {
        places[entry.key.value] = entry.key.range
        entries.append(entry)
      }
    }
  }
}

extension [Node.Entry] {
  fileprivate mutating func set(_ key: String, to entries: [Node.Entry], at range: SourceRange) {
    if let index = firstIndex(where: { $0.key.value == key }) {
      guard self[index].value.entries != nil else { return }
      self[index] = Node.Entry(
        key: self[index].key, value: Node(.mapping(entries), at: self[index].value.range))
    } else if !entries.isEmpty {
      append(Node.Entry(key: Located(key, at: range), value: Node(.mapping(entries), at: range)))
    }
  }
}

extension Node.Entry {
  /// An image of a file in `folder`, its context and archive seen from the spec's; what is inherited
  /// from another file is seen from there.
  fileprivate func placed(in folder: String, _ folders: [SourceFile.ID: String]) -> Node.Entry {
    guard let entries = value.entries else { return self }
    var changed = entries.map { entry in
      switch entry.key.value {
      case "from": entry.placedFolders(in: folder, folders)
      case "archive": entry.placedFile(in: folder, folders)
      default: entry
      }
    }
    if let index = entries.firstIndex(where: { $0.key.value == "context" }) {
      let node = entries[index].value
      let base = folders[node.range.file] ?? folder
      guard base != ".", case .scalar(let path, let style) = node.content else {
        return Node.Entry(key: key, value: Node(.mapping(changed), at: value.range))
      }
      let start = base.escapingDollars
      changed[index] = Node.Entry(
        key: entries[index].key,
        value: Node(
          .scalar(path == "." ? start : LocalPath.join(start, path), style), at: node.range))
    } else if folder != "." {
      changed.append(
        Node.Entry(
          key: Located("context", at: key.range),
          value: Node(.scalar(folder.escapingDollars, .quoted), at: key.range)))
    }
    return Node.Entry(key: key, value: Node(.mapping(changed), at: value.range))
  }
}

extension Node.Entry {
  /// A file of an image of a file in `folder`, seen from the spec's; a path that will be refused
  /// stays as it is.
  fileprivate func placedFile(
    in folder: String, _ folders: [SourceFile.ID: String]
  ) -> Node.Entry {
    let base = folders[value.range.file] ?? folder
    guard base != ".", case .scalar(let path, let style) = value.content, !path.isEmpty,
      path.utf8.first != 0x2F
    else { return self }
    let placed = LocalPath.join(base.escapingDollars, path)
    return Node.Entry(key: key, value: Node(.scalar(placed, style), at: value.range))
  }

  /// `from` of an image of a file in `folder`, its folders seen from the spec's.
  fileprivate func placedFolders(
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
      return Node.Entry(
        key: entry.key,
        value: Node(
          .scalar(rest == "." ? start : LocalPath.join(start, rest), style), at: node.range))
    }
    return Node.Entry(key: key, value: Node(.mapping(placed), at: value.range))
  }
}

extension String {
  /// As text in which `${…}` is looked for.
  fileprivate var escapingDollars: String {
    guard holds(0x24) else { return self }
    return String(decoding: utf8.flatMap { $0 == 0x24 ? [$0, $0] : [$0] }, as: UTF8.self)
  }
}
