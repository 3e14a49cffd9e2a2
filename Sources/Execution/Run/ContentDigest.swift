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
      let content = try self.content(of: key, values)
      values[key.variable] = String(digest(content).prefix(Plan.ContentKey.length))
      if let record = key.record {
        values[record.variable] = String(decoding: content.dropLast(), as: UTF8.self)
      }
    }
  }

  /// What is digested: a line for each file and each other input.
  private func content(
    of key: Plan.ContentKey, _ values: [Variable: String]
  ) throws(RefusedRun) -> [UInt8] {
    var lines: [UInt8] = []
    for file in key.files {
      let path = "\(key.context)/\(file)"
      lines += "\(digest(try bytes(of: path)))  \(file)\n".utf8
    }
    for line in key.lines where line.isPresent(with: values) {
      lines += "\(line.text(with: values))\n".utf8
    }
    return lines
  }

  private func bytes(of path: String) throws(RefusedRun) -> [UInt8] {
    let place = workingDirectory.map { "\($0)/\(path)" } ?? path
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
