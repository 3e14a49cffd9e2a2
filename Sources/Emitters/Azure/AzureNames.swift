import PipelinePlan
import PipelineSpec

/// Ids of the stages and jobs of a file, or of the steps of a job: none is used twice.
struct AzureNames {
  private var taken: Set<String>

  /// Ids of stages and jobs, beside those that stand in `values`, which are passed through.
  init(beside values: [AzureValue]) {
    taken = Set(values.flatMap(Self.ids))
  }

  /// Names of steps, beside those of `steps`, which are passed through.
  init(besideSteps steps: [AzureValue] = []) {
    taken = Set(steps.compactMap { $0.value(of: "name")?.text?.lowercased() })
  }

  /// An id like `text`, of letters, digits and `_` alone, that nothing else has.
  mutating func take(_ text: String) -> String {
    let base = Self.id(text)
    var name = base
    var number = 1
    while !taken.insert(name.lowercased()).inserted {
      number += 1
      name = "\(base)_\(number)"
    }
    return name
  }

  /// `text` with `_` for what no id may hold.
  static func id(_ text: String) -> String {
    let line = UInt8(ascii: "_")
    var bytes: [UInt8] = []
    for byte in text.utf8.prefix(80) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        bytes.append(byte)
      case _: if bytes.last ?? line != line { bytes.append(line) }
      }
    }
    if bytes.last == line { bytes.removeLast() }
    guard let first = bytes.first else { return "image" }
    let id = String(decoding: bytes, as: UTF8.self)
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) ? "image_" + id : id
  }

  private static func ids(in value: AzureValue) -> [String] {
    switch value {
    case .text, .compiled: []
    case .list(let items): items.flatMap(ids)
    case .map(let entries):
      entries.flatMap { entry in
        ["stage", "job", "deployment"].contains(entry.key)
          ? entry.value.text.map { [$0.lowercased()] } ?? ids(in: entry.value)
          : ids(in: entry.value)
      }
    }
  }
}
