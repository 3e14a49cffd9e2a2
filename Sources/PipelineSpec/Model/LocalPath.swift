/// Paths below a spec's folder, as text.
package enum LocalPath {
  /// `path` below the folder `base`.
  package static func join(_ base: String, _ path: String) -> String {
    if base == "." { return path }
    var joined = base
    joined.reserveCapacity(base.utf8.count + 1 + path.utf8.count)
    if base.utf8.last != 0x2F { joined += "/" }
    joined += path
    return joined
  }

  /// `path` below the folder `base`.
  package static func join(_ base: Text, _ path: Text) -> Text {
    if base == "." { return path }
    return Text(joining: [base, base.utf8.last == 0x2F ? "" : "/", path, ""])
  }

  /// The folder that `path` stands in; `.` for a bare name.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "." }
    return String(path[..<slash])
  }

  /// As an operand: never an option, and never what docker would fetch as a URL.
  package static func operand(_ path: Text) -> Text {
    switch path.utf8.first {
    case 0x2D, 0x67: Text(operand(path.string))
    case _: path
    }
  }

  /// As an operand: never an option, and never what docker would fetch as a URL.
  package static func operand(_ path: String) -> String {
    switch path.utf8.first {
    case 0x2D: "./" + path
    case 0x67 where path.hasPrefix("github.com/") || path.hasPrefix("git@"): "./" + path
    case _: path
    }
  }
}
