/// A command that must pass before anything is pushed.
public struct Check: Sendable {
  /// Its key.
  public let name: Located<String>
  /// What is run.
  public let run: Script
  /// The image, or group of images, whose build it waits for; nil for none.
  public let image: Located<Text>?
  /// The stage of that image which it is about; nil for the image itself.
  public let stage: Located<Text>?
  /// Files of the image by their paths in it, and the folders that they come to.
  public let extract: [Keyed<Text, InterpolatedText>]
  /// Where it runs, relative to the spec; nil for the spec's folder.
  public let workingDirectory: InterpolatedText?
  /// Lanes in which it runs; nil for all.
  public let lanes: [Located<String>]?
  /// How long it may take.
  public let timeout: Duration

  /// What a check runs.
  public enum Script: Sendable {
    /// Text for `sh -c`, never interpolated.
    case text(String)
    /// A program and its arguments, never interpolated.
    case words([String])
  }
}

/// A check without its key.
package struct CheckBody: Sendable {
  let run: Check.Script
  let image: Located<Text>?
  let stage: Located<Text>?
  let extract: [Keyed<Text, InterpolatedText>]
  let workingDirectory: InterpolatedText?
  let lanes: [Located<String>]?
  let timeout: Duration
}

extension Schema<[Check]> {
  static let checks = map(.text(.plainName), .check, named: "checks") { name, body in
    Check(
      name: name, run: body.run, image: body.image, stage: body.stage, extract: body.extract,
      workingDirectory: body.workingDirectory, lanes: body.lanes, timeout: body.timeout)
  }
}

extension Schema<CheckBody> {
  fileprivate static let check: Schema = .either(
    scalar: alone(.oneText), list: alone(.words),
    mapping: .record(
      "check",
      .required(
        "run", .script,
        "Text for `sh -c`, or a list of a program and its arguments; parameters arrive as `PIPEGEN_<NAME>`.",
        example: "go test ./..."
      ),
      .optional(
        "image", Schema<Text>.name(.imageName).located,
        "Image or group whose build it waits for; its reference arrives as `PIPEGEN_IMAGE`.",
        example: "api"),
      .optional(
        "stage", Schema<Text>.name(.stageName).located,
        "Stage of that image which it is about; the image itself by default.",
        example: "test"),
      .optional(
        "extract", .map(.name(.containerPath), .localPath, named: "files"), default: [],
        "Files to copy out of the image, and the folders that they come to, such as `results/${image}`.",
        example: "{ /out/junit.xml: results }"),
      .optional(
        "workingDirectory", .localPath,
        "Where it runs, relative to the spec; the spec's folder by default.",
        example: "services/api"),
      .optional(
        "lanes", .list(of: Schema<String>.text(.plainName).located, named: "lanes"),
        "Lanes in which it runs; all by default.",
        example: "[main]"),
      .optional(
        "timeout", .duration, default: Timeouts.build, "How long it may take; 60m by default.",
        example: "10m"),
      make: CheckBody.init))
}

extension Schema<CheckBody> {
  /// A check of which nothing else is said.
  private static func alone(_ script: Schema<Check.Script>) -> Schema {
    script.map { script in
      CheckBody(
        run: script, image: nil, stage: nil, extract: [], workingDirectory: nil, lanes: nil,
        timeout: Timeouts.build)
    }
  }
}

extension Schema<Check.Script> {
  fileprivate static let oneText = Schema<String>.text.map(Check.Script.text)

  fileprivate static let words = Schema(.list(.text())) { node, diagnostics in
    guard let words = Schema<[String]>.list(of: .text, named: "words").decode(node, &diagnostics)
    else { return nil }
    if words.isEmpty {
      diagnostics.error(
        .invalidValue, "there is nothing to run", at: node.range,
        help: "write a program and its arguments, such as [go, test, ./...]")
      return nil
    }
    return .words(words)
  }

  fileprivate static let script = Schema(.either([oneText.shape, words.shape])) {
    node, diagnostics in
    if node.kind == .sequence { return words.decode(node, &diagnostics) }
    return oneText.decode(node, &diagnostics)
  }
}
