import Execution
import Glibc

/// What is known of a terminal.
enum Terminal {
  /// Whether `descriptor` leads to one.
  static func isOne(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether standard error is one on which a cursor can be moved.
  static func canMove(_ environment: Environment) -> Bool {
    let kind = environment.text(of: "TERM") ?? "dumb"
    return isOne(STDERR_FILENO) && kind != "dumb"
  }

  /// Whether colours are wanted: NO_COLOR, of any value but none, says no.
  static func isColoured(_ environment: Environment) -> Bool {
    environment.text(of: "NO_COLOR") == nil && environment.text(of: "TERM") != "dumb"
  }

  /// Its columns and rows now; 80 and 24 where it does not tell.
  static func size(of descriptor: Int32) -> (columns: Int, rows: Int) {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return (80, 24) }
    return (size.ws_col == 0 ? 80 : Int(size.ws_col), size.ws_row == 0 ? 24 : Int(size.ws_row))
  }
}
