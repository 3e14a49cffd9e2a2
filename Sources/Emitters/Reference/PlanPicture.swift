package import PipelinePlan
import PipelineSpec

/// A plan as a picture: SVG that needs no other program, font or file.
package struct PlanPicture {
  private struct Box {
    let step: Step
    let title: String
    var column = 0
    var row = 0
    var left = 0
    var width = 0

    var top: Int { PlanPicture.margin + row * (PlanPicture.height + PlanPicture.gap) }
    var middle: Int { top + PlanPicture.height / 2 }
  }

  private static let margin = 12
  private static let height = 28
  private static let gap = 10
  /// Between columns.
  private static let channel = 56
  /// Of one column of text, at its font's size.
  private static let glyph = 7
  /// Columns of text that a box has at most.
  private static let most = 60

  private var boxes: [Box]
  private let edges: [(from: Int, to: Int)]

  /// Lays `plan` out: a step stands right of all that it needs.
  package init(of plan: Plan) {
    boxes = plan.steps.map { step in
      Box(step: step, title: DisplayText.escaped(step.title(in: plan), columns: Self.most))
    }
    edges = PlanGraph.edges(of: plan)
    place()
  }

  /// The picture; each step is a group `s<position>`, of the class of its phase.
  package var svg: String {
    let width = (boxes.map { $0.left + $0.width }.max() ?? 0) + Self.margin
    let height = (boxes.map { $0.top + Self.height }.max() ?? 0) + Self.margin
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" role="img">
      <title>Steps of the plan</title>
      <style>\(Self.style)</style>

      """
    let position = positions
    for edge in edges {
      guard let from = position[edge.from], let to = position[edge.to] else { continue }
      text += Self.curve(boxes[from], boxes[to])
    }
    for box in boxes { text += Self.picture(of: box) }
    return text + "</svg>\n"
  }

  private var positions: [Int: Int] {
    var position: [Int: Int] = [:]
    for (index, box) in boxes.enumerated() { position[box.step.id.index] = index }
    return position
  }

  private mutating func place() {
    let position = positions
    for index in boxes.indices {
      let before = boxes[index].step.needs.compactMap { position[$0.index] }
      boxes[index].column = before.reduce(0) { max($0, boxes[$1].column + 1) }
    }
    let count = (boxes.map(\.column).max() ?? -1) + 1
    var left = Self.margin
    for column in 0..<count {
      let members = boxes.indices.filter { boxes[$0].column == column }
      let widths = members.map { DisplayText.width(of: boxes[$0].title) * Self.glyph + 20 }
      let width = widths.max() ?? 0
      // Beside what is needed, as far as there is room.
      let wanted = members.map { index -> (row: Int, index: Int) in
        let rows = boxes[index].step.needs.compactMap { position[$0.index] }.map { boxes[$0].row }
        return (rows.isEmpty ? 0 : rows.reduce(0, +) / rows.count, index)
      }
      var row = 0
      for want in wanted.sorted(by: { ($0.row, $0.index) < ($1.row, $1.index) }) {
        row = max(row, want.row)
        boxes[want.index].row = row
        boxes[want.index].left = left
        boxes[want.index].width = width
        row += 1
      }
      left += width + Self.channel
    }
  }

  private static func curve(_ from: Box, _ to: Box) -> String {
    let (start, end) = (from.left + from.width, to.left)
    let bend = max(24, (end - start) / 2)
    return "<path d=\"M\(start) \(from.middle)C\(start + bend) \(from.middle) "
      + "\(end - bend) \(to.middle) \(end) \(to.middle)\"/>\n"
  }

  private static func picture(of box: Box) -> String {
    let kind = box.step.phase == .build ? "build" : box.step.phase == .cleanUp ? "end" : "push"
    return """
      <g id="s\(box.step.id.index)" class="\(kind)"><rect x="\(box.left)" y="\(box.top)" \
      width="\(box.width)" height="\(height)" rx="4"/><text x="\(box.left + 10)" \
      y="\(box.middle + 4)">\(XMLText.escaped(box.title))</text></g>

      """
  }

  private static let style = """
    text{font:12px ui-monospace,monospace;fill:#1c2128}\
    rect{fill:#f6f8fa;stroke:#57606a}\
    .push rect{fill:#ddf4ff;stroke:#0969da}\
    .end rect{fill:#fff8c5;stroke:#9a6700}\
    path{fill:none;stroke:#8c959f}\
    @media(prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#21262d;stroke:#8b949e}\
    .push rect{fill:#0c2d6b;stroke:#58a6ff}.end rect{fill:#4b2900;stroke:#d29922}\
    path{stroke:#6e7681}}
    """
}
