import PipelineSpec

/// What has changed since a cache image was made, told by the lines of two keys.
struct InputChanges {
  /// What lines that name an image by a key of its own have before the digits of that key.
  let bases: [String]

  /// A line for each input that is new, another one or gone; nil where `old` are no lines of a key.
  func between(_ old: String, _ new: String) -> [String]? {
    let before = Self.inputs(in: old)
    if before.isEmpty { return nil }
    let after = Self.inputs(in: new)
    let changes = after.compactMap { input -> String? in
      guard let known = before.first(where: { $0.isSame(as: input) }) else {
        return "\(input.shownName) is new"
      }
      return known.value.utf8.elementsEqual(input.value.utf8) ? nil : change(from: known, to: input)
    }
    let gone = before.filter { input in !after.contains { $0.isSame(as: input) } }
    return changes + gone.map { "\($0.shownName) is gone" }
  }

  private func change(from old: Input, to new: Input) -> String {
    if new.isFile { return "\(new.shownName) changed" }
    let base = bases.first { base in
      [old, new].allSatisfy { $0.line.utf8.starts(with: base.utf8) }
    }
    if let base, let name = Self.repository(in: base) { return "base image \(name) moved" }
    return "\(new.shownName) \(Self.shown(old.value)) -> \(Self.shown(new.value))"
  }

  /// HOST/PATH in `ARG NAME=HOST/PATH:TAG-`.
  private static func repository(in base: String) -> String? {
    guard let sign = base.firstIndex(of: "="), let colon = base.lastIndex(of: ":"), sign < colon
    else { return nil }
    return shown(String(base[base.index(after: sign)..<colon]))
  }

  private static func shown(_ value: String) -> String {
    value.isEmpty ? "''" : DisplayText.escaped(value, columns: 80)
  }
}

extension InputChanges {
  /// What an image was made of.
  private struct Input {
    /// A path, or a word of ours and a name.
    let name: String
    /// Between both.
    let sign: String
    var value: String
    var isFile: Bool { sign.isEmpty }

    /// All of it, where it is no file.
    var line: String { name + sign + value }

    var shownName: String { DisplayText.escaped(name, columns: 120) }

    /// Whether both are one file, or one argument, by the very bytes of their names.
    func isSame(as other: Self) -> Bool {
      name.utf8.elementsEqual(other.name.utf8) && isFile == other.isFile
    }
  }

  /// A line that begins like none belongs to the value of the one before.
  private static func inputs(in text: String) -> [Input] {
    var inputs: [Input] = []
    // Over bytes: `\r\n`, or a letter and its accent, are one Character.
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if let input = input(in: line) {
        inputs.append(input)
      } else if let last = inputs.indices.last {
        inputs[last].value += "\n" + decoded(line)
      }
    }
    return inputs
  }

  private static func input(in line: Substring.UTF8View) -> Input? {
    let digest = line.prefix(64)
    if digest.count == 64, digest.allSatisfy(\.isHexDigit),
      line.dropFirst(64).starts(with: "  ".utf8)
    {
      return Input(name: decoded(line.dropFirst(66)), sign: "", value: decoded(digest))
    }
    // What `ls -l` writes of a file or folder that the Dockerfile reads, then the same.
    if line.first == UInt8(ascii: "-") || line.first == UInt8(ascii: "d"),
      let space = line.firstIndex(of: UInt8(ascii: " ")), line[..<space].count == 10
    {
      let rest = line[space...].dropFirst()
      if line.first == UInt8(ascii: "d") {
        return Input(name: decoded(rest), sign: "", value: decoded(line[..<space]))
      }
      guard let file = input(in: rest), file.isFile else { return nil }
      return Input(name: file.name, sign: "", value: decoded(line[..<space]) + file.value)
    }
    for (head, sign) in [("ARG ", "="), ("from ", "="), ("target ", " "), ("platform ", " ")]
    where line.starts(with: head.utf8) {
      let name = line.prefix { $0 != sign.utf8.first }
      guard name.endIndex < line.endIndex else { continue }
      return Input(
        name: decoded(name), sign: sign, value: decoded(line[name.endIndex...].dropFirst()))
    }
    return nil
  }

  private static func decoded(_ bytes: Substring.UTF8View) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
  }
}
