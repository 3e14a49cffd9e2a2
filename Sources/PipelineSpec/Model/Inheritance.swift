/// `defaults`, `templates` and `extends`, resolved before any image is decoded.
///
/// The nearest wins: mappings merge by key, scalars and lists replace. It works on nodes, so that a
/// key of an image is inherited by being a key.
struct Inheritance {
  private let defaults: Node?
  private let templates: [Node.Entry]
  private var resolved: [String: Node] = [:]

  /// For the images of a file with these entries; what `outer` has lies below.
  init(_ entries: [Node.Entry], in outer: Inheritance? = nil) {
    let own = entries.value(of: "defaults").map { $0.without(Schema<Timeouts>.keysOfDefaults) }
    let below = outer?.defaults
    defaults = own.map { own in below.map { own.lying(over: $0) } ?? own } ?? below
    templates = (entries.value(of: "templates")?.allEntries ?? []) + (outer?.templates ?? [])
  }

  /// Each of `images` completed.
  mutating func complete(
    _ images: [Node.Entry], into diagnostics: inout Diagnostics
  ) -> [Node.Entry] {
    let isExtended = images.contains { $0.value.entries?.value(of: "extends") != nil }
    guard defaults != nil || isExtended else { return images }
    return images.map { entry in
      entry.replacing(image(entry.value, into: &diagnostics))
    }
  }

  private mutating func image(_ node: Node, into diagnostics: inout Diagnostics) -> Node {
    let extended = completed(node, behind: [], into: &diagnostics)
    return defaults.map { extended.lying(over: $0) } ?? extended
  }

  /// `node` over the templates that it extends; `path` are those that led here.
  private mutating func completed(
    _ node: Node, behind path: [String], into diagnostics: inout Diagnostics
  ) -> Node {
    let names = node.entries?.value(of: "extends")?.names ?? []
    var base: Node?
    for name in names {
      guard let template = template(name, behind: path, into: &diagnostics) else { continue }
      base = base.map { template.lying(over: $0) } ?? template
    }
    return base.map { node.lying(over: $0) } ?? node
  }

  private mutating func template(
    _ name: Located<String>, behind path: [String], into diagnostics: inout Diagnostics
  ) -> Node? {
    if let known = resolved[name.value] { return known }
    guard let entry = templates.first(where: { $0.key.value == name.value }) else {
      let known = templates.map(\.key.value)
      diagnostics.error(
        .unknownName, "unknown template '\(name.value)'", at: name.range,
        help: Suggestion.help(for: name.value, in: known, kind: "templates"))
      return nil
    }
    guard !path.contains(name.value) else {
      diagnostics.error(
        .cycle, "template '\(name.value)' extends itself", at: name.range,
        help: "remove one 'extends' of: \((path + [name.value]).joined(separator: ", "))")
      return nil
    }
    let template = completed(entry.value, behind: path + [name.value], into: &diagnostics)
      .without(["extends"])
    resolved[name.value] = template
    return template
  }
}

extension Node {
  /// This node over `base`: mappings merge by key, keys of the base first; anything else replaces.
  fileprivate func lying(over base: Node) -> Node {
    guard let own = entries, let others = base.entries else { return self }
    if others.isEmpty { return self }
    var merged = Array(others)
    let keys = merged.map(\.key.value)
    for entry in own {
      if let index = keys.firstIndex(of: entry.key.value) {
        merged[index] = entry.replacing(entry.value.lying(over: merged[index].value))
      } else {
        merged.append(entry)
      }
    }
    return Node(merged, at: range)
  }

  fileprivate func without(_ keys: [String]) -> Node {
    guard let entries, entries.contains(where: { keys.contains($0.key.value) }) else { return self }
    return Node(entries.filter { !keys.contains($0.key.value) }, at: range)
  }

  /// The texts of a scalar or of a list of scalars.
  fileprivate var names: [Located<String>] {
    switch content {
    case .scalar(let text, _): [Located(text, at: range)]
    case .sequence(let nodes): nodes.flatMap(\.names)
    case .mapping: []
    }
  }
}

extension [Node.Entry] {
  /// The value of a key; nil where it is absent.
  func value(of key: String) -> Node? { first { $0.key.value == key }?.value }
}
