import PipelineSpec

/// Functions for logins, which leave no trace in docker's own configuration.
extension ShellLibrary {
  static func passwordIsSet(by engine: Engine, _ configuration: Configuration) -> [ShellStatement] {
    switch configuration {
    case .temporary, .jobs:
      login(by: engine, configuration: temporaryConfiguration, passwordIsSet)
    case .agent: login(by: engine, configuration: agentConfiguration, agentPasswordIsSet)
    }
  }

  private static func login(
    by engine: Engine, configuration: ShellSyntax, _ password: ShellSyntax
  ) -> [ShellStatement] {
    [
      .syntax(copyConfiguration(of: engine)), .blank, .syntax(configuration), .blank,
      .syntax(password),
    ]
  }

  static let canLogIn: ShellSyntax = """
    # can_log_in HOST: neither a pull request from a fork nor a run without its password can.
    can_log_in() {
      case "$fork$anonymous " in
        yes* | *" $1 "*) return 1 ;;
      esac
    }
    """

  private static let temporaryConfiguration: ShellSyntax = """
    # Logins of this run stay in a copy of docker's configuration, which is removed at the end.
    private_configuration() {
      [ -z "${own_config:-}" ] || return 0
      own_config=$scratch/docker-config
      mkdir -- "$own_config" ||
        fail 1 "logins need a folder in ${TMPDIR:-/tmp}: make room, or let TMPDIR name another"
      copy_configuration "$own_config"
    }
    """

  private static let agentConfiguration: ShellSyntax = """
    # Logins of this job stay in a copy of docker's configuration in the agent's temporary folder.
    private_configuration() {
      [ ! -d "$AGENT_TEMPDIRECTORY/pipegen-docker" ] || return 0
      mkdir -m 700 -- "$AGENT_TEMPDIRECTORY/pipegen-docker" ||
        fail 1 "logins need a folder in $AGENT_TEMPDIRECTORY"
      copy_configuration "$AGENT_TEMPDIRECTORY/pipegen-docker"
    }
    """

  private static func copyConfiguration(of engine: Engine) -> ShellSyntax {
    switch engine {
    case .docker, .buildx: copyDockerConfiguration
    case .buildah, .podman: copyAuthFile
    }
  }

  private static let copyDockerConfiguration: ShellSyntax = """
    # copy_configuration FOLDER: docker's configuration, for logins that leave no trace in it.
    copy_configuration() {
      config=${DOCKER_CONFIG:-${HOME:-/nonexistent}/.docker}
      if [ -f "$config/config.json" ]; then
        cp -- "$config/config.json" "$1/config.json" || fail 1 "cannot copy $config/config.json"
      fi
      for part in cli-plugins contexts buildx; do
        if [ -d "$config/$part" ]; then
          ln -s -- "$(cd -- "$config" && pwd)/$part" "$1/$part" || fail 1 "cannot link $config/$part"
        fi
      done
      DOCKER_CONFIG=$1
      export DOCKER_CONFIG
    }
    """

  private static let passwordIsSet: ShellSyntax = """
    # password_is_set VARIABLE HOST: without a password docker's own login is used.
    password_is_set() {
      if [ "$fork" = yes ]; then return 1; fi
      eval "password=\\${$1:-}"
      if [ -z "$password" ]; then
        say "$1 is not set: using docker's own login for $2"
        anonymous="$anonymous $2"
        return 1
      fi
      password=
      logged_in="$logged_in $2"
      private_configuration
    }
    """

  /// A secret that the pipeline lacks arrives as its macro's own text.
  private static let agentPasswordIsSet: ShellSyntax = """
    # password_is_set VARIABLE HOST: without the secret the agent's own login is used.
    password_is_set() {
      if [ "$fork" = yes ]; then return 1; fi
      eval "password=\\${$1:-}"
      if [ -z "$password" ] || [ "$password" = '$'"($1)" ]; then
        say "secret variable $1 is not set: using the agent's own login for $2"
        printf ' %s' "$2" >>"$AGENT_TEMPDIRECTORY/pipegen-anonymous"
        return 1
      fi
      printf ' %s' "$2" >>"$AGENT_TEMPDIRECTORY/pipegen-logged-in"
      private_configuration
    }
    """

  static let logIn: ShellSyntax = """
    # log_in VARIABLE COMMAND...
    log_in() {
      variable=$1
      shift
      ("$@") || fail 1 "cannot log in, is $variable right? failed: $(quoted "$@")"
    }
    """
}
