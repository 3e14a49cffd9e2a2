import PipelinePlan

/// Functions of scripts that build several images at a time: jobs, in shells of their own, which
/// tell each other of themselves by files.
enum ShellJobs {
  /// Behind `clean_up`.
  @ShellBuilder static var stop: [ShellStatement] {
    ShellStatement.syntax(stopJobs)
    ShellBlank()
    ShellStatement.syntax(endNow)
    ShellBlank()
    ShellStatement.syntax(atEnd)
  }

  private static let stopJobs: ShellSyntax = """
    # stop SIGNAL: ends the jobs, then this script; a second signal waits for nothing.
    stop() {
      signal=$1
      [ "$starting" = no ] || return 0
      if [ "$in_job" = yes ]; then
        end_child
        end_job 143
        exit 143
      fi
      trap end_now INT TERM HUP
      end_child
      for job in $jobs; do eval "kill -s TERM \\"\\$job_$job\\"" 2>/dev/null || :; done
      for job in $jobs; do eval "wait \\"\\$job_$job\\"" || :; done
      for job in $jobs; do eval "kill -s TERM \\"\\$reader_$job\\"" 2>/dev/null || :; done
      end_now
    }
    """

  static let endNow: ShellSyntax = """
    end_now() {
      trap '' INT TERM HUP
      clean_up
      trap - EXIT INT TERM HUP
      kill -s "$signal" "$$"
    }
    """

  static let atEnd: ShellSyntax = """
    # Whatever happens, clean_up is done at the end.
    at_end() {
      trap clean_up EXIT
      trap 'stop INT' INT
      trap 'stop TERM' TERM
      trap 'stop HUP' HUP
    }
    """

  /// What starts jobs and waits for them, in the order in which they call each other.
  @ShellBuilder static func functions(
    haveKeys: Bool, hasSummary: Bool
  ) -> [ShellStatement] {
    "jobs='' in_job=no failed=0"
    ShellBlank()
    makeScratch
    ShellBlank()
    isOver
    ShellBlank()
    ShellChild.child(inJobs: true)
    ShellBlank()
    ShellChild.endChild
    ShellBlank()
    labelled
    ShellBlank()
    "# perform JOB: in the background; the first to fail tells the others."
    ShellFunction("perform") {
      "job=$1 in_job=yes starting=no child='' begin=$(date +%s)"
      #"trap 'end_job "$?"' EXIT"#
      "trap 'stop TERM' TERM"
      if haveKeys { readFound }
      """
      "$job"
      case "$failed_jobs " in *" $job "*) ;; *) return 0 ;; esac
      [ "$gave_up" = yes ] || trap - EXIT
      exit 1
      """
    }
    ShellBlank()
    endJob
    ShellBlank()
    start
    ShellBlank()
    waiting
    ShellBlank()
    "# await_all: of one phase, before the next begins."
    ShellFunction("await_all") {
      #"for job in $jobs; do await "$job"; done"#
      if haveKeys { readFound }
    }
    ShellBlank()
    "# finish: fails where something has, with the status of the first to tell of itself."
    ShellFunction("finish") {
      #"[ "$failed" -ne 0 ] || return 0"#
      if hasSummary { "summary || :" }
      """
      if [ -f "$scratch/not-done" ]; then
        say 'not done:'
        cat -- "$scratch/not-done" >&2
      fi
      """
      #"first=$(cat -- "$scratch/failed" 2>/dev/null) || first="#
      #"exit "${first:-$failed}""#
    }
  }

  private static let readFound: ShellSyntax = """
    # shellcheck source=/dev/null
    if [ -f "$scratch/found" ]; then . "$scratch/found"; fi
    """

  /// A folder of this run, which goes at its end.
  static let makeScratch: ShellSyntax = """
    make_scratch() {
      scratch=$(mktemp -d "${TMPDIR:-/tmp}/pipegen.XXXXXX") ||
        fail 1 "this script needs a folder in ${TMPDIR:-/tmp}: make room, or let TMPDIR name another"
      at_end
    }
    """

