/// When a schedule starts a run, as Azure reads it: five fields in UTC, each `*`, a value, a range or
/// a list of them, with `/` and a step behind it.
///
/// Source: Microsoft's page on scheduled triggers, "Cron syntax".
extension Grammar {
  /// A time for a schedule in Azure.
  static let cron = Grammar(
    "a time", pattern: "^[0-9A-Za-z*/,-]+( +[0-9A-Za-z*/,-]+){4}$",
    help: "minute, hour, day, month and weekday in UTC, such as '0 3 * * *'",
    first: ByteSet("*", digits: true), rest: ByteSet(" */,-", letters: true, digits: true),
    maximum: 100
  ) { text in
    let fields = text.string.split(separator: " ")
    guard fields.count == CronField.all.count else {
      return Fault(reason: "it has \(fields.count) fields, five are needed")
    }
    return zip(CronField.all, fields).lazy.compactMap { $0.fault(in: $1) }.first
  }
}

/// What one field of a time may be.
private struct CronField: Sendable {
  let name: String
  let values: ClosedRange<Int>
  /// Full names in English, the first that of the least value; three letters of them do.
  var names: [String] = []

  static let all = [
    CronField(name: "minute", values: 0...59), CronField(name: "hour", values: 0...23),
    CronField(name: "day", values: 1...31),
    CronField(
      name: "month", values: 1...12,
      names: [
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
      ]),
    CronField(
      name: "weekday", values: 0...6,
      names: ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]),
  ]

  func fault(in text: Substring) -> Grammar.Fault? {
    text.split(separator: ",", omittingEmptySubsequences: false).lazy.compactMap(fault(ofItem:))
      .first
  }

  private func fault(ofItem item: Substring) -> Grammar.Fault? {
    let parts = item.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count > 2 { return Grammar.Fault(reason: "'\(item)' has more than one step") }
    if parts.count == 2, !(1...values.upperBound).contains(Int(parts[1]) ?? 0) {
      return Grammar.Fault(
        reason: "'\(parts[1])' is not a step of \(name)s: 1 to \(values.upperBound)")
    }
    if parts[0] == "*" { return nil }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    if ends.count > 2 { return Grammar.Fault(reason: "'\(parts[0])' is not a range") }
    for end in ends where value(of: end) == nil {
      let words = names.isEmpty ? "" : ", or its name"
      return Grammar.Fault(
        reason: "'\(end)' is no \(name): \(values.lowerBound) to \(values.upperBound)\(words)")
    }
    let known = ends.compactMap(value)
    return known.count == 2 && known[0] > known[1]
      ? Grammar.Fault(reason: "the range '\(parts[0])' ends before it begins") : nil
  }

  private func value(of text: Substring) -> Int? {
    if let number = Int(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return values.contains(number) ? number : nil
    }
    let text = text.lowercased()
    return names.firstIndex { $0 == text || $0.prefix(3) == text }.map { $0 + values.lowerBound }
  }
}
