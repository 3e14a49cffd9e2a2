/// Reads single instructions: what each may say, in the order in which BuildKit checks it.
enum InstructionReader {
  /// The instruction of `node`, which is none of FROM.
  static func instruction(
    _ node: DockerfileNode
  ) throws(NodeFault) -> Dockerfile.Instruction {
    guard let keyword = node.keyword else { throw unknown(node.word) }
    let (content, flags) = try content(of: node, keyword)
    let expression = keyword == .onbuild ? expression(of: node) : []
    return Dockerfile.Instruction(
      keyword: keyword, content: content, lines: node.lines, bytes: node.bytes,
      checkedFlags: flags, arguments: node.arguments, line: node.line, expression: expression)
  }

  private static func unknown(_ word: ArraySlice<UInt8>) -> NodeFault {
    let suggestion = GoSuggestion.text(
      forAnyCase: word.text, in: Dockerfile.Keyword.allCases.map(\.rawValue))
    return NodeFault(message: "unknown instruction: \(word.text)\(suggestion)")
  }

  private static func content(
    of node: DockerfileNode, _ keyword: Dockerfile.Keyword
  ) throws(NodeFault) -> (Dockerfile.Instruction.Content, InstructionFlags) {
    let count = node.arguments.count
    switch keyword {
    case .add, .copy: return try copy(node, keyword)
    case .run: return try run(node)
    case .arg: return (.arguments(try arguments(node)), InstructionFlags())
    case .onbuild:
      guard count > 0 else { throw atLeastOne(keyword) }
      let flags = try InstructionFlags(of: node)
      try checkTrigger(node)
      return (.trigger(expression(of: node).text), flags)
    case .env, .label:
      let flags = try InstructionFlags(of: node)
      guard count > 0 else { throw atLeastOne(keyword) }
      try checkNames(node, keyword)
      return (.other, flags)
    case .maintainer, .user, .workdir:
      guard count == 1 else { throw exactlyOne(keyword) }
      return (.other, try InstructionFlags(of: node))
    case .stopsignal:
      guard count == 1 else { throw exactlyOne(keyword) }
      return (.other, InstructionFlags())
    case .expose, .volume:
      guard count > 0 else { throw atLeastOne(keyword) }
      let flags = try InstructionFlags(of: node)
      if keyword == .volume { try checkVolumes(node) }
      return (.other, flags)
    case .cmd, .entrypoint: return (.other, try InstructionFlags(of: node))
    case .healthcheck: return (.other, try HealthcheckReader.flags(of: node))
    case .shell:
      let flags = try InstructionFlags(of: node)
      guard count > 0 else { throw atLeastOne(keyword) }
      guard node.isJSON else {
        throw NodeFault(message: "SHELL requires the arguments to be in JSON form")
      }
      return (.other, flags)
    case .from: throw NodeFault(message: "*instructions.Stage is not a command type")
    }
  }

  private static func copy(
    _ node: DockerfileNode, _ keyword: Dockerfile.Keyword
  ) throws(NodeFault) -> (Dockerfile.Instruction.Content, InstructionFlags) {
    guard let destination = node.arguments.last, node.arguments.count > 1 else {
      throw NodeFault(
        message: "\(keyword.capitals) requires at least two arguments, but only one was "
          + "provided. Destination could not be determined")
    }
    let flags = try InstructionFlags(of: node)
    guard !DockerfileHeredoc.isOpened(by: destination) else {
      throw NodeFault(
        message: "\(keyword.capitals) cannot accept a heredoc as a destination")
    }
    var paths: [ArraySlice<UInt8>] = []
    var heredocs: [DockerfileHeredoc] = []
    for source in node.arguments.dropLast() {
      if var heredoc = DockerfileHeredoc.named(source) {
        heredoc.content = node.heredocs.last { $0.name == heredoc.name }?.content ?? []
        heredocs.append(heredoc)
      } else {
        paths.append(source)
      }
    }
    let copy = Dockerfile.Copy(
      paths: paths, destination: destination, heredocs: heredocs, flags: flags)
    return (.copy(copy), flags)
  }

  private static func run(
    _ node: DockerfileNode
  ) throws(NodeFault) -> (Dockerfile.Instruction.Content, InstructionFlags) {
    let flags = try InstructionFlags(of: node)
    var mounts: [Dockerfile.Mount] = []
    for text in flags.all("mount") { mounts.append(try Dockerfile.Mount(text)) }
    if let network = flags["network"]?.text, !["default", "none", "host"].contains(network) {
      throw NodeFault(message: "invalid network mode \(GoQuote.quoted(network.utf8))")
    }
    if let security = flags["security"]?.text, !["insecure", "sandbox"].contains(security) {
      throw NodeFault(message: "security \(GoQuote.quoted(security.utf8)) is not valid")
    }
    let run = Dockerfile.Run(
      words: node.arguments, isJSON: node.isJSON, heredocs: node.heredocs, mounts: mounts)
    return (.run(run), flags)
  }

  /// The names and defaults of an ARG.
  static func arguments(_ node: DockerfileNode) throws(NodeFault) -> [Dockerfile.Argument] {
    guard !node.arguments.isEmpty else { throw atLeastOne(.arg) }
    var arguments: [Dockerfile.Argument] = []
    for word in node.arguments {
      let sign = word.firstIndex(of: UInt8(ascii: "="))
      guard sign != word.startIndex else { throw blankName(.arg) }
      let name = word[..<(sign ?? word.endIndex)]
      let value = sign.map { Array(word[($0 + 1)...]) }
      arguments.append(
        Dockerfile.Argument(
          name: name.text, defaultText: value?.text, line: node.lines.lowerBound,
          key: Array(name), value: value))
    }
    return arguments
  }

  private static func checkTrigger(_ node: DockerfileNode) throws(NodeFault) {
    let word = node.trigger.first?.word.text.uppercased() ?? ""
    switch word {
    case "ONBUILD":
      throw NodeFault(message: "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    case "MAINTAINER", "FROM":
      throw NodeFault(message: "\(word) isn't allowed as an ONBUILD trigger")
    case _: break
    }
  }

  private static func expression(of node: DockerfileNode) -> [UInt8] {
    let line = node.line.trimmedAtStart.dropFirst(node.word.count)
    var text = Array(
      line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0C || $0 == 0x0D })
    for heredoc in node.heredocs {
      text.append(0x0A)
      text += heredoc.content
      text += heredoc.name
    }
    return text
  }

  private static func checkNames(
    _ node: DockerfileNode, _ keyword: Dockerfile.Keyword
  ) throws(NodeFault) {
    for index in stride(from: 0, to: node.arguments.count, by: 2)
    where node.arguments[index].isEmpty { throw blankName(keyword) }
  }

  private static func checkVolumes(_ node: DockerfileNode) throws(NodeFault) {
    for volume in node.arguments where volume.trimmed.isEmpty {
      throw NodeFault(message: "VOLUME specified can not be an empty string")
    }
  }

  private static func blankName(_ keyword: Dockerfile.Keyword) -> NodeFault {
    NodeFault(message: "\(keyword.capitals) names can not be blank")
  }

  static func atLeastOne(_ keyword: Dockerfile.Keyword) -> NodeFault {
    NodeFault(message: "\(keyword.capitals) requires at least one argument")
  }

  private static func exactlyOne(_ keyword: Dockerfile.Keyword) -> NodeFault {
    NodeFault(message: "\(keyword.capitals) requires exactly one argument")
  }
}
