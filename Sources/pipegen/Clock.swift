import Glibc

/// The wall clock.
enum Clock {
  /// Whole seconds since 1970; 0 where the system's clock stands before.
  static var seconds: Int64 { max(0, Int64(Glibc.time(nil))) }
}
