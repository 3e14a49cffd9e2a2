import PipelineSpec

/// An order in which images can be built.
enum BuildOrder {
  /// Positions in `images`, each behind those that it needs, else as in the spec; nil once a cycle
  /// is reported.
  static func order(
    _ images: [ResolvedImage], into diagnostics: inout Diagnostics
  ) -> [Int]? {
    if images.allSatisfy(\.needs.isEmpty) { return Array(images.indices) }
    var order: [Int] = []
    order.reserveCapacity(images.count)
    var isDone = Array(repeating: false, count: images.count)
    var isOpen = isDone
    var path: [(image: Int, next: Int)] = []
    for root in images.indices where !isDone[root] {
      path.append((root, 0))
      isOpen[root] = true
      while let (image, next) = path.last {
        if next < images[image].needs.count {
          path[path.count - 1].next += 1
          let need = images[image].needs[next].value
          if isOpen[need] {
            report(path.map(\.image), closedBy: images[image].needs[next], images, &diagnostics)
            return nil
          }
          if !isDone[need] {
            isOpen[need] = true
            path.append((need, 0))
          }
        } else {
          path.removeLast()
          isOpen[image] = false
          isDone[image] = true
          order.append(image)
        }
      }
    }
    return order
  }

  private static func report(
    _ path: [Int], closedBy need: Located<Int>, _ images: [ResolvedImage],
    _ diagnostics: inout Diagnostics
  ) {
    let cycle = path.drop { $0 != need.value } + [need.value]
    let names = cycle.map { "'\(images[$0].title)'" }
    diagnostics.error(
      .cycle, "images need each other: \(names.joined(separator: " needs "))", at: need.range,
      help: "one of them has to be built without the other")
  }
}
