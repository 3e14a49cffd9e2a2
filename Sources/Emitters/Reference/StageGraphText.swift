package import PipelineSpec

/// The stages of a Dockerfile as a picture for people: a line a stage, what it needs at its left.
package struct StageGraphText {
  /// Stages that are still to be drawn to, by column; nil for a free column.
  private var columns: [Int?] = []
  private var isTooWide = false
  private let dockerfile: Dockerfile
  private let lastUse: [Int]
  private let candidates: Set<Int>

  /// More columns are no picture any more.
  private static let maximumWidth = 24

  /// The picture of `dockerfile`, under the name of its file.
  package static func text(of dockerfile: Dockerfile, file: String) -> String {
    var graph = StageGraphText(dockerfile)
    let rows = dockerfile.stages.map { (graph.rails(of: $0), graph.words(of: $0)) }
    let width = rows.map { $0.0.unicodeScalars.count }.max() ?? 0
    let widths = (0..<3).map { column in
      min(rows.map { DisplayText.width(of: $0.1[column]) }.max() ?? 0, 40)
    }
    var text = DisplayText.escaped(file) + "\n"
    for (rails, words) in rows {
      var line = "  " + (graph.isTooWide ? "" : padded(rails, to: width))
      for (word, width) in zip(words, widths + [0]) { line += "  " + padded(word, to: width) }
      while line.utf8.last == 0x20 { line.removeLast() }
      text += line + "\n"
    }
    return text
  }

  private init(_ dockerfile: Dockerfile) {
    self.dockerfile = dockerfile
    var lastUse = Array(repeating: -1, count: dockerfile.stages.count)
    for stage in dockerfile.stages {
      for needed in stage.dependsOn { lastUse[needed] = max(lastUse[needed], stage.index) }
    }
    self.lastUse = lastUse
    candidates = Set(dockerfile.cacheCandidates)
  }

  /// The lines that come to a stage from those above that it needs, and those that go by.
  private mutating func rails(of stage: Dockerfile.Stage) -> String {
    if isTooWide { return "" }
    let needed = Set(stage.dependsOn)
    let first = columns.firstIndex { $0.map(needed.contains) ?? false }
    let last = columns.lastIndex { $0.map(needed.contains) ?? false } ?? -1
    let own = columns.indices.first { $0 > last && columns[$0] == nil } ?? columns.count
    if own == columns.count { columns.append(nil) }
    isTooWide = columns.count >= Self.maximumWidth
    var text = ""
    for (column, above) in columns.enumerated() {
      let isCrossed = first.map { $0 <= column && column < own } ?? false
      if column == own {
        text += "●"
      } else if let above, needed.contains(above) {
        let isLast = lastUse[above] == stage.index
        text += column == first ? isLast ? "└" : "├" : isLast ? "┴" : "┼"
      } else {
        text += above == nil ? isCrossed ? "─" : " " : isCrossed ? "┼" : "│"
      }
      text += isCrossed ? "─" : " "
    }
    columns[own] = lastUse[stage.index] > stage.index ? stage.index : nil
    for column in columns.indices {
      if let above = columns[column], lastUse[above] <= stage.index { columns[column] = nil }
    }
    while columns.last == .some(nil) { columns.removeLast() }
    return text
  }

  private func words(of stage: Dockerfile.Stage) -> [String] {
    let others = stage.dependsOn.filter { $0 != stage.baseStage }
    let from = others.map { dockerfile.stages[$0].name ?? String($0) } + stage.images
    let base = DisplayText.escaped(stage.base, columns: 60)
    let note =
      switch stage.contextClass {
      case .none: ""
      case .manifest: "reads manifests"
      case .file: "reads single files"
      case .source: "reads sources"
      case .whole: "reads the whole context"
      }
    let advice =
      candidates.contains(stage.index)
      ? "a good cache" : stage.isSplittable ? "could be split" : ""
    let notes = [note, advice].filter { !$0.isEmpty }
    return [
      String(stage.index),
      DisplayText.escaped(stage.name ?? "(no name)", columns: 40),
      base + (from.isEmpty ? "" : " + " + DisplayText.escaped(from.joined(separator: ", "))),
      notes.joined(separator: ", "),
    ]
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - DisplayText.width(of: text)))
  }
}
