import PipelinePlan
import PipelineSpec

/// The functions that generated scripts call; a script holds those that it uses.
enum ShellLibrary {
  /// A function, in the order in which they are printed: each behind those that it calls.
  enum Function: CaseIterable {
    case say, fail, registryFault, attempt, canLogIn, tryCache, retry, bestEffort, run,
      putBack, cleanUp, passwordIsSet, logIn, requireTag
    case require, quietly, extract, enterRoot, requireFolders
    case nameImage, takeSecret, withSecrets, requireAgent
    case addInput, hashFiles, contentKey, isHere, isThere, keep, keepFound
    case bounded, jobs, summary, quoted

    /// The functions that it calls.
    fileprivate var callees: [Function] {
      switch self {
      case .say, .registryFault, .canLogIn, .quietly, .cleanUp, .withSecrets, .addInput, .keep,
        .bounded, .summary, .quoted:
        []
      case .jobs: [.fail, .cleanUp]
      case .putBack, .isHere: [.say]
      case .nameImage: [.putBack, .cleanUp, .say]
      case .takeSecret, .requireAgent, .contentKey: [.fail]
      case .hashFiles: [.fail, .addInput]
      case .isThere: [.tryCache]
      case .keepFound: [.tryCache, .keep]
      case .fail: [.say]
      case .attempt: [.registryFault, .say]
      case .tryCache: [.attempt, .canLogIn, .say]
      case .retry, .bestEffort: [.attempt, .fail]
      case .run, .require, .extract, .logIn, .requireTag, .enterRoot, .requireFolders: [.fail]
      case .passwordIsSet: [.say, .cleanUp]
      }
    }
  }

  /// Where a private docker configuration is kept.
  enum Configuration {
    /// In a folder of this run, removed at its end.
    case temporary
    /// The same, beside what jobs tell of themselves.
    case jobs
    /// In the agent's temporary folder, for the job's later steps.
    case agent
  }

  /// `functions` and all that they call.
  static func all(for functions: Set<Function>) -> Set<Function> {
    var used = functions
    for function in Function.allCases.reversed() where used.contains(function) {
      used.formUnion(function.callees)
    }
    return used
  }

  /// `functions` and all that they call.
  static func statements(
    for functions: Set<Function>, of engine: Engine, configuration: Configuration
  ) -> [ShellStatement] {
    let used = all(for: functions)
    return Function.allCases.filter(used.contains).flatMap { function in
      if case (.cleanUp, .agent) = (function, configuration) { return [] as [ShellStatement] }
      if function == .cleanUp {
        return [.blank] + cleanUp(behind: used, areJobs: configuration == .jobs)
      }
      return [ShellStatement.blank] + statements(of: function, engine, configuration, used)
    }
  }

  private static func statements(
    of function: Function, _ engine: Engine, _ configuration: Configuration,
    _ used: Set<Function>
  ) -> [ShellStatement] {
    let areJobs = configuration == .jobs
    let areBounded = used.contains(.bounded)
    return switch function {
    case .say: [.syntax(say)]
    case .fail: [.syntax(fail)]
    case .registryFault: registryFault(areBounded: areBounded)
    case .attempt: attempt(areJobs: areJobs)
    case .canLogIn: [.syntax(canLogIn)]
    case .tryCache: [.syntax(tryCache)]
    case .retry: [.syntax(retry)]
    case .bestEffort: [.syntax(bestEffort)]
    case .run: [.syntax(areJobs ? ShellJobs.run : run)]
    case .require: [.syntax(require)]
    case .quietly: areJobs ? ShellJobs.quietly(areBounded: areBounded) : [.syntax(quietly)]
    case .extract: extract
    case .passwordIsSet:
      switch configuration {
      case .temporary, .jobs:
        login(by: engine, configuration: temporaryConfiguration, passwordIsSet)
      case .agent: login(by: engine, configuration: agentConfiguration, agentPasswordIsSet)
      }
    case .logIn: [.syntax(logIn)]
    case .requireTag: [.syntax(requireTag)]
    case .nameImage: nameImage(configuration)
    case .putBack: putBack(configuration)
    case .cleanUp: []
    case .takeSecret: takeSecret(configuration)
    case .withSecrets:
      areJobs ? ShellJobs.withSecrets(areBounded: areBounded) : withSecrets(configuration)
    case .requireAgent: [.syntax(requireAgent)]
    case .enterRoot: [.syntax(enterRoot)]
    case .requireFolders: [.syntax(requireFolders)]
    case .addInput: [.syntax(ShellKeys.addInput)]
    case .hashFiles: [.syntax(ShellKeys.hashFiles)]
    case .contentKey: [.syntax(ShellKeys.contentKey)]
    case .isHere: [.syntax(ShellKeys.isHere)]
    case .isThere: [.syntax(ShellKeys.isThere)]
    case .keep: [.syntax(areJobs ? ShellJobs.keep : keep)]
    case .keepFound: [.syntax(ShellKeys.keepFound)]
    case .bounded: [.syntax(areJobs ? ShellJobs.bounded : bounded)]
    case .jobs:
      ShellJobs.functions(
        haveKeys: used.contains(.keep), hasSummary: used.contains(.summary))
    case .summary: [.syntax(ShellJobs.row)]
    case .quoted: ShellDryRun.quoted(behind: used)
    }
  }

