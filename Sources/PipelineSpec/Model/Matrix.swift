/// The axes of an image that is built several times.
public struct Matrix: Sendable {
  /// Values by axis, in the order written.
  public let axes: [Keyed<String, [Located<String>]>]
  /// Legs beside the product of the axes.
  public let include: [Located<MatrixValues>]
  /// Which legs of the product are left out: those that have all of these values.
  public let exclude: [Located<MatrixValues>]

  /// The most legs that one image may have.
  public static let maximumLegs = 256
}

/// Some values of a matrix by their axes.
public typealias MatrixValues = [Keyed<String, Located<String>>]

extension Schema<Matrix> {
  static let matrix = record(
    "matrix",
    .optional(
      "include", .list(of: Schema<MatrixValues>.matrixValues.located, named: "legs"), default: [],
      "Legs beside the product of the axes; each gives all axes a value.",
      example: "[{ go: \"1.25\" }]"),
    .optional(
      "exclude", .list(of: Schema<MatrixValues>.matrixValues.located, named: "legs"), default: [],
      "Leaves out the legs that have all of these values.",
      example: "[{ go: \"1.23\", os: windows }]"),
    rest: Schema<[Keyed<String, [Located<String>]>]>.map(
      .text(.axisName), .list(of: Schema<String>.text(.axisValue).located, named: "values"),
      named: "axes")
  ) { include, exclude, axes in
    Matrix(axes: axes, include: include, exclude: exclude)
  }
}

extension Schema<MatrixValues> {
  static let matrixValues = map(
    .text(.axisName), Schema<String>.text(.axisValue).located, named: "axes")
}
