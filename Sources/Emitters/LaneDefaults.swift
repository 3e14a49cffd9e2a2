import PipelinePlan

/// Values that lanes give to parameters where nobody else does.
enum LaneDefaults {
  /// An arm of `case $lane` for each lane that gives `variable` a value.
  static func arms(of variable: Variable, in lanes: [Plan.Lane]) -> [ShellCase.Arm] {
    lanes.compactMap { lane in
      lane.defaults[variable].map { value in
        ShellCase.Arm([.text(lane.name)]) { ShellAssignment(ShellName(variable), value) }
      }
    }
  }
}
