/// Makes the instructions of a Dockerfile out of its lines.
struct DockerfileParser {
  private var lines: DockerfileLines
  private var directives = DockerfileDirectives()
  private var nodes: [DockerfileNode] = []

  /// What escapes a character.
  var escape: UInt8 { directives.escape }

  private init(_ bytes: [UInt8]) { lines = DockerfileLines(bytes) }

  /// All instructions of `bytes`, and the file's escape character.
  static func parse(
    _ bytes: [UInt8]
  ) throws(Dockerfile.Fault) -> (nodes: [DockerfileNode], escape: UInt8) {
    var parser = DockerfileParser(bytes)
    while try parser.instruction() {}
    try parser.checkEnd()
    return (parser.nodes, parser.escape)
  }

  private func checkEnd() throws(Dockerfile.Fault) {
    let line = max(lines.count, 1)
    if nodes.isEmpty {
      throw Dockerfile.Fault(.parse, "file with no instructions", at: line...line)
    }
    if lines.isTooLong {
      let limit = DockerfileLines.maximumLength
      throw Dockerfile.Fault(
        .parse, "dockerfile line greater than max allowed size of \(limit)",
        at: (lines.count + 1)...(lines.count + 1))
    }
  }

  /// Reads a line, or an instruction of several; whether there was one.
  private mutating func instruction() throws(Dockerfile.Fault) -> Bool {
    guard let raw = lines.next() else { return false }
    let hasMark = lines.count == 1 && raw.starts(with: [0xEF, 0xBB, 0xBF])
    let line = (hasMark ? raw.dropFirst(3) : raw).withoutLineEnd.trimmedAtStart
    if let message = directives.take(line) {
      throw Dockerfile.Fault(.parse, message, at: lines.count...lines.count)
    }
    guard !line.isEmpty, line.first != UInt8(ascii: "#") else { return true }
    let first = lines.count
    let text = try continued(line)
    var node: DockerfileNode
    do throws(NodeFault) {
      node = try DockerfileNode(text, escape: escape)
      if node.takesHeredocs, text.contains(0x3C, 0x3C) {
        for heredoc in try DockerfileHeredoc.opened(by: text) {
          node.heredocs.append(try content(of: heredoc))
        }
      }
    } catch {
      throw Dockerfile.Fault(.parse, error.message, at: first...lines.count)
    }
    node.lines = first...lines.count
    node.bytes = line.startIndex..<lines.bytes[..<lines.position].withoutLineEnd.endIndex
    if node.bytes.isEmpty { node.bytes = line.startIndex..<line.endIndex }
    nodes.append(node)
    return true
  }

  /// The line with those that continue it; comments and empty lines between are dropped.
  private mutating func continued(
    _ line: ArraySlice<UInt8>
  ) throws(Dockerfile.Fault) -> ArraySlice<UInt8> {
    guard var part = withoutContinuation(line) else { return line }
    var text = Array(part)
    while let raw = lines.next() {
      let next = raw.withoutLineEnd
      guard !next.isComment, !next.trimmedAtStart.isEmpty else { continue }
      guard let more = withoutContinuation(next) else {
        text += next
        break
      }
      part = more
      text += part
    }
    return text[...]
  }

  /// The line without the escape character that continues it; nil if none does.
  private func withoutContinuation(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var end = line.endIndex
    while end > line.startIndex, line[end - 1] == 0x20 || line[end - 1] == 0x09 { end -= 1 }
    guard end > line.startIndex, line[end - 1] == escape else { return nil }
    end -= 1
    guard end == line.startIndex || line[end - 1] != escape else { return nil }
    return line[..<end]
  }

  private mutating func content(
    of heredoc: DockerfileHeredoc
  ) throws(NodeFault) -> DockerfileHeredoc {
    var heredoc = heredoc
    let start = lines.position
    while let line = lines.next() {
      var text = line.withoutLineEnd
      if heredoc.isChomped { text = text.drop { $0 == 0x09 } }
      if text.elementsEqual(heredoc.name) {
        heredoc.content = lines.bytes[start..<line.startIndex]
        return heredoc
      }
    }
    throw NodeFault(message: "unterminated heredoc")
  }
}

/// What is wrong with one instruction; who reads it knows its lines.
struct NodeFault: Error {
  let message: String
}
