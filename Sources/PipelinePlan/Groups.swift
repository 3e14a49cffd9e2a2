import PipelineSpec

/// Images by the names of their groups.
enum Groups {
  static func resolve(
    _ pipeline: Pipeline, into diagnostics: inout Diagnostics
  ) -> [Plan.Group] {
    guard !pipeline.groups.isEmpty else { return [] }
    let images = Set(pipeline.images.map(\.name.value.string))
    let members = Dictionary(
      pipeline.groups.map { ($0.name.value, $0.members) }, uniquingKeysWith: { a, _ in a })
    for group in pipeline.groups where images.contains(group.name.value) {
      diagnostics.error(
        .clash, "'\(group.name.value)' is an image already", at: group.name.range,
        help: "choose another name for the group")
    }
    return pipeline.groups.map { group in
      var found: [String] = []
      collect(group.name, members, images, behind: [], into: &found, &diagnostics)
      return Plan.Group(name: group.name.value, images: found)
    }
  }

  private static func collect(
    _ group: Located<String>, _ groups: [String: [Located<String>]], _ images: Set<String>,
    behind path: [String], into found: inout [String], _ diagnostics: inout Diagnostics
  ) {
    guard !path.contains(group.value) else {
      diagnostics.error(
        .cycle, "group '\(group.value)' is in itself", at: group.range,
        help: "remove it from: \((path + [group.value]).joined(separator: ", "))")
      return
    }
    for member in groups[group.value] ?? [] {
      if groups[member.value] != nil {
        collect(member, groups, images, behind: path + [group.value], into: &found, &diagnostics)
      } else if images.contains(member.value) {
        if !found.contains(member.value) { found.append(member.value) }
      } else {
        diagnostics.error(
          .unknownName, "unknown image '\(member.value)'", at: member.range,
          help: Suggestion.help(
            for: member.value, in: images.sorted() + groups.keys.sorted(), kind: "images and groups"
          ))
      }
    }
  }
}
