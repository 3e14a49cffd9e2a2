import PipelineSpec

/// An image as it is built once: one combination of its matrix, or all of an image without one.
///
/// A class, as every name of it is asked for in its scope.
final class Leg: Sendable {
  let image: Image
  /// Values by axis, in the order of the axes.
  let values: [Value]

  struct Value: Hashable {
    let axis: String
    let value: String
  }

  /// For people: `api`, or `api (go 1.24)`.
  let title: Text

  init(image: Image, values: [Value]) {
    self.image = image
    self.values = values
    let texts = values.map { "\($0.axis) \($0.value)" }
    title =
      texts.isEmpty
      ? image.name.value : Text("\(image.name.value) (\(texts.joined(separator: ", ")))")
  }

  func value(of axis: String) -> String? { values.first { $0.axis == axis }?.value }

  /// Whether it has all of `wanted`.
  func has(_ wanted: MatrixValues) -> Bool {
    wanted.allSatisfy { value(of: $0.key.value) == $0.value.value }
  }
}

/// Expands matrices.
enum Legs {
  static func of(_ images: [Image], into diagnostics: inout Diagnostics) -> [Leg] {
    var legs: [Leg] = []
    legs.reserveCapacity(images.count)
    for image in images {
      guard let matrix = image.matrix else {
        legs.append(Leg(image: image, values: []))
        continue
      }
      check(matrix.value, into: &diagnostics)
      legs += expand(matrix, into: &diagnostics).map { Leg(image: image, values: $0) }
    }
    return legs
  }

  private static func expand(
    _ matrix: Located<Matrix>, into diagnostics: inout Diagnostics
  ) -> [[Leg.Value]] {
    let axes = matrix.value.axes
    let count = axes.reduce(1) { product, axis in
      product.multipliedReportingOverflow(by: max(1, axis.value.count)).overflow
        ? Matrix.maximumLegs + 1
        : min(product * max(1, axis.value.count), Matrix.maximumLegs + 1)
    }
    guard count + matrix.value.include.count <= Matrix.maximumLegs else {
      diagnostics.error(
        .tooLarge, "the matrix has more than \(Matrix.maximumLegs) legs", at: matrix.range,
        help: "take values away, or make several images of it")
      return []
    }
    var legs: [[Leg.Value]] = axes.isEmpty ? [] : [[]]
    for axis in axes {
      legs = legs.flatMap { leg in
        axis.value.map { leg + [Leg.Value(axis: axis.key.value, value: $0.value)] }
      }
    }
    legs.removeAll { leg in
      matrix.value.exclude.contains { $0.value.allSatisfy { leg.contains(Leg.Value($0)) } }
    }
    for extra in matrix.value.include {
      let leg = axes.compactMap { axis in
        extra.value.first { $0.key.value == axis.key.value }.map { Leg.Value($0) }
      }
      let rest = extra.value.filter { value in !axes.contains { $0.key.value == value.key.value } }
      legs.append(axes.isEmpty ? rest.map { Leg.Value($0) } : leg)
    }
    if legs.isEmpty {
      diagnostics.error(
        .clash, "the matrix leaves no leg", at: matrix.range,
        help: "give its axes values, such as go: [\"1.23\", \"1.24\"]")
    }
    return legs
  }

  private static func check(_ matrix: Matrix, into diagnostics: inout Diagnostics) {
    let axes = matrix.axes.map(\.key.value)
    for axis in matrix.axes {
      for (index, value) in axis.value.enumerated()
      where axis.value[..<index].contains(where: { $0.value == value.value }) {
        diagnostics.error(
          .clash, "'\(value.value)' stands twice in axis '\(axis.key.value)'", at: value.range,
          help: "remove one of them")
      }
      if axis.value.isEmpty {
        diagnostics.error(
          .clash, "axis '\(axis.key.value)' has no value", at: axis.key.range,
          help: "give it one, or remove it")
      }
    }
    for leg in matrix.include + matrix.exclude {
      for entry in leg.value where !axes.isEmpty && !axes.contains(entry.key.value) {
        diagnostics.error(
          .unknownName, "unknown axis '\(entry.key.value)'", at: entry.key.range,
          help: Suggestion.help(for: entry.key.value, in: axes, kind: "axes"))
      }
    }
    for leg in matrix.include {
      for axis in axes where !leg.value.contains(where: { $0.key.value == axis }) {
        diagnostics.error(
          .missingValue, "this leg gives axis '\(axis)' no value", at: leg.range,
          help: "a leg of 'include' gives all axes a value")
      }
    }
  }
}

extension Leg.Value {
  init(_ entry: Keyed<String, Located<String>>) {
    self.init(axis: entry.key.value, value: entry.value.value)
  }
}
