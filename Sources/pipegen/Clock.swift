import Glibc
import PipelinePlan

/// The wall clock.
enum Clock {
  /// Whole seconds since 1970; 0 where the system's clock stands before.
  static var seconds: Int64 { max(0, Int64(Glibc.time(nil))) }

  /// Now, by RFC 3339 in UTC.
  static var time: String { UTCTime.text(ofSeconds: min(seconds, UTCTime.maximum)) }

  /// The time of day in UTC, such as `09:30:00Z`.
  static var timeOfDay: String {
    String(decoding: time.utf8.drop { $0 != UInt8(ascii: "T") }.dropFirst(), as: UTF8.self)
  }
}
