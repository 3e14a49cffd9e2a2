/// Files that stand for all that goes into an image: where an image of their content exists, it is
/// taken as it is.
public struct ContentKey: Sendable {
  /// Below the context, as the spec has them; the Dockerfile counts without being named.
  public let files: KeptList<Located<InterpolatedText>>
  /// Whether the Dockerfile tells the files.
  public let isAutomatic: Bool
  /// Where the spec says it.
  public let range: SourceRange
}

extension Schema<ContentKey> {
  static let contentKey = Schema(.either([.choice(["auto"]), .list(.text())])) {
    node, diagnostics in
    switch node.content {
    case .scalar("auto", _): return ContentKey(files: [], isAutomatic: true, range: node.range)
    case .sequence: return files.decode(node, &diagnostics)
    case .scalar, .mapping:
      diagnostics.wrongKind(
        of: node, expected: "'auto' or a list of files", help: "write auto, or [go.mod, go.sum]")
      return nil
    }
  }

  private static let files = Schema(.list(.text())) { node, diagnostics in
    let list = Schema<[Located<InterpolatedText>]>.list(
      of: Schema<InterpolatedText>.contextFile.located, named: "files")
    guard let files = list.decode(node, &diagnostics) else { return nil }
    guard files.isEmpty else {
      return ContentKey(files: KeptList(files), isAutomatic: false, range: node.range)
    }
    diagnostics.error(
      .invalidValue, "the key names no file", at: node.range,
      help: "name the files below the context that it depends on, such as [go.mod, go.sum]")
    return nil
  }
}

extension Schema<InterpolatedText> {
  /// A file below a context.
  fileprivate static let contextFile = Schema(.text()) { node, diagnostics in
    guard let path = interpolated.decode(node, &diagnostics) else { return nil }
    // What a name stands for is checked once it is known.
    let text = path.fragments.map { fragment in
      if case .literal(let piece) = fragment { piece.string } else { "_" }
    }.joined()
    guard let fault = ContextPath.fault(in: text) else { return path }
    diagnostics.invalidFile(text, fault, at: node.range)
    return nil
  }
}

/// Paths of files below a context.
package enum ContextPath {
  private static let help = "name files below the context, such as go.mod or src/main.go"

  /// Why `path` is no such path in its plainest form; nil where it is one.
  package static func fault(in path: String) -> Grammar.Fault? {
    if path.isEmpty { return Grammar.Fault(reason: "it is empty", help: help) }
    if path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      return Grammar.Fault(reason: "it holds a control character", help: help)
    }
    if path.utf8.contains(where: "*?[".utf8.contains) {
      return Grammar.Fault(reason: "patterns are not allowed", help: "name each file")
    }
    if path.utf8.first == 0x2F {
      return Grammar.Fault(reason: "an absolute path is not below the context", help: help)
    }
    let parts = path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
    if parts.contains(where: { $0.elementsEqual("..".utf8) }) {
      return Grammar.Fault(reason: "'..' may leave the context", help: help)
    }
    if parts.contains(where: { $0.isEmpty || $0.elementsEqual(".".utf8) }) {
      return Grammar.Fault(
        reason: "it has an empty part, or the part '.'", help: "write the path without it")
    }
    return nil
  }
}

extension Diagnostics {
  /// Records that `path` is no file that a key may name.
  package mutating func invalidFile(
    _ path: String, _ fault: Grammar.Fault, at range: SourceRange
  ) {
    error(
      .invalidValue, "a key cannot name '\(path)': \(fault.reason)", at: range, help: fault.help)
  }
}
