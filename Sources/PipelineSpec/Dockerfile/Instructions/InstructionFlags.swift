/// The flags of one instruction, checked against those that it may have.
struct InstructionFlags {
  private enum Kind {
    case text
    case list
    case boolean
  }

  /// Names as written in the Dockerfile, values without quotes.
  private(set) var given: [(name: String, value: [UInt8])] = []

  /// The value of `name`; nil where it was not given.
  subscript(_ name: String) -> [UInt8]? { given.first { $0.name == name }?.value }

  /// All values of a flag that may be repeated.
  func all(_ name: String) -> [[UInt8]] { given.filter { $0.name == name }.map(\.value) }

  init() {}

  init(of node: DockerfileNode) throws(NodeFault) {
    guard !node.flags.isEmpty else { return }
    let known = Self.known(for: node.keyword)
    for flag in node.flags {
      guard flag.starts(with: [0x2D, 0x2D]) else {
        throw NodeFault(message: "arg should start with -- : \(flag.text)")
      }
      guard flag.count > 2 else { return }
      try take(flag, known)
    }
  }

  private mutating func take(
    _ flag: [UInt8], _ known: KeyValuePairs<String, Kind>
  ) throws(NodeFault) {
    let sign = flag.firstIndex(of: UInt8(ascii: "="))
    let written = flag[..<(sign ?? flag.count)].text
    let name = String(written.utf8.dropFirst(2)) ?? ""
    guard let kind = known.first(where: { $0.key == name })?.value else {
      throw NodeFault(
        message: "unknown flag: \(written)" + GoSuggestion.text(for: name, in: known.map(\.key)))
    }
    guard kind == .list || self[name] == nil else {
      throw NodeFault(message: "duplicate flag specified: \(written)")
    }
    var value = sign.map { Array(flag[($0 + 1)...]) }
    if kind == .boolean {
      value = try Self.boolean(value, written)
    }
    guard let value else { throw NodeFault(message: "missing a value on flag: \(written)") }
    given.append((name, value))
  }

  private static func boolean(_ value: [UInt8]?, _ flag: String) throws(NodeFault) -> [UInt8]? {
    guard let value else { return Array("true".utf8) }
    guard !value.isEmpty else { return nil }
    let word = value.lowercased
    guard word.text == "true" || word.text == "false" else {
      throw NodeFault(
        message: "expecting boolean value for flag \(flag), not: \(value.text)")
    }
    return word
  }

  private static func known(for keyword: Dockerfile.Keyword?) -> KeyValuePairs<String, Kind> {
    switch keyword {
    case .from: ["platform": .text]
    case .run: ["device": .list, "mount": .list, "network": .text, "security": .text]
    case .copy:
      [
        "chmod": .text, "chown": .text, "exclude": .list, "from": .text, "link": .boolean,
        "parents": .boolean,
      ]
    case .add:
      [
        "checksum": .text, "chmod": .text, "chown": .text, "exclude": .list,
        "keep-git-dir": .boolean, "link": .boolean, "unpack": .boolean,
      ]
    case .healthcheck:
      [
        "interval": .text, "retries": .text, "start-interval": .text, "start-period": .text,
        "timeout": .text,
      ]
    case _: [:]
    }
  }
}
