/// Groups instructions into stages.
struct StageReader {
  /// A Dockerfile's ARGs before the first FROM, and its stages with nothing resolved.
  struct Parts {
    var globalArguments: [Dockerfile.Argument] = []
    /// The lines of each global ARG's instruction.
    var globalLines: [ClosedRange<Int>] = []
    var stages: [Dockerfile.Stage] = []
  }

  private var parts = Parts()

  /// The stages of `nodes`.
  static func parts(of nodes: [DockerfileNode]) throws(Dockerfile.Fault) -> Parts {
    var reader = StageReader()
    for node in nodes {
      let isTaken: Bool
      do throws(NodeFault) {
        isTaken = try reader.take(node)
      } catch {
        throw Dockerfile.Fault(
          .instructions,
          "dockerfile parse error on line \(node.lines.lowerBound): \(error.message)",
          at: node.lines)
      }
      guard isTaken else {
        throw Dockerfile.Fault(.instructions, "no build stage in current context", at: node.lines)
      }
    }
    return reader.parts
  }

  /// Adds an instruction; false if it stands before every FROM and may not.
  private mutating func take(_ node: DockerfileNode) throws(NodeFault) -> Bool {
    if node.keyword == .from {
      parts.stages.append(try stage(node))
      return true
    }
    let instruction = try InstructionReader.instruction(node)
    let last = parts.stages.count - 1
    if case .arguments(let arguments) = instruction.content {
      guard last >= 0 else {
        parts.globalArguments += arguments
        parts.globalLines += arguments.map { _ in node.lines }
        return true
      }
      parts.stages[last].arguments += arguments
    }
    guard last >= 0 else { return false }
    parts.stages[last].instructions.append(instruction)
    parts.stages[last].bytes = parts.stages[last].bytes.lowerBound..<node.bytes.upperBound
    return true
  }

  private func stage(_ node: DockerfileNode) throws(NodeFault) -> Dockerfile.Stage {
    let name = try name(in: node.arguments)
    let flags = try InstructionFlags(of: node)
    let base = node.arguments[0]
    return Dockerfile.Stage(
      index: parts.stages.count, name: name?.text, base: base.text, lines: node.lines,
      bytes: node.bytes, fromBytes: node.bytes, baseText: base, key: name ?? [],
      platformText: flags["platform"].flatMap { $0.isEmpty ? nil : $0 })
  }

  private func name(in words: [ArraySlice<UInt8>]) throws(NodeFault) -> [UInt8]? {
    if words.count == 1 { return nil }
    guard words.count == 3, Self.isAs(words[1]) else {
      throw NodeFault(message: "FROM requires either one or three arguments")
    }
    let name = words[2].lowercased
    guard let first = name.first, (0x61...0x7A).contains(first), name.allSatisfy(Self.isInName)
    else {
      throw NodeFault(
        message: "invalid name for build stage: \(GoQuote.quoted(words[2])), "
          + "name can't start with a number or contain symbols")
    }
    return name
  }

  /// `as` in any case; the long s counts as one, too.
  private static func isAs(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first, first | 0x20 == UInt8(ascii: "a") else { return false }
    let rest = word.dropFirst()
    return rest.elementsEqual("s".utf8) || rest.elementsEqual("S".utf8)
      || rest.elementsEqual("ſ".utf8)
  }

  private static func isInName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
    case _: false
    }
  }
}
