import PipelinePlan

/// Functions of a script that has something to undo at its end: its commands are children, so that a
/// signal to the script alone ends them as well.
enum ShellChild {
  /// Behind `clean_up`.
  @ShellBuilder static var functions: [ShellStatement] {
    child(inJobs: false)
    ShellBlank()
    ShellStatement.syntax(endChild)
    ShellBlank()
    ShellStatement.syntax(stop)
    ShellBlank()
    ShellStatement.syntax(ShellJobs.endNow)
    ShellBlank()
    ShellStatement.syntax(ShellJobs.atEnd)
    ShellBlank()
    ShellStatement.syntax(ShellJobs.makeScratch)
  }

  /// A signal that comes before it is known what began is heeded behind that.
  @ShellBuilder static func child(inJobs: Bool) -> [ShellStatement] {
    "child='' signal='' starting=no"
    ShellBlank()
    ShellStatement.syntax(inJobs ? aboutJobs : about)
    ShellFunction("child") {
      if inJobs { endsWithTheRun }
      """
      starting=yes
      "$@" &
      child=$! starting=no ended=0
      [ -z "$signal" ] || stop "$signal"
      wait "$child" || ended=$?
      child=
      return "$ended"
      """
    }
  }

  private static let about: ShellSyntax =
    "# child COMMAND...: in the background, as a shell heeds no signal while it waits for another."

  private static let aboutJobs: ShellSyntax =
    "# child COMMAND...: it ends with its job, and does not begin once the run is over."

  private static let endsWithTheRun: ShellSyntax = """
    if is_over; then
      trap - EXIT
      exit 1
    fi
    """

  /// A signal to a bash that has just begun does the EXIT trap of the one that began it.
  static let endChild: ShellSyntax = """
    # end_child: what does not end by itself within 5 s is killed. No trap is left for EXIT.
    end_child() {
      trap - EXIT
      [ -n "$child" ] || return 0
      kill -s TERM "$child"
      {
        trap 'kill "$pause"; exit 0' TERM
        sleep 5 &
        pause=$!
        wait "$pause"
        kill -s KILL "$child"
      } >/dev/null 2>&1 &
      wait "$child" || :
      kill "$!" || :
    } 2>/dev/null
    """

  private static let stop: ShellSyntax = """
    # stop SIGNAL: ends what runs, then this script; a second signal waits for nothing.
    stop() {
      signal=$1
      [ "$starting" = no ] || return 0
      trap end_now INT TERM HUP
      end_child
      end_now
    }
    """
}
