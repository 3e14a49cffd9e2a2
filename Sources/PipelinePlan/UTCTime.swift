/// An instant as text.
public enum UTCTime {
  /// The greatest number of seconds that `text` takes: eleven digits.
  public static let maximum: Int64 = 99_999_999_999

  /// `seconds` since 1970, not negative, by RFC 3339 in UTC, such as 2026-01-31T09:30:00Z.
  public static func text(ofSeconds seconds: Int64) -> String {
    let (days, second) = seconds.quotientAndRemainder(dividingBy: 86400)
    let day = civil(days)
    return "\(digits(day.year, 4))-\(digits(day.month, 2))-\(digits(day.day, 2))"
      + "T\(digits(second / 3600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))Z"
  }

  /// The proleptic Gregorian date of a day since 1970, counted in eras of 400 years from a March on.
  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let isNext = month >= 10
    return (
      era * 400 + year + (isNext ? 1 : 0), isNext ? month - 9 : month + 3,
      dayOfYear - (153 * month + 2) / 5 + 1
    )
  }

  private static func digits(_ number: Int64, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }
}
