/// A tag of an image, and when it is pushed.
public struct ImageTag: Sendable {
  /// The tag.
  public let text: InterpolatedText
  /// Lanes that push it; nil for all that push images.
  public let lanes: [Located<String>]?
  /// Legs of the image's matrix that have it: those with all of these values.
  public let matrix: MatrixValues
}

extension Schema<ImageTag> {
  static let imageTag: Schema = .either(
    scalar: Schema<InterpolatedText>.interpolated(.tag).map {
      ImageTag(text: $0, lanes: nil, matrix: [])
    },
    mapping: .record(
      "tag",
      .required(
        "tag", .interpolated(.tag), "The tag, such as `${version}`.", example: "latest"),
      .optional(
        "lanes", .list(of: Schema<String>.text(.plainName).located, named: "lanes"),
        "Lanes that push it; all that push images by default.",
        example: "[main]"),
      .optional(
        "matrix", .matrixValues, default: [],
        "Only the legs of the image's matrix with these values have it.",
        example: "{ go: \"1.24\" }"),
      make: ImageTag.init))
}
