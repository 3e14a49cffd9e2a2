import PipelineSpec

/// Lanes by their names.
enum LaneNames {
  /// The lanes that `names` name, all where there are no names; unknown ones are reported.
  static func set(
    of names: [Located<String>]?, in lanes: [Plan.Lane], into diagnostics: inout Diagnostics
  ) -> LaneSet {
    guard let names else { return .all }
    return names.reduce(into: LaneSet()) { set, name in
      if let index = lanes.firstIndex(where: { $0.name == name.value }) {
        set.insert(LaneSet(index))
      } else {
        diagnostics.error(
          .unknownName, "unknown lane '\(name.value)'", at: name.range,
          help: Suggestion.help(for: name.value, in: lanes.map(\.name), kind: "lanes"))
      }
    }
  }
}
