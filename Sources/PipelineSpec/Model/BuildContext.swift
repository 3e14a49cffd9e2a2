/// What a name in a Dockerfile's FROM or `--from` stands for.
public struct BuildContext: Sendable {
  /// As docker compares names: `base` for `docker.io/library/base:latest`.
  public let name: Located<String>
  /// What it stands for.
  public let source: Located<Source>

  /// An image or a folder.
  public enum Source: Sendable {
    /// An image of this spec; of a matrix the leg with these values.
    case image(Located<Text>, matrix: MatrixValues)
    /// An image in a registry.
    case reference(InterpolatedText)
    /// A folder, relative to the spec.
    case folder(InterpolatedText)
  }

  /// What the text of a reference begins with.
  static let referencePrefix: Text = "docker-image://"

  /// `name` as docker compares it.
  package static func key(of name: String) -> String {
    var bytes = Array(name.utf8)[...]
    for prefix in ["docker.io/library/", "docker.io/"] where bytes.starts(with: prefix.utf8) {
      bytes = bytes.dropFirst(prefix.utf8.count)
      break
    }
    let latest = Array(":latest".utf8)
    if bytes.count > latest.count, bytes.suffix(latest.count).elementsEqual(latest) {
      bytes = bytes.dropLast(latest.count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Schema<[BuildContext]> {
  static let buildContexts = map(
    .text(.contextName), Schema<BuildContext.Source>.contextSource.located, named: "names"
  ) { name, source in
    BuildContext(name: Located(BuildContext.key(of: name.value), at: name.range), source: source)
  }
}

extension Schema<BuildContext.Source> {
  fileprivate static let contextSource: Schema = .either(
    scalar: Schema(.text()) { node, diagnostics in
      guard
        diagnostics.checkScalar(node, expected: "what the name stands for", help: help)
      else { return nil }
      let text = node.keptText
      if text.hasPrefix(BuildContext.referencePrefix) { return reference(node, &diagnostics) }
      if text.utf8.first == 0x2E || text.utf8.first == 0x2F {
        return Schema<InterpolatedText>.localPath.decode(node, &diagnostics)
          .map(BuildContext.Source.folder)
      }
      if let fault = Grammar.imageName.fault(in: text) {
        diagnostics.error(
          .invalidValue, "'\(text)' is not \(Grammar.imageName.name): \(fault.reason)",
          at: node.range, help: help)
        return nil
      }
      return .image(Located(text, at: node.range), matrix: [])
    },
    mapping: .record(
      "from",
      .required(
        "image", Schema<Text>.name(.imageName).located, "An image of this spec; built first.",
        example: "base"),
      .optional(
        "matrix", .matrixValues, default: [],
        "Which leg of its matrix; axes of equal name join by themselves.",
        example: "{ go: \"1.24\" }"),
      make: { .image($0, matrix: $1) }))

  private static let help =
    "an image of this spec, docker-image://REFERENCE for one of a registry, or ./FOLDER"

  private static func reference(
    _ node: Node, _ diagnostics: inout Diagnostics
  ) -> BuildContext.Source? {
    guard let text = Schema<InterpolatedText>.interpolated.decode(node, &diagnostics) else {
      return nil
    }
    let rest = text.withoutPrefix(BuildContext.referencePrefix)
    let known = rest.fragments.reduce(into: "") { known, fragment in
      if case .literal(let piece) = fragment { known += piece.string } else { known += "x" }
    }
    if let reason = ImageReference.fault(in: Array(known.utf8)) {
      diagnostics.error(
        .invalidValue, "'\(known)' is no image of a registry: \(reason)", at: node.range,
        help: "write docker-image://REFERENCE, such as docker-image://golang:1.24")
      return nil
    }
    return .reference(rest)
  }
}

extension InterpolatedText {
  /// Without the text that its first fragment begins with.
  fileprivate func withoutPrefix(_ prefix: Text) -> InterpolatedText {
    func rest(_ text: Text) -> Text { text.dropFirst(prefix.count) }
    if let text { return InterpolatedText(literal: rest(text), at: range) }
    var fragments = Array(fragments)
    if case .literal(let piece)? = fragments.first {
      let left = rest(piece)
      if left.isEmpty { fragments.removeFirst() } else { fragments[0] = .literal(left) }
    }
    return InterpolatedText(KeptList(fragments), at: range)
  }
}

extension Grammar {
  /// A name in FROM or `--from` that is no stage: an image's, or one that looks like it.
  static let contextName = Grammar(
    "a name for FROM", pattern: "^[a-z0-9][a-z0-9._/:-]*$",
    help: "as in the Dockerfile's FROM or --from, such as base or golang:1.24",
    first: ByteSet("", lowercase: true, digits: true),
    rest: ByteSet("._/:-", lowercase: true, digits: true), maximum: 128
  ) { text in
    if text == "scratch" { return Fault(reason: "FROM scratch is no image") }
    return ImageReference.fault(in: Array(text.utf8)).map { Fault(reason: $0) }
  }
}
