import PipelinePlan

/// Functions of `pipegen.sh`, which the scripts of a job share, for Azure's agent alone.
enum AzureAgent {
  /// Filters, groups and notes, in the order in which they call each other.
  @ShellBuilder static var statements: [ShellStatement] {
    ShellBlank()
    ShellStatement.syntax(defuse)
    ShellBlank()
    ShellStatement.syntax(grouped)
    ShellBlank()
    ShellStatement.syntax(published)
  }

  /// What the agent itself turns a command into that it shall not obey. Where a `sed` cannot write
  /// line by line, lines come late.
  static let defuse: ShellSyntax = """
    # defuse: standard input, in which nothing commands the agent.
    defuse() {
      set --
      if sed -u '' </dev/null >/dev/null 2>&1; then set -- -u; fi
      sed "$@" -e 's/[#][#]\\([Vv][Ss][Oo]\\[\\)/**\\1/g' -e 's/[#][#]\\[/**[/g'
    }
    """

  private static let grouped: ShellSyntax = """
    # grouped TITLE COMMAND...: a group of the log, and a line of the report.
    grouped() {
      title=$1 status=0 start=$(date +%s) log=$AGENT_TEMPDIRECTORY/pipegen-output
      shift
      words="$*"
      words=${words#run }
      words=${words#retry ? }
      words=${words#try_cache ? }
      words=${words#best_effort ? }
      printf '%s[group]%s\\n' '#''#' "$(printf '%s' "$words" | tr '\\n' ' ' | defuse)"
      "$@" 2>&1 | defuse | tee -- "$log" || status=$?
      printf '%s[endgroup]\\n' '#''#'
      result=done cached='' digest=''
      if grep -q -e '^warning: ' -- "$log"; then result=warning; fi
      if [ "$status" -ne 0 ]; then result=failed; fi
      case $title in
        Build*) cached=$(grep -c -e '^[#][0-9]* CACHED' -e 'Using cache$' -- "$log") || : ;;
        Push*) digest=$(sed -n 's/^.*digest: \\(sha256:[0-9a-f]*\\).*$/\\1/p' "$log" | tail -n 1) ;;
      esac
      printf '| %s | %s | %s s | %s | %s |\\n' "$title" "$result" \\
        "$(($(date +%s) - start))" "$cached" "$digest" >>"$AGENT_TEMPDIRECTORY/pipegen-report"
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
  /// `statement`, its command in a group called `title`; `output` names the variable that its
  /// digest becomes.
  static func grouped(
    _ statement: ShellStatement, title: String, output: String?
  ) -> ShellStatement {
    switch statement {
    case .simple(.run(let run)):
      .simple(
        .run(ShellRun(run.command, behind: call(run.prefix, title: title, output: output))))
    case .simple(.call(let call)):
      .simple(.call(self.call(call, title: title, output: output)))
    case .condition(let condition):
      .condition(
        ShellIf(condition.condition) {
          condition.then.map { grouped($0, title: title, output: output) }
        })
    case .blank, .comment, .syntax, .simple, .choice, .function: statement
    }
  }

  private static func call(_ call: ShellCall?, title: String, output: String?) -> ShellCall {
    let words =
      (call?.name.description ?? "run").split(separator: " ").map { Word(literal: String($0)) }
      + (call?.words ?? [])
    let title = Word(literal: title)
    guard let output else { return ShellCall("grouped", [title] + words) }
    return ShellCall("published", [Word(literal: output), title] + words)
  }
}