  private static let isOver: ShellSyntax = """
    # is_over: whether a failure keeps all else from beginning.
    is_over() {
      [ "$keep_going" = no ] && { [ "$failed" -ne 0 ] || [ -e "$scratch/failed" ]; }
    }
    """

  private static let labelled: ShellSyntax = """
    # labelled JOB LABEL: standard input, each line whole and behind LABEL; notes what a summary tells.
    labelled() {
      cached=0 repository=''
      while IFS= read -r line || [ -n "$line" ]; do
        printf '%s | %s\\n' "$2" "$line"
        case $line in
          *CACHED | *'Using cache' | *' is here already') cached=$((cached + 1)) ;;
          'The push refers to repository ['*) repository=${line#*[} repository=${repository%]} ;;
          *': digest: sha256:'*) note_digest "$repository:${line%%: digest: *}" "${line#*: digest: }" ;;
          *'pushing manifest for '*@sha256:*)
            line=${line#*pushing manifest for }
            note_digest "${line%%@*}" "${line#*@}"
            ;;
        esac
      done
      printf '%s\\n' "$cached" >"$scratch/$1.cached"
    }

    note_digest() { printf '%s %s\\n' "$1" "${2%% *}" >>"$scratch/digests"; }
    """

  private static let endJob: ShellSyntax = """
    end_job() {
      [ "$1" -eq 0 ] || [ -e "$scratch/failed" ] || printf '%s\\n' "$1" >"$scratch/failed"
      printf '%s\\n' "$1 $(($(date +%s) - begin))" >"$scratch/$job.end"
    }
    """

  private static let start: ShellSyntax = """
    # start JOB LABEL [NEEDED...]: a function in the background, once the jobs that it needs have ended
    # and fewer than $parallel run: of those the oldest is waited for, as no POSIX shell tells which
    # ends first. Its lines begin with LABEL.
    start() {
      job=$1 label=$2
      shift 2
      for needed do await "$needed"; done
      # shellcheck disable=SC2086 # a list of names
      while oldest "$parallel" $jobs; do await "$oldest"; done
      if is_over; then
        "$job"
        job=
        return 0
      fi
      if ! mkfifo -- "$scratch/$job"; then
        failed=1 failed_jobs="$failed_jobs $job"
        return 0
      fi
      starting=yes
      labelled "$job" "$label" <"$scratch/$job" >&2 &
      eval "reader_$job=\\$!"
      perform "$job" >"$scratch/$job" 2>&1 &
      eval "job_$job=\\$!"
      jobs="$jobs $job" starting=no
      [ -z "$signal" ] || stop "$signal"
    }

    oldest() { [ "$#" -gt "$1" ] && oldest=$2; }
    """

  private static let waiting: ShellSyntax = """
    # await JOB: until it and its lines have ended. What it tells by files a full disk may swallow, or a
    # signal; not its status.
    await() {
      case "$jobs " in
        *" $1 "*) ;;
        *) return 0 ;;
      esac
      eval "wait \\"\\$job_$1\\"" || failed=$? failed_jobs="$failed_jobs $1"
      eval "wait \\"\\$reader_$1\\"" || :
      others=
      for other in $jobs; do [ "$other" = "$1" ] || others="$others $other"; done
      jobs=$others
    }
    """
}

// MARK: - What is otherwise in jobs

extension ShellJobs {
  /// A try whose command is a child: what it complains of comes by a file.
  static let tryOnce: ShellSyntax = """
        child "$@" 2>"$scratch/$job.message" || status=$?
        message=$(cat -- "$scratch/$job.message")
    """

  /// For the summary: an engine may tell no digest.
  static let notePushed: ShellSyntax = """
          case " $* " in *' push '*) for image do :; done && note_digest "$image" '' ;; esac
    """

  static let run: ShellSyntax = """
    # run COMMAND...
    run() { omit "$@" || child "$@" || give_up failed "$@"; }
    """

  static let noteGivenUp: ShellSyntax = "  gave_up=yes"
  static let omitWhenOver: ShellSyntax = "  if is_over; then omitting=yes; fi"
  static let noteNotDone: ShellSyntax = """
      quoted "$@" >>"$scratch/not-done"
    """

