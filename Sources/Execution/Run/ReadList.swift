import PipelinePlan

/// What a build reads of its context, as the script lists it.
struct ReadList {
  /// The context.
  let folder: String
  /// SHA-256 of bytes, as hexadecimal digits.
  let digest: ([UInt8]) -> String

  /// Lines without the last line's end; nil where one of `sources` is, or holds, what is no file and
  /// no folder.
  func lines(of sources: [Plan.ContentKey.Source]) -> [UInt8]? {
    var lines: [[UInt8]] = []
    let (files, others) = (sources.filter(\.isFile), sources.filter { !$0.isFile })
    for source in files {
      guard !FileSystem.isFolder(place(source.path)), add(source.path, to: &lines) else {
        return nil
      }
    }
    for source in others {
      for path in matches(of: source.path) {
        guard add(path, to: &lines) else { return nil }
      }
    }
    return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  private func place(_ path: String) -> String { "\(folder)/\(path)" }

  private func add(_ path: String, to lines: inout [[UInt8]]) -> Bool {
    guard let mode = FileSystem.mode(of: place(path)) else { return false }
    switch mode.first {
    case "-":
      guard let bytes = try? FileSystem.read(place(path)) else { return false }
      lines.append(Array("\(mode) \(digest(bytes))  \(path)".utf8))
      return true
    case "d":
      lines.append(Array("\(mode) \(path)".utf8))
      return names(in: path).allSatisfy { add("\(path)/\($0)", to: &lines) }
    case _: return false
    }
  }

  private func matches(of pattern: String) -> [String] {
    guard pattern.utf8.contains(UInt8(ascii: "*")) else { return [pattern] }
    let end = pattern.utf8.lastIndex(of: UInt8(ascii: "/")).map(pattern.utf8.index(after:))
    let parent = String(pattern[..<(end ?? pattern.startIndex)])
    let wanted = RefPattern(text: String(pattern[(end ?? pattern.startIndex)...]))
    return names(in: parent.isEmpty ? "." : parent).filter(wanted.matches).map { parent + $0 }
  }

  /// As a shell expands `.*` and then `*` in the C locale.
  private func names(in path: String) -> [String] {
    let names = FileSystem.names(in: place(path)).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    let isHidden = { (name: String) in name.utf8.first == UInt8(ascii: ".") }
    return names.filter(isHidden) + names.filter { !isHidden($0) }
  }
}
