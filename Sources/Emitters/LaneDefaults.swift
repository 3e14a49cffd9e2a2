import PipelinePlan

/// Values that parameters have where nobody gives one.
enum LaneDefaults {
  /// An arm of `case $lane` for each lane that gives `variable` a value; facts that are not `known`
  /// are found out first.
  static func arms(
    of variable: Variable, in lanes: [Plan.Lane], known: [Fact]
  ) -> [ShellCase.Arm] {
    lanes.compactMap { lane in
      lane.defaults[variable].map { value in
        ShellCase.Arm([.text(lane.name)]) {
          ShellFacts.assignment(of: value, to: ShellName(variable), known: known)
        }
      }
    }
  }

  /// Gives `parameter`, for which nobody gave a value, its default, or fails; nothing where it may
  /// stay empty.
  @ShellBuilder static func standard(
    of parameter: Plan.Parameter, known: [Fact]
  ) -> [ShellStatement] {
    let name = ShellName(parameter.variable)
    let fault = ShellCall(
      "fail", "64", Word(literal: "parameter '\(parameter.variable.name)' has no value"))
    if let value = parameter.default {
      ShellFacts.assignment(of: value, to: name, known: known)
      if !value.isCertain, !parameter.variable.isOptional { ShellIf(.isEmpty(name)) { fault } }
    } else if !parameter.variable.isOptional {
      fault
    }
  }
}
