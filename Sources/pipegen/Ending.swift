import Glibc

/// How a command that has done all of its work ends.
enum Ending {
  /// Ends the process with success, now.
  ///
  /// What `keeping` holds is never taken apart: for a large plan that costs as much as making it,
  /// and the system does it in no time.
  static func success(keeping _: some Any) -> Never { exit(EXIT_SUCCESS) }
}
