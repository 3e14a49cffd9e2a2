/// That a stage needs another, and the lines that say so.
struct StageEdge {
  let stage: Int
  let lines: ClosedRange<Int>

  /// The first stage from which a cycle is reached, and the first edge on the way.
  static func cycle(in edges: [[StageEdge]]) -> (stage: Int, lines: ClosedRange<Int>)? {
    var isVisited = Array(repeating: false, count: edges.count)
    var isOnPath = isVisited
    for start in edges.indices where !isVisited[start] {
      var path: [(stage: Int, next: Int)] = []
      func enter(_ stage: Int) {
        isVisited[stage] = true
        isOnPath[stage] = true
        path.append((stage, 0))
      }
      enter(start)
      while let (stage, next) = path.last {
        guard next < edges[stage].count else {
          isOnPath[stage] = false
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let needed = edges[stage][next].stage
        if isOnPath[needed] { return (start, edges[start][path[0].next - 1].lines) }
        if !isVisited[needed] { enter(needed) }
      }
    }
    return nil
  }
}
