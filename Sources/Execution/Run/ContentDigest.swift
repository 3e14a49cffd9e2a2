import PipelinePlan
import PipelineSpec

/// Finds out keys, as the script does with `sha256sum`.
struct ContentDigest {
  /// The spec's folder; nil for pipegen's.
  let workingDirectory: String?
  /// SHA-256 of bytes, as hexadecimal digits.
  let digest: ([UInt8]) -> String

  /// Gives the holes of `keys`, and of their lines, their values, which `values` may be part of.
  func add(
    _ keys: [Plan.ContentKey], to values: inout [Variable: String]
  ) throws(RefusedRun) {
    for key in keys {
      guard let content = try content(of: key, values) else { continue }
      values[key.variable] = String(digest(content).prefix(Plan.ContentKey.length))
      if let record = key.record,
        key.reads == nil || content.count <= Plan.ContentKey.Record.limit
      {
        values[record.variable] = String(decoding: content.dropLast(), as: UTF8.self)
      }
    }
  }

  /// What is digested: a line for each file and each other input; nil where it is not known.
  private func content(
    of key: Plan.ContentKey, _ values: [Variable: String]
  ) throws(RefusedRun) -> [UInt8]? {
    if let told = key.reads?.told, !told.allSatisfy(holds) { return nil }
    var lines: [UInt8] = []
    for file in key.files {
      let path = "\(key.context)/\(file)"
      lines += "\(digest(try bytes(of: path)))  \(file)\n".utf8
    }
    if let sources = key.reads?.sources {
      let list = ReadList(folder: place(of: key.context), digest: digest)
      guard let read = list.lines(of: sources) else { return nil }
      lines += read + [UInt8(ascii: "\n")]
    }
    for line in key.lines where line.isPresent(with: values) {
      lines += "\(line.text(with: values))\n".utf8
    }
    return lines
  }

  /// Whether a file is as it was when it told what a key is made of.
  private func holds(_ told: Plan.ContentKey.Told) -> Bool {
    let bytes = try? FileSystem.read(place(of: told.path))
    return bytes.map(digest) == told.digest
  }

  private func place(of path: String) -> String {
    workingDirectory.map { "\($0)/\(path)" } ?? path
  }

  private func bytes(of path: String) throws(RefusedRun) -> [UInt8] {
    let place = place(of: path)
    guard FileSystem.isRegularFile(place) else {
      throw RefusedRun(
        messages: ["a key needs the file '\(DisplayText.escaped(path))': it is no regular file"],
        isUsage: false)
    }
    do throws(ErrorCode) {
      return try FileSystem.read(place)
    } catch {
      throw RefusedRun(
        messages: [
          "a key needs the file '\(DisplayText.escaped(path))': "
            + FileSystem.text(of: error.number)
        ], isUsage: false)
    }
  }
}
