import PipelinePlan
import PipelineSpec

/// Functions by which a cache image that is still what was pulled is not pushed again.
enum ShellPulled {
  @ShellBuilder static func pullCache(
    by engine: Engine, in configuration: ShellLibrary.Configuration
  ) -> [ShellStatement] {
    "# identity IMAGE: tells its content; nothing where it is not here."
    if let command = engine.identity {
      ShellFunction("identity") {
        "image=$1"
        ShellRun(command, behind: ShellCall("answer"))
      }
    }
    #"answer() { "$@" "$image" 2>/dev/null || :; }"#
    ShellBlank()
    if configuration == .temporary { "pulled=''" }
    """
    # pull_cache TRIES COMMAND...: by try_cache; keeps in mind what was pulled.
    pull_cache() {
      try_cache "$@"
      [ "$status" -eq 0 ] || return 0
      for image do :; done
      id=$(identity "$image")
      [ -z "$id" ] || note_pulled "$image=$id" || :
    }
    """
    switch configuration {
    case .temporary: #"note_pulled() { pulled="$pulled $1 "; }"# as ShellSyntax
    case .jobs: #"note_pulled() { printf ' %s \n' "$1" >>"$scratch/pulled"; }"# as ShellSyntax
    case .agent:
      #"note_pulled() { printf ' %s \n' "$1" >>"$AGENT_TEMPDIRECTORY/pipegen-pulled"; }"#
        as ShellSyntax
    }
  }

  @ShellBuilder static func pushCache(
    in configuration: ShellLibrary.Configuration
  ) -> [ShellStatement] {
    """
    # push_cache TRIES COMMAND...: by best_effort, where the image is not what was pulled.
    push_cache() {
      for image do :; done
      if is_as_pulled; then
        say "$image is as it was pulled: not pushed"
      else
        best_effort "$@"
      fi
    }
    """
    ShellFunction("is_as_pulled") {
      switch configuration {
      case .temporary: #"[ "$omitting" = no ] || return 1"# as ShellSyntax
      case .jobs:
        """
        if is_over; then omitting=yes; fi
        [ "$omitting" = no ] || return 1
        pulled=$(cat -- "$scratch/pulled" 2>/dev/null) || return 1
        """ as ShellSyntax
      case .agent:
        #"pulled=$(cat -- "$AGENT_TEMPDIRECTORY/pipegen-pulled" 2>/dev/null) || return 1"#
          as ShellSyntax
      }
      """
      case $pulled in *" $image="*) ;; *) return 1 ;; esac
      case $pulled in *" $image=$(identity "$image") "*) ;; *) return 1 ;; esac
      """
    }
  }
}