  static let bounded: ShellSyntax = """
    # bounded SECONDS COMMAND...: ends it after that time, where this machine has `timeout`. GNU's makes
    # a group of it, and passes signals on to all that the command has started; but outside of a job
    # Ctrl-C has to reach it.
    if timeout --foreground -k 4 9 true 2>/dev/null; then
      bounded() {
        [ -n "$job" ] || exec timeout --foreground "$@"
        exec timeout -k 4 "$@"
      }
    elif timeout 9 true 2>/dev/null; then
      bounded() { exec timeout "$@"; }
    else
      bounded() { shift && exec "$@"; }
    fi
    """

  static func quietly(areBounded: Bool) -> [ShellStatement] {
    shell {
      "# quietly COMMAND...: only its success and its complaints count."
      if areBounded {
        #"quietly() { case $1 in bounded) "$@" ;; *) exec "$@" ;; esac >/dev/null; }"#
      } else {
        #"quietly() { exec "$@" >/dev/null; }"#
      }
    }
  }

  /// A child alone does so, in a shell of its own.
  static func withSecrets(areBounded: Bool) -> [ShellStatement] {
    shell {
      "# with_secrets VARIABLE... -- COMMAND...: COMMAND alone has them in its environment."
      ShellFunction("with_secrets") {
        """
        while [ "$1" != -- ]; do
          eval "$1=\\$secret_$1; export $1"
          shift
        done
        shift
        """
        if areBounded { #"[ "$1" != bounded ] || "$@""# }
        #"exec "$@""#
      }
    }
  }

  static let keep: ShellSyntax = #"""
    # keep VARIABLE VALUE: hands it on to later jobs.
    keep() { printf "%s='%s'\n" "$1" "$2" >>"$scratch/found"; }
    """#

  static let rememberName: ShellSyntax = #"printf '%s\n' "$2=$3" >>"$scratch/names""#
  static let readNames: ShellSyntax = #"names=$(cat -- "$scratch/names" 2>/dev/null) || names="#
  static let removeScratch: ShellSyntax = #"rm -rf -- "$scratch""#
}

// MARK: - Summary

extension ShellJobs {
  static let row: ShellSyntax = """
    # row JOB IMAGE [REFERENCE]: a line of the summary.
    row() {
      status='' seconds='' cached=0 digest='' pushed=${3:+, not pushed}
      if [ -f "$scratch/$1.end" ]; then read -r status seconds <"$scratch/$1.end"; fi
      if [ -f "$scratch/$1.cached" ]; then read -r cached <"$scratch/$1.cached"; fi
      case $status:$cached in
        :*) result='not done' pushed='' ;;
        0:0) result=built ;;
        0:*) result="built, $cached cached" ;;
        *) result=failed pushed='' ;;
      esac
      if [ -f "$scratch/digests" ]; then
        while read -r reference found; do
          if [ "$reference" = "${3:-}" ]; then digest=${found:-$digest} pushed=', pushed'; fi
        done <"$scratch/digests"
      fi
      printf '| %s | %s | %s | %s | %s |\\n' "$2" "${3:-}" "$digest" "${seconds:+$seconds s}" \\
        "$result$pushed"
    }
    """

  /// A table, in Markdown, of `rows`.
  static func summary(_ rows: [ShellStatement]) -> [ShellStatement] {
    shell {
      ShellFunction("rows") {
        """
        printf '| %s | %s | %s | %s | %s |\\n' \\
          Image Reference Digest Time Result --- --- --- --- ---
        """
        rows
      }
      ShellBlank()
      ShellFunction("summary") {
        #"rows >"$scratch/summary""#
        #"cat -- "$scratch/summary" >&2"#
        """
        [ -n "${PIPEGEN_SUMMARY:-}" ] || return 0
        { cat -- "$scratch/summary" >"$PIPEGEN_SUMMARY"; } 2>/dev/null || {
          say "cannot write the summary to $PIPEGEN_SUMMARY"
          return 1
        }
        """
      }
    }
  }
}