  /// Asked once, as a shell's own "not found" would be taken for a missing image.
  static func requireProgram(of engine: Engine) -> ShellSyntax {
    switch engine {
    case .docker, .buildx:
      "command -v docker >/dev/null || fail 1 'docker is not on PATH: install it first'"
    case .buildah:
      "command -v buildah >/dev/null || fail 1 'buildah is not on PATH: install it first'"
    case .podman:
      "command -v podman >/dev/null || fail 1 'podman is not on PATH: install it first'"
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

  private static let say: ShellSyntax = """
    say() { printf '%s\\n' "$*" >&2; }
    """

  private static let fail: ShellSyntax = """
    # fail CODE TEXT
    fail() {
      code=$1
      shift
      say "error: $*"
      exit "$code"
    }
    """

  @ShellBuilder private static func attempt(areJobs: Bool) -> [ShellStatement] {
    """
    # attempt TRIES COMMAND...: what a later try may cure is tried again, after 1, 4, 16, then 30 s.
    # Leaves docker's text in $message and what it says of the registry in $fault.
    attempt() {
      tries=$1 pause=1
      shift
      while :; do
        status=0
    """
    areJobs ? ShellStatement.syntax(ShellJobs.tryOnce) : .syntax(tryOnce)
    """
        if [ "$status" -eq 0 ]; then
          [ -z "$message" ] || say "$message"
          return 0
        fi
        registry_fault "$message"
        tries=$((tries - 1))
        case $fault in
          transient) ;;
          limited) [ "$pause" -ge 5 ] || pause=5 ;;
          *) return "$status" ;;
        esac
        if [ "$tries" -le 0 ]; then return "$status"; fi
        say "$message"
        say "trying again in $pause s: $*"
    """
    areJobs ? #"    child sleep "$pause""# as ShellSyntax : #"    sleep "$pause""#
    """
        pause=$((pause * 4))
        [ "$pause" -le 30 ] || pause=30
      done
    }
    """
  }

  private static let tryOnce: ShellSyntax = """
        { message=$("$@" 2>&1 >&3) || status=$?; } 3>&1
    """

  /// Ctrl-C has to reach the command, which GNU's timeout keeps in a group of its own.
  private static let bounded: ShellSyntax = """
    # bounded SECONDS COMMAND...: ends it after that time, where this machine has `timeout`.
    if timeout --foreground 9 true 2>/dev/null; then
      bounded() { timeout --foreground "$@"; }
    elif timeout 9 true 2>/dev/null; then
      bounded() { timeout "$@"; }
    else
      bounded() { shift && "$@"; }
    fi
    """

  private static let canLogIn: ShellSyntax = """
    # Neither a pull request from a fork nor a run without its password can.
    can_log_in() { [ "$fork" = no ] && [ "$anonymous" = no ]; }
    """

  private static let tryCache: ShellSyntax = """
    # try_cache TRIES COMMAND...: a missing image is a cold cache, a broken registry is a failure.
    try_cache() {
      if attempt "$@"; then return 0; fi
      for image do :; done
      case $fault in
        missing)
          say "cold cache: $image does not exist yet"
          return 0
          ;;
        hidden)
          say "$message"
          if ! can_log_in; then
            say "warning: cannot read $image without a login; building without it"
            return 0
          elif [ "$logged_in" = yes ]; then
            say "warning: taken for a cold cache: $image"
            return 0
          fi
          ;;
        denied)
          say "$message"
          if ! can_log_in; then
            say "warning: cannot read $image without a login; building without it"
            return 0
          fi
          ;;
        *) say "$message" ;;
      esac
      shift
      fail 1 "failed, and not for a missing image: $*"
    }
    """

  private static let retry: ShellSyntax = """
    # retry TRIES COMMAND...
    retry() {
      if attempt "$@"; then return 0; fi
      say "$message"
      shift
      fail 1 "failed: $*"
    }
    """

  private static let bestEffort: ShellSyntax = """
    # best_effort TRIES COMMAND...: a failure is a warning, the next run starts colder.
    best_effort() {
      if attempt "$@"; then return 0; fi
      say "$message"
      shift
      say "warning: failed, the next run starts with a colder cache: $*"
    }
    """

  private static let run: ShellSyntax = """
    # run COMMAND...
    run() { "$@" || fail 1 "failed: $*"; }
    """

  private static let require: ShellSyntax = """
    # require TEXT COMMAND...: what the command writes is nobody's concern.
    require() {
      text=$1
      shift
      "$@" >/dev/null || fail 1 "$text"
    }
    """

  private static let quietly: ShellSyntax = """
    # quietly COMMAND...: only its success and its complaints count.
    quietly() { "$@" >/dev/null; }
    """

  /// The runner's own text.
  @ShellBuilder private static var extract: [ShellStatement] {
    "# extract ENGINE IMAGE PATH FOLDER: copies a file out of an image; the container never runs."
    ShellFunction("extract") { ShellStatement.syntax(ShellSyntax(Plan.Extraction.script)) }
  }

  private static let temporaryConfiguration: ShellSyntax = """
    # Logins of this run stay in a copy of docker's configuration, which is removed at the end.
    private_configuration() {
      [ -z "${own_config:-}" ] || return 0
      own_config=$(mktemp -d "${TMPDIR:-/tmp}/pipegen.XXXXXX") ||
        fail 1 'logins need a temporary folder: make room, or let TMPDIR name another'
      at_end
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
        anonymous=yes
        return 1
      fi
      password=
      logged_in=yes
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
        : >"$AGENT_TEMPDIRECTORY/pipegen-anonymous"
        return 1
      fi
      private_configuration
    }
    """

  private static let logIn: ShellSyntax = """
    # log_in VARIABLE COMMAND...
    log_in() {
      variable=$1
      shift
      "$@" || fail 1 "cannot log in, is $variable right? failed: $*"
    }
    """

  private static let requireTag: ShellSyntax = """
    # require_tag TAG [TAKEN...]: a legal tag that no cache image uses.
    require_tag() {
      tag=$1
      shift
      case $tag in
        '' | [!A-Za-z0-9_]* | *[!A-Za-z0-9_.-]*)
          fail 64 "'$tag' is not an image tag: letters, digits, '_', '.' and '-', at most 128"
          ;;
      esac
      [ "${#tag}" -le 128 ] || fail 64 "'$tag' is longer than the 128 characters of an image tag"
      for taken do
        [ "$tag" != "$taken" ] || fail 64 "tag '$tag' is taken by a cache image"
      done
    }
    """

  private static let enterRoot: ShellSyntax = """
    # enter_root PATH: all paths are relative to the spec's folder; PATH leads there from this script.
    enter_root() {
      root=${PIPEGEN_ROOT:-"$(dirname -- "$0")/$1"}
      cd -- "$root" || fail 1 "no folder '$root': set PIPEGEN_ROOT to the spec's folder"
    }
    """

  private static let requireFolders: ShellSyntax = """
    # require_folders PATH...
    require_folders() {
      for folder do
        [ -d "$folder" ] || fail 1 "no folder '$folder' in $PWD: set PIPEGEN_ROOT to the spec's folder"
      done
    }
    """

  private static let keep: ShellSyntax = #"""
    # keep VARIABLE VALUE: hands it on to the later steps.
    keep() {
      value=$(printf '%s.' "$2" | sed "s/'/'\\\\''/g")
      printf "%s='%s'\n" "$1" "${value%.}" >>"$AGENT_TEMPDIRECTORY/pipegen.sh"
    }
    """#

  /// What docker's text says of the registry, by the same table as the runner's.
  @ShellBuilder private static func registryFault(areBounded: Bool) -> [ShellStatement] {
    let arms = groupedPatterns.map { group in
      ShellCase.Arm(group.patterns.map(ShellCase.Pattern.wildcard)) {
        ShellAssignment("fault", Word(literal: group.name))
      }
    }
    let other = ShellCase.Arm([.syntax("*")]) { ShellAssignment("fault", "unknown") }
    ShellComment("registry_fault TEXT: what docker's text says of the registry, in $fault.")
    ShellFunction("registry_fault") {
      ShellCase(.syntax(#"$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]')"#), arms + [other])
      if areBounded {
        ShellComment("Ended by `timeout`: GNU's status, and busybox's.")
        #"case $status in 124 | 143) fault=transient ;; esac"#
      }
    }
  }

  /// Neighbours in the table that mean the same.
  private static var groupedPatterns: [(name: String, patterns: [String])] {
    RegistryFault.patterns.reduce(into: []) { groups, pattern in
      let text = "*" + pattern.parts.joined(separator: "*") + "*"
      let name = name(of: pattern)
      if groups.last?.name == name {
        groups[groups.count - 1].patterns.append(text)
      } else {
        groups.append((name, [text]))
      }
    }
  }

  private static func name(of pattern: RegistryFault.Pattern) -> String {
    switch pattern.fault {
    case .missing: "missing"
    case .denied: "denied"
    case .hidden: "hidden"
    case .transient: pattern.isRateLimit ? "limited" : "transient"
    case .unknown: "unknown"
    }
  }
}
