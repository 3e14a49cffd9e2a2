/// A mount whose variables are expanded, checked field by field as BuildKit does.
struct MountCheck: Sendable {
  private(set) var kind: Dockerfile.Mount.Kind? = .bind
  private(set) var from = ""
  private(set) var source = ""
  private(set) var target = ""
  private(set) var isTargetKnown = true
  private(set) var isSourceKnown = true
  private var sharing = ""
  private var identifier = ""
  /// The first of `mode`, `uid` and `gid` that was given.
  private var owner: Set<String> = []

  /// Takes one field; `isKnown`: all of its variables have values that are known here.
  mutating func take(_ key: String, _ value: String?, isKnown: Bool) throws(NodeFault) {
    guard let value else { return try take(flag: key) }
    switch Dockerfile.Mount.name(of: key) {
    case "type": try setKind(value, isKnown)
    case "from": from = value
    case "source": (source, isSourceKnown) = (value, isKnown)
    case "target": (target, isTargetKnown) = (value, isKnown)
    case "id": identifier = value
    case "env": break
    case "readonly", "readwrite": try check(key, value, isKnown, Self.booleans.contains(value))
    case "required":
      try checkSecret(key)
      try check(key, value, isKnown, Self.booleans.contains(value))
    case "size":
      guard kind == .tmpfs || kind == nil else { throw unexpected(key) }
      try check(key, value, isKnown, Self.isSize(value))
    case "sharing":
      sharing = value.lowercased()
      let known = ["locked", "private", "shared"]
      guard !isKnown || known.contains(sharing) else {
        throw NodeFault(
          message: "unsupported sharing value \(GoQuote.quoted(value.utf8))"
            + GoSuggestion.text(for: value, in: known))
      }
    case "mode", "uid", "gid":
      owner.insert(key)
      guard !isKnown || UInt32(value, radix: key == "mode" ? 8 : 10) != nil,
        value.utf8.first != UInt8(ascii: "+")
      else { throw NodeFault(message: "invalid value \(value) for \(key)") }
    case _: throw unknown(key, "\(key)=\(value)")
    }
  }

  private func take(flag key: String) throws(NodeFault) {
    switch key {
    case "readonly", "ro", "readwrite", "rw": break
    case "required": try checkSecret(key)
    case _:
      throw NodeFault(message: "invalid field '\(key)' must be a key=value pair")
    }
  }

  private mutating func setKind(_ value: String, _ isKnown: Bool) throws(NodeFault) {
    kind = Dockerfile.Mount.Kind(rawValue: value.lowercased())
    guard kind != nil || !isKnown else {
      throw NodeFault(
        message: "unsupported mount type \(GoQuote.quoted(value.utf8))"
          + GoSuggestion.text(for: value, in: ["bind", "cache", "secret", "ssh", "tmpfs"]))
    }
  }

  /// What only shows when all fields are there.
  func finish() throws(NodeFault) {
    guard let kind else { return }
    if kind == .bind || kind == .tmpfs {
      for name in ["mode", "uid", "gid"] where owner.contains(name) {
        throw NodeFault(message: "\(name) not allowed for \"\(kind.rawValue)\" type mounts")
      }
    }
    if kind == .secret { try finishSecret() }
    guard sharing.isEmpty || kind == .cache else {
      throw NodeFault(message: "invalid cache sharing set for \(kind.rawValue) mount")
    }
  }

  private func finishSecret() throws(NodeFault) {
    guard from.isEmpty else { throw NodeFault(message: "secret mount should not have a from") }
    guard sharing.isEmpty else {
      throw NodeFault(message: "secret mount should not define sharing")
    }
    guard !source.isEmpty || !target.isEmpty || !identifier.isEmpty || !isSourceKnown else {
      throw NodeFault(message: "invalid secret mount. one of source, target required")
    }
    guard source.isEmpty || identifier.isEmpty else {
      throw NodeFault(message: "both source and id can't be set")
    }
  }

  private func check(
    _ key: String, _ value: String, _ isKnown: Bool, _ isRight: Bool
  ) throws(NodeFault) {
    guard isRight || !isKnown else {
      throw NodeFault(message: "invalid value for \(key): \(value)")
    }
  }

  private func checkSecret(_ key: String) throws(NodeFault) {
    guard kind == .secret || kind == .ssh || kind == nil else { throw unexpected(key) }
  }

  private func unexpected(_ key: String) -> NodeFault {
    NodeFault(message: "unexpected key '\(key)' for mount type '\(kind?.rawValue ?? "")'")
  }

  private func unknown(_ key: String, _ field: String) -> NodeFault {
    NodeFault(
      message: "unexpected key '\(key)' in '\(field)'" + GoSuggestion.text(for: key, in: Self.keys))
  }

  private static let keys = [
    "destination", "dst", "env", "from", "gid", "id", "mode", "readonly", "readwrite", "required",
    "ro", "rw", "sharing", "size", "source", "src", "target", "type", "uid",
  ]

  private static let booleans: Set<String> = [
    "1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False",
  ]

  /// A number with an optional unit: `128m`, `1.5 GiB`.
  private static func isSize(_ value: String) -> Bool {
    let number = value.utf8.prefix { $0 == 0x2E || (0x30...0x39).contains($0) }
    let unit = value.utf8.dropFirst(number.count).drop { $0 == 0x20 }.lowercased.text
    return number.contains { $0 != 0x2E }
      && ["", "b", "k", "kb", "kib", "m", "mb", "mib", "g", "gb", "gib", "t", "tb", "tib", "p"]
        .contains(unit)
  }
}
