package import Foundation

/// Expected texts of the repository: compared, or written anew under `PIPEGEN_RECORD=1`.
package enum Golden {
  /// A text is not as expected.
  package struct Mismatch: Error, CustomStringConvertible {
    package let description: String
  }

  private static let isRecording =
    ProcessInfo.processInfo.environment["PIPEGEN_RECORD"] == "1"

  /// Compares `text` with what `file` holds.
  package static func check(_ text: Data, against file: URL) throws {
    let name = file.path.replacing("\(Repository.root.path)/", with: "")
    guard !isRecording else { return try record(text, to: file, name) }
    guard let expected = try? Data(contentsOf: file) else {
      throw Mismatch(description: "\(name) is missing; `make golden` writes it")
    }
    guard text != expected else { return }
    throw Mismatch(
      description: "\(name) differs; `make golden` writes it anew (- expected, + now):\n"
        + LineDifference(from: expected, to: text).description)
  }

  private static func record(_ text: Data, to file: URL, _ name: String) throws {
    guard !TestEnvironment.isCI else {
      throw Mismatch(description: "\(name) is not written under CI: unset PIPEGEN_RECORD")
    }
    guard (try? Data(contentsOf: file)) != text else { return }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file)
    print("recorded \(name)")
  }
}

/// The lines in which two texts differ, with the two lines around them.
package struct LineDifference: CustomStringConvertible {
  private let rows: [(mark: Character, text: String)]

  package init(from old: Data, to new: Data) {
    let before = Self.lines(of: old)
    let after = Self.lines(of: new)
    let changes = after.difference(from: before)
    let removed = Set(changes.removals.map(Self.offset))
    let inserted = Set(changes.insertions.map(Self.offset))
    var rows: [(Character, String)] = []
    var (left, right) = (0, 0)
    while left < before.count || right < after.count {
      if removed.contains(left) {
        rows.append(("-", before[left]))
        left += 1
      } else if inserted.contains(right) {
        rows.append(("+", after[right]))
        right += 1
      } else {
        rows.append((" ", before[left]))
        (left, right) = (left + 1, right + 1)
      }
    }
    self.rows = rows
  }

  package var description: String {
    let changed = rows.indices.filter { rows[$0].mark != " " }
    let shown = Set(changed.flatMap { $0 - 2...$0 + 2 })
    let all = rows.indices.filter(shown.contains)
    let text = all.prefix(80).map { "\(rows[$0].mark) \(rows[$0].text)" }.joined(separator: "\n")
    return all.count > 80 ? text + "\n… \(all.count - 80) lines more" : text
  }

  /// Split at line feeds alone, without repair: what differs has to show.
  private static func lines(of text: Data) -> [String] {
    text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      line.allSatisfy { $0 >= 0x20 || $0 == 0x09 }
        ? String(decoding: line, as: UTF8.self) : "\(Array(line))"
    }
  }

  private static func offset(_ change: CollectionDifference<String>.Change) -> Int {
    switch change {
    case .remove(let offset, _, _), .insert(let offset, _, _): offset
    }
  }
}
