/// What COPY and mounts read from.
extension StageResolver {
  mutating func resolveOrigins(of stage: Int) {
    for index in stages[stage].instructions.indices
    where stages[stage].instructions[index].namesOrigins {
      var instruction = stages[stage].instructions[index]
      if let fault = resolveOrigins(of: &instruction, in: stage, isTrigger: false) { note(fault) }
      stages[stage].instructions[index].content = instruction.content
    }
  }

  mutating func resolveOrigins(
    of instruction: inout Dockerfile.Instruction, in stage: Int, isTrigger: Bool
  ) -> Dockerfile.Fault? {
    let trigger = isTrigger ? stage : nil
    switch instruction.content {
    case .copy(var copy):
      guard let from = copy.fromFlag else { return nil }
      copy.origin = .image(from.text)
      defer { instruction.content = .copy(copy) }
      if let message = variableFault(in: from) {
        stages[stage].images.append(from.text)
        return Dockerfile.Fault(.convert, message, at: instruction.lines)
      }
      if let number = Self.number(from) {
        guard number >= 0, number < stages.count + images.count else {
          let message = "invalid stage index \(number)"
          return Dockerfile.Fault(.convert, message, at: instruction.lines)
        }
        copy.origin = origin(number)
      } else {
        copy.origin = origin(named: from, at: instruction.lines, trigger)
      }
      need(copy.origin, in: stage, at: instruction.lines)
    case .run(var run):
      for index in run.mounts.indices {
        let from = run.mounts[index]["from"] ?? []
        let origin = origin(named: from.isEmpty ? Self.scratch : from, at: nil, trigger)
        need(origin, in: stage, at: instruction.lines)
        if case .stage(let needed) = origin { run.mounts[index].namedStage = needed }
        run.mounts[index].origin = run.mounts[index].origin(origin, isNamed: !from.isEmpty)
      }
      instruction.content = .run(run)
    case .arguments, .trigger, .other: break
    }
    return nil
  }

  static let scratch = Array("scratch".utf8)

  private mutating func variableFault(in from: [UInt8]) -> String? {
    var lexer = ShellLexer(from[...], escape: escape)
    do throws(ShellFault) {
      guard try lexer.expand() != from else { return nil }
      return "variable expansion is not supported for --from, define a new stage with FROM using "
        + "ARG from global scope as a workaround"
    } catch {
      return "failed to process \(GoQuote.quoted(from)): \(error.message)"
    }
  }

  /// A whole number as Go reads one: with a sign, with zeros before it.
  private static func number(_ text: [UInt8]) -> Int? {
    let digits = text.first == 0x2B || text.first == 0x2D ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text.text)
  }

  private func origin(_ number: Int) -> Dockerfile.Origin {
    guard number >= stages.count else { return .stage(number) }
    let name = images[number - stages.count].name
    return name == Self.scratch ? .none : .image(name.text)
  }

  private mutating func origin(
    named name: [UInt8], at lines: ClosedRange<Int>?, _ trigger: Int?
  ) -> Dockerfile.Origin {
    if let stage = named[ByteName(name.lowercased)] { return .stage(stage) }
    images.append(Image(name: name, lines: lines, trigger: trigger))
    return name == Self.scratch ? .none : .image(name.text)
  }

  private mutating func need(
    _ origin: Dockerfile.Origin, in stage: Int, at lines: ClosedRange<Int>
  ) {
    switch origin {
    case .stage(let needed): edges[stage].append(StageEdge(stage: needed, lines: lines))
    case .image(let image): stages[stage].images.append(image)
    case .context, .none: break
    }
  }
}
