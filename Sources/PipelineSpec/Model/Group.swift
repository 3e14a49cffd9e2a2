/// Images under one name, usable wherever an image's name is.
public struct ImageGroup: Sendable {
  /// Its key.
  public let name: Located<String>
  /// Images and other groups.
  public let members: [Located<String>]
}

extension Schema<[ImageGroup]> {
  static let groups = map(
    .text(.plainName), .list(of: Schema<String>.text(.imageName).located, named: "images"),
    named: "groups", make: ImageGroup.init)
}
