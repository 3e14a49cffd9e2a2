import PipelinePlan

/// What a script's functions do instead where `--dry-run` is given: they print.
enum ShellDryRun {
  /// Prints a command without our own functions before it, which stand in this order.
  static func quoted(behind used: Set<ShellLibrary.Function>) -> [ShellStatement] {
    shell {
      "# quoted COMMAND...: prints it as one would type it."
      ShellFunction("quoted") {
        if used.contains(.withSecrets) {
          """
          if [ "$1" = with_secrets ]; then
            while [ "$1" != -- ]; do shift; done
            shift
          fi
          """
        }
        if used.contains(.quietly) { #"[ "$1" != quietly ] || shift"# }
        if used.contains(.bounded) { #"[ "$1" != bounded ] || shift 2"# }
        if used.contains(.nameImage) {
          #"[ "$1" != name_image ] || set -- docker tag "$2" "$3""#
        }
        if used.contains(.extract) { #"[ "$1" != extract ] || set -- "$2" cp "$3:$4" "$5""# }
        #"""
        line=
        for word do
          case $word in
            '' | *[!A-Za-z0-9_./:=@%+,-]*)
              word=$(printf '%s.' "$word" | sed "s/'/'\\\\''/g")
              word="'${word%.}'"
              ;;
          esac
          line="$line $word"
        done
        printf '%s\n' "${line# }"
        """#
      }
    }
  }

  /// What commands of `plan` need where somebody pastes them.
  @ShellBuilder static func opening(of plan: Plan) -> [ShellStatement] {
    #"quoted cd -- "$PWD""#
    for variable in plan.environment {
      ShellCall("quoted export", Word(literal: "\(variable.name)=\(variable.value)"))
    }
  }

  /// Replaces those of `used` that do something, so that all the rest stays as it is.
  @ShellBuilder static func overrides(of used: Set<ShellLibrary.Function>) -> [ShellStatement] {
    ShellComment("Nothing is done: each command is printed, as if no image were known by its key.")
    if used.contains(.attempt) { #"attempt() { shift && status=1 && quoted "$@"; }"# }
    if used.contains(.extract) {
      script("extract", Plan.Extraction.script, #"quoted sh -c "$script" extract "$@""#)
    }
    if used.contains(.nameImage) {
      script("name_image", Plan.Naming.script, #"quoted sh -c "$script" name "$@""#)
    }
    if used.contains(.extract) || used.contains(.nameImage) {
      #"run() { case $1 in extract | name_image) "$@" ;; *) quoted "$@" ;; esac; }"#
    } else if used.contains(.run) {
      #"run() { quoted "$@"; }"#
    }
    if used.contains(.require) { #"require() { shift && quoted "$@"; }"# }
    if used.contains(.passwordIsSet) {
      #"password_is_set() { [ "$fork" = no ] && eval "[ -n \"\${$1:-}\" ]"; }"#
      #"log_in() { printf 'printf %%s "$%s" | ' "$1" && shift && quoted "$@"; }"#
    }
    if used.contains(.isHere) { "is_here() { false; }" }
    if used.contains(.keep) { "keep() { :; }" }
    if used.contains(.pushCache) { #"push_cache() { best_effort "$@"; }"# }
    if used.contains(.jobs) {
      #"start() { "$1"; }"#
      "await_all() { :; }"
    }
  }

  private static func script(
    _ name: StaticString, _ text: StaticString, _ call: ShellSyntax
  ) -> ShellFunction {
    ShellFunction(name) {
      ShellAssignment("script", Word(literal: text.description))
      ShellStatement.syntax(call)
    }
  }
}
