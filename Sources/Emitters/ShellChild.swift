import PipelinePlan

/// Functions of a script that has something to undo at its end: its commands are children, so that a
/// signal to the script alone ends them as well.
enum ShellChild {
  /// Behind `clean_up`.
  @ShellBuilder static var functions: [ShellStatement] {
    ShellStatement.syntax(child)
    ShellBlank()
    ShellStatement.syntax(ShellJobs.endChild)
    ShellBlank()
    ShellStatement.syntax(stop)
    ShellBlank()
    ShellStatement.syntax(ShellJobs.endNow)
    ShellBlank()
    ShellStatement.syntax(ShellJobs.atEnd)
    ShellBlank()
    ShellStatement.syntax(ShellJobs.makeScratch)
  }

  private static let child: ShellSyntax = """
    child=

    # child COMMAND...: in the background, as a shell heeds no signal while it waits for another.
    child() {
      "$@" &
      child=$!
      ended=0
      wait "$child" || ended=$?
      child=
      return "$ended"
    }
    """

  private static let stop: ShellSyntax = """
    # stop SIGNAL: ends what runs, then this script; a second signal waits for nothing.
    stop() {
      signal=$1
      trap end_now INT TERM HUP
      end_child || :
      end_now
    }
    """
}
