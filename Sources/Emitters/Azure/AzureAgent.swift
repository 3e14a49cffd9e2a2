import PipelinePlan

/// Functions of `pipegen.sh`, which the scripts of a job share, for Azure's agent alone.
enum AzureAgent {
  /// Filters, groups and notes, in the order in which they call each other.
  @ShellBuilder static var statements: [ShellStatement] {
    ShellBlank()
    ShellStatement.syntax(defuse)
    ShellStatement.syntax(defused)
    ShellBlank()
    ShellStatement.syntax(grouped)
    ShellBlank()
    ShellStatement.syntax(published)
  }

  /// What the agent itself turns a command into that it shall not obey. Where a `sed` cannot write
  /// line by line, lines come late.
  static let defuse: ShellSyntax = """
    # defuse: standard input, in which nothing commands the agent.
    unbuffered=
    if sed -u '' </dev/null >/dev/null 2>&1; then unbuffered=-u; fi
    defuse() {
      sed ${unbuffered:+"$unbuffered"} -e 's/[#][#]\\([Vv][Ss][Oo]\\[\\)/**\\1/g' -e 's/[#][#]\\[/**[/g'
    }
    """

  /// What does a command whose output is defused.
  static let defused: ShellSyntax = """
    defused() { "$@" 2>&1 | defuse; }
    """

  private static let grouped: ShellSyntax = """
    # grouped TITLE COMMAND...: a group of the log, and a line of the report.
    grouped() {
      title=$1 status=0 start=$SECONDS log=$AGENT_TEMPDIRECTORY/pipegen-output
      shift
      case $1 in
        run) words=$(shift && quoted "$@") ;;
        retry | try_cache | pull_cache | best_effort | push_cache) words=$(shift 2 && quoted "$@") ;;
        *) words=$(quoted "$@") ;;
      esac
      case $words in
        *'#''#'* | *'
    '*) words=$(printf '%s' "$words" | tr '\\n' ' ' | defuse) ;;
      esac
      printf '%s[group]%s\\n' '#''#' "$words"
      "$@" 2>&1 | defuse | tee -- "$log" || status=$?
      printf '%s[endgroup]\\n' '#''#'
      result=done cached='' digest=''
      if grep -q -e '^cold cache: ' -- "$log"; then result=cold; fi
      if grep -q -e '^warning: ' -- "$log"; then result=warning; fi
      if [ "$status" -ne 0 ]; then result=failed; fi
      case $title in
        Build*) cached=$(grep -c -e '^[#][0-9]* CACHED' -e 'Using cache$' -- "$log") || : ;;
        Push*) digest=$(sed -n 's/^.*digest: \\(sha256:[0-9a-f]*\\).*$/\\1/p' "$log" | tail -n 1) ;;
      esac
      printf '| %s | %s | %s s | %s | %s |\\n' "$title" "$result" \\
        "$((SECONDS - start))" "$cached" "$digest" >>"$AGENT_TEMPDIRECTORY/pipegen-report"
      return "$status"
    }
    """

  private static let published: ShellSyntax = """
    # published NAME TITLE COMMAND...: the same; the digest becomes an output variable.
    published() {
      name=$1
      shift
      grouped "$@" || return
      [ -z "$digest" ] || printf '%s' "$digest" >"$AGENT_TEMPDIRECTORY/pipegen-digest-$name"
    }
    """

  /// What a job reports at its end, whether it succeeded or not.
  static let report: ShellSyntax = """
    set -eu
    if [ ! -f "$AGENT_TEMPDIRECTORY/pipegen-report" ]; then exit 0; fi
    report=$AGENT_TEMPDIRECTORY/pipegen.md
    {
      printf '%s\\n' '| Step | Result | Time | Cached | Digest |' '| --- | --- | --- | --- | --- |'
      cat -- "$AGENT_TEMPDIRECTORY/pipegen-report"
    } >"$report"
    printf '%s[task.uploadsummary]%s\\n' '#''#vso' "$report"
    for file in "$AGENT_TEMPDIRECTORY"/pipegen-digest-*; do
      if [ ! -f "$file" ]; then continue; fi
      printf '%s[task.setvariable variable=digest_%s;isOutput=true]%s\\n' \\
        '#''#vso' "${file##*/pipegen-digest-}" "$(cat -- "$file")"
    done
    """
}

extension AzureAgent {
  /// `statement`, whose command does not command the agent.
  static func defused(_ statement: ShellStatement) -> ShellStatement {
    prefixed(statement, by: ShellCall("defused"))
  }

  /// `statement`, each command of the plan in it behind `call`. Calls of our own stay, but for those
  /// that do a step.
  static func prefixed(_ statement: ShellStatement, by call: ShellCall) -> ShellStatement {
    switch statement {
    case .simple(.run(let run)):
      .simple(.run(ShellRun(run.command, behind: [call] + run.prefixes)))
    case .simple(.call(let own)) where own.name.description.hasPrefix("run "):
      .simple(.call(joined(call, own)))
    case .condition(let condition):
      .condition(
        ShellIf(condition.condition) {
          condition.then.map { prefixed($0, by: call) }
        } else: {
          condition.otherwise.map { prefixed($0, by: call) }
        })
    case .blank, .comment, .syntax, .simple, .choice, .function: statement
    }
  }

  private static func joined(_ call: ShellCall, _ own: ShellCall) -> ShellCall {
    let name = own.name.description.split(separator: " ")
    return ShellCall(call.name, call.words + name.map { Word(literal: String($0)) } + own.words)
  }
}
