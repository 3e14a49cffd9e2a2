extension Schema<InterpolatedText> {
  /// A path on this machine, relative to the spec.
  ///
  /// What docker would read as a URL is refused: it would leave the spec's folder silently.
  static let localPath = localPath(
    help: "write a path relative to the spec, such as services/api",
    ofEmpty: "write . for the spec's own folder")

  /// The same, of a file that is written.
  static let localFile = localPath(help: fileHelp, ofEmpty: fileHelp)

  private static let fileHelp = "name a file, relative to the spec, such as build/app.tar"

  private static func localPath(help: String, ofEmpty: String) -> Self {
    Schema(.text(pattern: #"^(?!/|git@)(?!.*://)[^\x00-\x1F\x7F]+$"#)) { node, diagnostics in
      guard let path = interpolated.decode(node, &diagnostics) else { return nil }
      guard let fault = PathFault(path) else { return path }
      diagnostics.error(
        .invalidValue, fault.message, at: node.range, help: fault.isOfEmpty ? ofEmpty : help)
      return nil
    }
  }
}

extension Schema<String> {
  /// No part between its slashes is empty, `.` or `..`.
  static let pathBelow = #"^(?!(.*/)?\.{0,2}(/|$))[^\x00-\x1F\x7F]+$"#

  /// Where an output goes: below the spec's folder.
  static let outputPath = Schema(.text(pattern: pathBelow)) { node, diagnostics in
    let help = "name a file below the spec's folder, without '..', such as ci/build.sh"
    guard let path = diagnostics.text(of: node, expected: "a path", help: help) else { return nil }
    let parts = path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
    guard !path.isEmpty, path.utf8.first != 0x2F, path.utf8.last != 0x2F,
      !parts.contains(where: { $0.isEmpty || [".", ".."].contains(String(Substring($0))) }),
      path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      diagnostics.error(
        .invalidValue, "'\(path)' is no place for an output", at: node.range, help: help)
      return nil
    }
    return path
  }
}

private struct PathFault {
  let message: String
  var isOfEmpty = false

  /// Nil for a path that stays on this machine.
  init?(_ path: InterpolatedText) {
    self.init(
      path.text
        ?? Text(
          path.fragments.map { fragment in
            if case .literal(let piece) = fragment { piece.string } else { "_" }
          }.joined()))
  }

  private init?(_ path: Text) {
    var previous: UInt8 = 0
    var slashes = 0
    // Most paths have nothing to look for.
    let isPlain = path.kinds.contains(.printable) && path.firstIndex(of: 0x3A) == nil
    for index in 0..<(isPlain ? 0 : path.count) {
      let byte = path.utf8[index]
      if byte < 0x20 || byte == 0x7F {
        message = "the path holds a control character"
        return
      }
      slashes = byte == 0x2F && (previous == 0x3A || slashes > 0) ? slashes + 1 : 0
      if slashes == 2 {
        message = "a URL is not a folder"
        return
      }
      previous = byte
    }
    if path.isEmpty {
      message = "the path is empty"
      isOfEmpty = true
    } else if path.utf8.first == 0x2F {
      message = "an absolute path is not of this spec"
    } else if path.hasPrefix("git@") {
      message = "a URL is not a folder"
    } else {
      return nil
    }
  }
}
