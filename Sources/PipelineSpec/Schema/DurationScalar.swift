extension Schema<Duration> {
  /// `90s`, `30m`, `1h30m`: from one second to seven days.
  package static let duration = Schema(
    .text(pattern: "^([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$")
  ) {
    node, diagnostics in
    let help = DurationText.help
    guard let text = diagnostics.text(of: node, expected: "a duration", help: help) else {
      return nil
    }
    guard let duration = DurationText.duration(text) else {
      diagnostics.error(
        .invalidValue, "'\(text)' is not a duration", at: node.range, help: help)
      return nil
    }
    return duration
  }
}

/// How a duration is written.
package enum DurationText {
  /// What may be written.
  package static let help =
    "write hours, minutes and seconds such as 90s, 30m or 1h30m, at most 168h"

  /// `90s`, `30m`, `1h30m`: from one second to seven days; nil for anything else.
  package static func duration(_ text: String) -> Duration? {
    guard let seconds = seconds(text.utf8), (1...7 * 86_400).contains(seconds) else { return nil }
    return .seconds(seconds)
  }

  private static func seconds(_ text: String.UTF8View) -> Int? {
    var units: [(letter: UInt8, seconds: Int)] = [(0x68, 3600), (0x6D, 60), (0x73, 1)]
    var total = 0
    var number: Int?
    var digits = 0
    for byte in text {
      if (0x30...0x39).contains(byte), digits < 6 {
        number = (number ?? 0) * 10 + Int(byte - 0x30)
        digits += 1
      } else if let value = number, let unit = units.firstIndex(where: { $0.letter == byte }) {
        total += value * units[unit].seconds
        units.removeFirst(unit + 1)
        (number, digits) = (nil, 0)
      } else {
        return nil
      }
    }
    return number == nil && total > 0 ? total : nil
  }
}
