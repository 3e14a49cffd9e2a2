import PipelinePlan

/// Functions for what lasts no longer than a run: local names of images, logins, secrets.
extension ShellLibrary {
  /// What is done at the end, and what sees to it that it is.
  static func cleanUp(behind used: Set<Function>, areJobs: Bool) -> [ShellStatement] {
    shell {
      ShellFunction("clean_up") {
        if used.contains(.nameImage) {
          ShellStatement.syntax(ShellJobs.readNames)
          ShellStatement.syntax(putNamesBack)
        }
        ShellStatement.syntax(ShellJobs.removeScratch)
      }
      ShellBlank()
      if areJobs { ShellJobs.stop } else { ShellChild.functions }
    }
  }

  private static let putNamesBack: ShellSyntax = """
    for name in ${names:-}; do
      release "${name%%=*}" "${name#*=}"
    done
    names=
    """

  /// The runner's own text, behind a note of what is to be undone.
  static func nameImage(_ configuration: Configuration) -> [ShellStatement] {
    let note: ShellSyntax =
      switch configuration {
      case .temporary, .jobs: ShellJobs.rememberName
      case .agent: noteName
      }
    return shell {
      "# name_image IMAGE NAME KEPT: until the end IMAGE is called NAME as well; KEPT keeps what was."
      ShellFunction("name_image") {
        note
        ShellSyntax(Plan.Naming.script)
      }
    }
  }

  private static let noteName: ShellSyntax =
    #"printf '%s\n' "$2" >>"$AGENT_TEMPDIRECTORY/pipegen-names""#

  static func putBack(_ configuration: Configuration) -> [ShellStatement] {
    shell {
      "# put_back NAME KEPT: NAME is again what it was before name_image."
      ShellFunction("put_back") {
        switch configuration {
        case .temporary, .jobs: [] as [ShellStatement]
        case .agent: [.syntax(isNamed)]
        }
        ShellSyntax(Plan.Naming.scriptBack)
      }
      ShellBlank()
      release
    }
  }

  private static let release: ShellSyntax = """
    release() { put_back "$1" "$2" || say "warning: the name '$1' is not put back"; }
    """

  private static let isNamed: ShellSyntax =
    #"grep -qxF -e "$1" "$AGENT_TEMPDIRECTORY/pipegen-names" 2>/dev/null || return 0"#

  static func takeSecret(_ configuration: Configuration) -> [ShellStatement] {
    switch configuration {
    case .temporary, .jobs: [.syntax(hideSecret)]
    case .agent: [.syntax(requireSecret)]
    }
  }

  private static let hideSecret: ShellSyntax = """
    # take_secret NAME VARIABLE: from here on only what needs it knows it.
    take_secret() {
      eval "secret=\\${$2:-}"
      [ -n "$secret" ] || fail 64 "secret '$1' has no value: set $2"
      eval "secret_$2=\\$secret"
      secret=
      unset "$2"
    }
    """

  /// A secret that the pipeline lacks arrives as its macro's own text.
  private static let requireSecret: ShellSyntax = """
    # take_secret NAME VARIABLE MACRO: the steps that need it have it in their environment.
    take_secret() {
      eval "secret=\\${$2:-}"
      if [ -z "$secret" ] || [ "$secret" = "$3" ]; then
        fail 64 "secret '$1' has no value: the pipeline needs a secret variable for $2"
      fi
      secret=
    }
    """

  static func withSecrets(_ configuration: Configuration) -> [ShellStatement] {
    switch configuration {
    case .temporary, .jobs: [.syntax(exportSecrets)]
    case .agent: [.syntax(keepSecrets)]
    }
  }

  private static let exportSecrets: ShellSyntax = """
    # with_secrets VARIABLE... -- COMMAND...: COMMAND alone has them in its environment.
    with_secrets() (
      while [ "$1" != -- ]; do
        eval "$1=\\$secret_$1; export $1"
        shift
      done
      shift
      "$@"
    )
    """

  private static let keepSecrets: ShellSyntax = """
    # with_secrets VARIABLE... -- COMMAND...: this step's environment has them.
    with_secrets() {
      while [ "$1" != -- ]; do shift; done
      shift
      "$@"
    }
    """

  static let requireAgent: ShellSyntax = """
    require_agent() {
      [ -n "${SSH_AUTH_SOCK:-}" ] || fail 64 "no SSH agent: set SSH_AUTH_SOCK, as ssh-agent does"
    }
    """
}
