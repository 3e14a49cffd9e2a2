/// Functions by which a script goes on behind a failure, where `--keep-going` is given: what is left
/// out is told from what failed by the names of jobs.
enum ShellKeepGoing {
  @ShellBuilder static func functions(areJobs: Bool) -> [ShellStatement] {
    areJobs ? beginInJobs : begin
    ShellBlank()
    ShellStatement.syntax(giveUp)
    if areJobs { ShellJobs.noteGivenUp }
    """
      # A push needs no other.
      case $job in push_*) ;; *) omitting=yes ;; esac
    }
    """
    ShellBlank()
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
    # give_up TEXT COMMAND...: the end; with --keep-going only of what needs it.
    give_up() {
      text=$1
      shift
      [ "$keep_going" = yes ] || fail 1 "$text: $(quoted "$@")"
      say "error: $text: $(quoted "$@")"
      failed_jobs="$failed_jobs $job"
    """

  private static let omit: ShellSyntax = """
    # omit COMMAND...: whether it is left out, as what it needs has failed; that is told at the end.
    omit() {
      [ "$omitting" = yes ] || return 1
      failed_jobs="$failed_jobs $job"
    """

  private static let noteNotDone: ShellSyntax = """
      not_done="$not_done$(quoted "$@")
    "
    """

  private static let needs: ShellSyntax = """
    # needs [JOB...]: where one of these has failed, what follows is left out.
    needs() {
      omitting=no
      for needed do
        case "$failed_jobs " in *" $needed "*) omitting=yes ;; esac
      done
    }
    """

  private static let perform: ShellSyntax = """
    # perform JOB
    perform() {
      job=$1 omitting=no
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
