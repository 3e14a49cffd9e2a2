/// What ONBUILD puts off.
extension StageResolver {
  /// Puts the triggers of each stage's base into it; the faults with the stages that have them.
  mutating func resolveTriggers() -> [(stage: Int, fault: Dockerfile.Fault)] {
    var faults: [(stage: Int, fault: Dockerfile.Fault)] = []
    for index in stages.indices {
      guard let base = stages[index].baseStage else { continue }
      for instruction in stages[base].instructions where instruction.keyword == .onbuild {
        triggersLeft -= 1
        guard triggersLeft > 0 else { return faults }
        let lines = stages[index].lines
        do throws(NodeFault) {
          var trigger = try trigger(instruction.expression, at: stages[index])
          if let fault = resolveOrigins(of: &trigger, in: index, isTrigger: true) {
            throw NodeFault(message: fault.message)
          }
          if case .arguments(let arguments) = trigger.content {
            stages[index].arguments.insert(contentsOf: arguments, at: 0)
          }
          stages[index].triggers.append(trigger)
        } catch {
          faults.append((index, Dockerfile.Fault(.convert, error.message, at: lines)))
        }
      }
    }
    return faults
  }

  /// The instruction that a trigger's text is, at the place of the FROM that sets it off.
  private func trigger(
    _ text: [UInt8], at stage: Dockerfile.Stage
  ) throws(NodeFault) -> Dockerfile.Instruction {
    let nodes: [DockerfileNode]
    do throws(Dockerfile.Fault) {
      nodes = try DockerfileParser.parse(text).nodes
    } catch {
      throw NodeFault(message: error.message)
    }
    guard var node = nodes.first, nodes.count == 1 else {
      throw NodeFault(message: "onbuild trigger should be a single expression")
    }
    node.lines = stage.lines
    node.bytes = stage.fromBytes
    return try InstructionReader.instruction(node)
  }
}
