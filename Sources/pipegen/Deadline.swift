import ArgumentParser
import Execution
import Glibc
import PipelinePlan

/// The end of a run that is bounded in all, where it does not come to that by itself: because nobody
/// reads its output perhaps, or because git does not answer.
enum Deadline {
  /// How long a run that is late may take to end in order: what is asked to end has 5 s.
  private static let patience: UInt32 = 10

  /// Ends the process at the latest so long from now, and a little.
  static func set(in time: Duration) {
    let seconds = UInt32(clamping: time.components.seconds) + patience
    _ = SystemThread {
      var rest = seconds
      while rest > 0 { rest = sleep(rest) }
      Leftovers.removeAll()
      var entry = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
      if unsafe poll(&entry, 1, 0) == 1 {
        StandardError.fault("the run does not end, though its time is over")
      }
      _exit(ExitCode.stepFailed.rawValue)
    }
  }
}
