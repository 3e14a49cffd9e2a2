/// Functions by which a script leaves out what a failure forbids, and tells of it: all the rest or,
/// where `--keep-going` is given, what needs the job that failed.
enum ShellKeepGoing {
  @ShellBuilder static func functions(areJobs: Bool) -> [ShellStatement] {
    areJobs ? beginInJobs : begin
    ShellBlank()
    ShellStatement.syntax(giveUp)
    if areJobs { ShellJobs.noteGivenUp }
    """
      # A push needs no other.
      case $keep_going:$job in yes:push_*) ;; *) omitting=yes ;; esac
    }
    """
    ShellBlank()
    """
    # omit COMMAND...: whether it is left out, as something has failed; that is told at the end.
    omit() {
    """
    if areJobs { ShellJobs.omitWhenOver }
    ShellStatement.syntax(omit)
    areJobs ? ShellJobs.noteNotDone : noteNotDone
    "}"
    ShellBlank()
    ShellStatement.syntax(needs)
    if !areJobs {
      ShellBlank()
      ShellStatement.syntax(perform)
    }
  }

  private static let begin: ShellSyntax = "job='' failed_jobs='' not_done='' omitting=no"
  private static let beginInJobs: ShellSyntax = "job='' failed_jobs='' gave_up=no omitting=no"

  private static let giveUp: ShellSyntax = """
    # give_up TEXT COMMAND...: nothing more is done but, with --keep-going, what does not need it.
    give_up() {
      text=$1
      shift
      say "error: $text: $(quoted "$@")"
      failed_jobs="$failed_jobs $job"
    """

  private static let omit: ShellSyntax = """
      [ "$omitting" = yes ] || return 1
      failed_jobs="$failed_jobs $job"
    """

  private static let noteNotDone: ShellSyntax = """
      not_done="$not_done$(quoted "$@")
    "
    """

  private static let needs: ShellSyntax = """
    # needs [JOB...]: with --keep-going what follows is done where none of these has failed.
    needs() {
      [ "$keep_going" = yes ] || return 0
      omitting=no
      for needed do
        case "$failed_jobs " in *" $needed "*) omitting=yes ;; esac
      done
    }
    """

  private static let perform: ShellSyntax = """
    # perform JOB
    perform() {
      job=$1
      needs
      "$job"
    }

    # finish: fails where something has failed before.
    finish() {
      [ -n "$failed_jobs" ] || return 0
      [ -z "$not_done" ] || printf 'not done:\\n%s' "$not_done" >&2
      exit 1
    }
    """

  /// In `attempt`, which a caller then takes for done.
  static let attempt: ShellSyntax = """
      if omit "$@"; then
        status=1
        return 0
      fi
    """

  /// In `is_here`: nothing is asked.
  static let isHere: ShellSyntax = """
      [ "$omitting" = no ] || return 1
    """
}
